"""What the product is measured against: python-socketio as it comes, echoing to a room, keeping nothing.

`python stock_server.py PORT`: no sign-in, no rights, no storage; each message is numbered,
emitted to `?room=…` and acknowledged.
"""

import asyncio
import itertools
import sys
from typing import Any
from urllib.parse import parse_qs

import socketio
import uvloop
from aiohttp import web


async def app() -> web.Application:
    server = socketio.AsyncServer(async_mode="aiohttp", transports=["websocket"])
    numbers = itertools.count(1)

    async def enter(sid: str, environ: dict[str, Any], _auth: object = None) -> None:
        await server.enter_room(sid, parse_qs(environ["QUERY_STRING"])["room"][0])

    async def echo(_sid: str, message: dict[str, Any]) -> dict[str, Any]:
        seq = next(numbers)
        await server.emit("msg", {**message, "seq": seq}, room=message["room"])
        return {"ok": True, "seq": seq}

    server.on("connect", enter)
    server.on("msg", echo)
    made = web.Application()
    made.router.add_get("/readyz", lambda _: _ok())
    server.attach(made)
    return made


async def _ok() -> web.Response:
    return web.Response(text="ok")


def main(port: int) -> None:
    asyncio.set_event_loop(loop := uvloop.new_event_loop())
    web.run_app(app(), host="127.0.0.1", port=port, backlog=1024, access_log=None, loop=loop)


if __name__ == "__main__":
    main(int(sys.argv[1]))
