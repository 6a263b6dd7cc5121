"""What the fan-out is measured against: plain aiohttp WebSockets, no Engine.IO, no Socket.IO, no storage.

`python raw_server.py PORT`: a message is encoded once and sent to each in the room with `send_str`.
"""

import asyncio
import itertools
import json
import sys
from collections import defaultdict

import uvloop
from aiohttp import WSMsgType, web

NUMBERS = itertools.count(1)
ROOMS: defaultdict[str, set[web.WebSocketResponse]] = defaultdict(set)


async def chat(request: web.Request) -> web.WebSocketResponse:
    # Without this aiohttp compresses for whoever offers it, at 100 KB a socket.
    wire = web.WebSocketResponse(compress=False)
    await wire.prepare(request)
    members = ROOMS[request.query["room"]]
    members.add(wire)
    try:
        async for frame in wire:
            if frame.type is WSMsgType.TEXT:
                await answer(wire, frame.data)
    finally:
        members.discard(wire)
    return wire


async def answer(wire: web.WebSocketResponse, text: str) -> None:
    """A frame is `42`, the number to acknowledge, and `["msg", {room, id, body}]`."""
    start = text.index("[")
    _, message = json.loads(text[start:])
    message["seq"] = next(NUMBERS)
    await wire.send_str(f"43{text[2:start]}" + '[{"ok":true}]')
    event = "42" + json.dumps(["msg", message], separators=(",", ":"))
    for member in tuple(ROOMS[message["room"]]):
        await member.send_str(event)


async def ready(_: web.Request) -> web.Response:
    return web.Response(text="ok")


def main(port: int) -> None:
    app = web.Application()
    app.router.add_get("/readyz", ready)
    app.router.add_get("/ws", chat)
    asyncio.set_event_loop(loop := uvloop.new_event_loop())
    web.run_app(app, host="127.0.0.1", port=port, backlog=1024, access_log=None, loop=loop)


if __name__ == "__main__":
    main(int(sys.argv[1]))
