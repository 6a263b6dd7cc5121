"""Attack case 45, measured: one contact floods, and the neighbours' p99 stays within twice as long."""

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import aiohttp
import pytest

from tests.bench.founding import found_firm
from tests.bench.measure import Seat, Target
from tests.bench.seat_socket import Connected
from tests.bench.servers import product

pytestmark = [pytest.mark.bench, pytest.mark.timeout(180)]

FLOODER = Path(__file__).with_name("flooder.py")
ROUNDS, NEIGHBOURS, PER_NEIGHBOUR = 5, 20, 12
EVERY_S = 0.2
WORST_RATIO = 2.0


@contextmanager
def flooding(target: Target, seat: Seat) -> Iterator[None]:
    """Past its burst: what it may for a moment is not yet a flood."""
    command = [sys.executable, str(FLOODER), str(target.port), seat.token, seat.room]
    process = subprocess.Popen(command)
    try:
        yield
    finally:
        process.kill()
        process.wait()


async def p99(neighbours: list[Connected]) -> float:
    """Milliseconds to the acknowledgement; each sends a few times a second."""
    took: list[float] = []

    async def talk(socket: Connected, delay: float) -> None:
        await asyncio.sleep(delay)
        for _ in range(PER_NEIGHBOUR):
            started = time.perf_counter()
            answer = await socket.ask(str(uuid4()), "hei", 20)
            took.append((time.perf_counter() - started) * 1000)
            assert answer, "a neighbour was not answered"
            assert answer["ok"], answer
            await asyncio.sleep(EVERY_S)

    await asyncio.gather(
        *(talk(each, at * EVERY_S / NEIGHBOURS) for at, each in enumerate(neighbours))
    )
    return statistics.quantiles(took, n=100)[98]


async def test_a_flood_leaves_the_neighbours_within_twice(
    request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    database = request.getfixturevalue("new_sqlite")(True)
    seats = await found_firm(database)
    rounds: list[tuple[float, float]] = []
    async with product(tmp_path, database, seats) as target, aiohttp.ClientSession() as http:
        neighbours = [await Connected.to(http, target, each) for each in seats[3 : 3 + NEIGHBOURS]]
        await p99(neighbours)
        for _ in range(ROUNDS):
            quiet = await p99(neighbours)
            with flooding(target, seats[0]):
                await asyncio.sleep(2)
                rounds.append((quiet, await p99(neighbours)))
            await asyncio.sleep(0.5)

    ratio = statistics.median(flooded / quiet for quiet, flooded in rounds)
    with capsys.disabled():
        told = ", ".join(f"{quiet:.1f} → {flooded:.1f} ms" for quiet, flooded in rounds)
        print(f"\nneighbours' p99 without and with a flood: {told}; median ratio {ratio:.2f}")
    assert ratio <= WORST_RATIO
