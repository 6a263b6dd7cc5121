"""What a waiting socket costs when its client offers compression, as every browser does."""

import asyncio
from collections.abc import Sequence

import aiohttp

from tests.bench.measure import Target
from tests.bench.own_client import CONNECTING, memory_kb
from tests.bench.seat_socket import Connected

DEFLATE = 15
SETTLING_S = 2.0


async def idle_socket_kb(target: Target) -> float:
    """Resident memory that each of the target's seats adds, signed in and silent."""
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as http:
        before = memory_kb(target.pid)
        sockets = await _connect_all(http, target)
        await asyncio.sleep(SETTLING_S)
        used = memory_kb(target.pid) - before
        await asyncio.gather(*(each.close() for each in sockets))
    return used / len(sockets)


async def _connect_all(
    http: aiohttp.ClientSession, target: Target
) -> Sequence[Connected | aiohttp.ClientWebSocketResponse]:
    gate = asyncio.Semaphore(CONNECTING)
    raw = f"http://127.0.0.1:{target.port}/ws"

    async def connect(number: int) -> Connected | aiohttp.ClientWebSocketResponse:
        async with gate:
            seat = target.seats[number]
            if target.dialect == "raw":
                return await http.ws_connect(f"{raw}?room={seat.room}", compress=DEFLATE)
            return await Connected.to(http, target, seat, compress=DEFLATE)

    return await asyncio.gather(*map(connect, range(len(target.seats))))
