"""A small load client of our own, so that a measurement needs nothing but this repository.

It shares a core with nothing else, but is Python: what it reports as a ceiling may be its own.
"""

import asyncio
import itertools
import random
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

import aiohttp

from hub.ids import new_id
from tests.bench.measure import (
    BODY_BYTES,
    IDLE_S,
    IN_FLIGHT,
    LOAD_S,
    STEADY_RATE,
    WARM_UP_S,
    Round,
    Seat,
    Target,
)
from tests.bench.seat_socket import Connected, Sent

CONNECTING = 32
PATIENCE_S = 5.0


def memory_kb(pid: int) -> int:
    """Resident memory; 0 where there is no /proc."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return 0
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(lines["VmRSS"].split()[0])


class OwnClient:
    name = "the small Python client"

    async def measure(self, target: Target) -> Round:
        # Its own limit of a hundred sockets would wait for one to close.
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector) as http:
            before = memory_kb(target.pid)
            sockets = await _connect_all(http, target)
            try:
                await asyncio.sleep(IDLE_S)
                used = (memory_kb(target.pid) - before) / len(sockets)
                load = _Load(sockets)
                fast = await load.closed()
                steady = await load.steady()
            finally:
                await asyncio.gather(*(each.close() for each in sockets))
        return load.round(fast, steady, used)


async def _connect_all(http: aiohttp.ClientSession, target: Target) -> list[Connected]:
    gate = asyncio.Semaphore(CONNECTING)

    async def connect(seat: Seat) -> Connected:
        async with gate:
            return await Connected.to(http, target, seat)

    return await asyncio.gather(*map(connect, target.seats))


class _Load:
    """Messages from the seats in turn, and what became of each of them."""

    def __init__(self, sockets: Sequence[Connected]) -> None:
        self._turn = itertools.cycle(sockets)
        self._rooms: dict[str, list[Connected]] = {}
        for each in sockets:
            self._rooms.setdefault(each.seat.room, []).append(each)
        self.sent: list[Sent] = []
        self._open: dict[str, Sent] = {}
        for each in sockets:
            each.on_message = self._heard

    async def closed(self) -> float:
        """Acknowledged a second with so many in flight."""
        began = time.perf_counter()
        counted_from, until = began + WARM_UP_S, began + WARM_UP_S + LOAD_S
        acknowledged = 0

        async def one_after_another() -> None:
            nonlocal acknowledged
            while time.perf_counter() < until:
                await self._send(time.perf_counter())
                acknowledged += counted_from <= time.perf_counter() < until

        await asyncio.gather(*(one_after_another() for _ in range(IN_FLIGHT)))
        await self._all_delivered()
        return acknowledged / LOAD_S

    async def steady(self) -> list[Sent]:
        """At random moments, whether or not the server keeps up."""
        began = time.perf_counter()
        due, sends = began, []
        while due < began + WARM_UP_S + LOAD_S:
            due += random.expovariate(STEADY_RATE)
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            # Counted from when it should have gone: a stall is charged with all it held up.
            sends.append(asyncio.create_task(self._send(due)))
        sent = await asyncio.gather(*sends)
        await self._all_delivered()
        return [each for each in sent if each.due >= began + WARM_UP_S]

    async def _send(self, due: float) -> Sent:
        sender = next(self._turn)
        id_ = str(new_id())
        sent = Sent(id_, due, missing=len(self._rooms[sender.seat.room]))
        self.sent.append(sent)
        self._open[id_] = sent
        body = id_.ljust(BODY_BYTES, ".")
        answer = await sender.ask(id_, body, PATIENCE_S)
        if answer is not None and answer["ok"]:
            sent.acknowledged = time.perf_counter()
        return sent

    def _heard(self, id_: str) -> None:
        if sent := self._open.get(id_):
            sent.missing -= 1
            sent.delivered.append(time.perf_counter())

    async def _all_delivered(self) -> None:
        until = time.perf_counter() + PATIENCE_S
        while any(each.missing for each in self._open.values()) and time.perf_counter() < until:
            await asyncio.sleep(0.02)
        self._open.clear()

    def round(self, fast: float, steady: Sequence[Sent], used_kb: float) -> Round:
        acks = [each.acknowledged - each.due for each in steady if each.acknowledged]
        ways = [moment - each.due for each in steady for moment in each.delivered]
        everybody = [each for room in self._rooms.values() for each in room]
        return Round(
            acknowledged_per_s=fast,
            ack_p50=_percentile(acks, 50),
            ack_p99=_percentile(acks, 99),
            delivery_p50=_percentile(ways, 50),
            delivery_p99=_percentile(ways, 99),
            idle_socket_kb=used_kb,
            lost=sum(max(0, each.missing) + (not each.acknowledged) for each in self.sent),
            doubled=sum(each.doubled for each in everybody),
            misordered=sum(each.misordered for each in everybody),
        )


def _percentile(seconds: Sequence[float], percent: int) -> float:
    """In milliseconds."""
    return statistics.quantiles(seconds, n=100)[percent - 1] * 1000
