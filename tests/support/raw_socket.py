"""A WebSocket below Socket.IO, for frames that no honest client sends."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

import aiohttp


@dataclass
class RawSocket:
    ws: aiohttp.ClientWebSocketResponse
    session: aiohttp.ClientSession

    async def send(self, text: str) -> None:
        await self.ws.send_str(text)

    async def join(self, namespace: str, token: str) -> str:
        """The answer to CONNECT."""
        await self.send(f"40{namespace},{json.dumps({'token': token})}")
        return await self.next(f"4{0}{namespace},", f"44{namespace},")

    async def next(self, *beginnings: str, within: float = 5) -> str:
        """The next frame that begins so; pings are answered on the way."""
        async with asyncio.timeout(within):
            while True:
                message = await self.ws.receive()
                if message.type is not aiohttp.WSMsgType.TEXT:
                    raise ConnectionError(message.type)
                if message.data == "2":
                    await self.send("3")
                if message.data.startswith(beginnings):
                    return str(message.data)

    async def ask(self, number: int, frame: str, within: float = 5) -> Any:
        """The acknowledgement `number` after this frame, parsed."""
        await self.send(frame)
        text = await self.next(f"43/client,{number}[", f"43/staff,{number}[", within=within)
        return json.loads(text[text.index("[") :])[0]

    async def until_closed(self, within: float = 5) -> int | None:
        """The close code."""
        async with asyncio.timeout(within):
            while True:
                message = await self.ws.receive()
                if message.type not in {aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY}:
                    return self.ws.close_code

    async def close(self) -> None:
        await self.ws.close()
        await self.session.close()


async def raw_socket(base_url: str, **options: Any) -> RawSocket:
    """Connected at Engine.IO, in no namespace yet."""
    session = aiohttp.ClientSession()
    try:
        ws = await session.ws_connect(
            f"{base_url}/socket.io/?EIO=4&transport=websocket", max_msg_size=0, **options
        )
    except BaseException:
        await session.close()
        raise
    socket = RawSocket(ws, session)
    await socket.next("0")
    return socket
