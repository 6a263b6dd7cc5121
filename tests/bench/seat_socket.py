"""One socket of the small load client: Engine.IO and Socket.IO by hand, in either dialect."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.bench.measure import Seat, Target

PING, PONG, EVENT, ACK, CONNECTED = "2", "3", "42", "43", "40"


@dataclass(slots=True)
class Sent:
    """A message: when it was due, acknowledged (0: not yet) and delivered, in seconds."""

    id: str
    due: float
    missing: int
    acknowledged: float = 0.0
    delivered: list[float] = field(default_factory=list)


class Connected:
    """A seat that is taken. `doubled` and `misordered` count deliveries that should not be."""

    def __init__(self, target: Target, seat: Seat, wire: aiohttp.ClientWebSocketResponse) -> None:
        self.seat = seat
        self.on_message: Callable[[str], None] = lambda _: None
        self.doubled = 0
        self.misordered = 0
        self._is_kirjuri = target.dialect == "kirjuri"
        self._space = f"{seat.namespace}," if self._is_kirjuri else ""
        self._wire = wire
        self._next = 0
        self._asked: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._last_seq = 0
        self._had: set[str] = set()
        self._reader: asyncio.Task[None] | None = None

    @classmethod
    async def to(
        cls, http: aiohttp.ClientSession, target: Target, seat: Seat, *, compress: int = 0
    ) -> "Connected":
        """Connect, say who this is, and wait until the rooms are joined."""
        query = f"EIO=4&transport=websocket&room={seat.room}"
        address = f"http://127.0.0.1:{target.port}/socket.io/?{query}"
        self = cls(target, seat, await http.ws_connect(address, compress=compress))
        await self._wire.receive_str()
        auth = json.dumps({"token": seat.token}) if self._is_kirjuri else ""
        await self._wire.send_str(f"{CONNECTED}{self._space}{auth}")
        answer = await self._wire.receive_str()
        if not answer.startswith(CONNECTED):
            raise ConnectionError(answer)
        self._reader = asyncio.create_task(self._read())
        if self._is_kirjuri:
            await self._emit("hello", {}, 10)
        return self

    async def ask(self, id_: str, body: str, within: float) -> dict[str, Any] | None:
        """Send a message; its acknowledgement, or None if there is none in time."""
        if self._is_kirjuri:
            wanted = {"conversation": self.seat.room, "client_id": id_, "body": body}
            return await self._emit("message.send", wanted, within)
        return await self._emit("msg", {"room": self.seat.room, "id": id_, "body": body}, within)

    async def _emit(self, event: str, payload: object, within: float) -> dict[str, Any] | None:
        self._next += 1
        answer = self._asked[self._next] = asyncio.get_running_loop().create_future()
        await self._wire.send_str(
            f"{EVENT}{self._space}{self._next}{json.dumps([event, payload], separators=(',', ':'))}"
        )
        try:
            return await asyncio.wait_for(answer, within)
        except TimeoutError:
            return None

    async def _read(self) -> None:
        async for frame in self._wire:
            text: str = frame.data
            if text == PING:
                await self._wire.send_str(PONG)
            elif text.startswith(ACK):
                start = text.index("[")
                number = int(text[len(ACK) + len(self._space) : start])
                answer = self._asked.pop(number, None)
                if answer is not None and not answer.done():
                    answer.set_result(json.loads(text[start:])[0])
            elif text.startswith(EVENT):
                self._hear(*json.loads(text[text.index("[") :]))

    def _hear(self, event: str, told: dict[str, Any]) -> None:
        if event not in {"entry", "msg"}:
            return
        id_ = told.get("client_id") or told["id"]
        if id_ in self._had:
            self.doubled += 1
            return
        self._had.add(id_)
        self.misordered += told["seq"] <= self._last_seq
        self._last_seq = told["seq"]
        self.on_message(id_)

    async def close(self) -> None:
        await self._wire.close()
        if self._reader is not None:
            self._reader.cancel()
            with suppress(asyncio.CancelledError):
                await self._reader
