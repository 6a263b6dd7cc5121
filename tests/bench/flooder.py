"""Floods a server from one contact's identity until it is ended: `python flooder.py PORT TOKEN ROOM`."""

import asyncio
import json
import sys
from uuid import uuid4

import aiohttp

SOCKETS = 4
AT_ONCE = 50


async def flood(port: str, token: str, room: str) -> None:
    """Every kind of request, as fast as the server reads; a socket that is cut comes again."""
    address = f"http://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket"
    while True:
        try:
            async with aiohttp.ClientSession() as http, http.ws_connect(address) as wire:
                await wire.receive_str()
                await wire.send_str(f"40/client,{json.dumps({'token': token})}")
                await wire.receive_str()
                await asyncio.gather(_read(wire), _write(wire, room))
        except (aiohttp.ClientError, ConnectionError):
            await asyncio.sleep(0.05)


async def _read(wire: aiohttp.ClientWebSocketResponse) -> None:
    async for message in wire:
        if message.data == "2":
            await wire.send_str("3")
    raise ConnectionError


async def _write(wire: aiohttp.ClientWebSocketResponse, room: str) -> None:
    number = 0
    while True:
        for event, payload in (
            ("message.send", {"conversation": room, "client_id": str(uuid4()), "body": "x" * 2000}),
            ("sync", {"have": {room: 0}}),
            ("search", {"text": "x"}),
            ("history", {"conversation": room, "limit": 200}),
            ("typing", {"conversation": room, "on": True}),
        ):
            number += 1
            await wire.send_str(f"42/client,{number}{json.dumps([event, payload])}")
        if number % AT_ONCE == 0:
            await asyncio.sleep(0)


async def main() -> None:
    await asyncio.gather(*(flood(*sys.argv[1:4]) for _ in range(SOCKETS)))


if __name__ == "__main__":
    asyncio.run(main())
