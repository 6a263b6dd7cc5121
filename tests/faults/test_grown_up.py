"""The fault lab on PostgreSQL and Redis: two processes, and everything that can go away does."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from hub.store import migrate
from tests.support.installation import Installation, Program, installed
from tests.support.lab import Device, Lab, opened_lab, port_of, while_talking
from tests.support.own_servers import OwnPostgres, OwnRedis, own_postgres, own_redis
from tests.support.proxy import Proxy

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def postgres() -> Iterator[OwnPostgres]:
    with own_postgres() as server:
        yield server


@pytest.fixture(scope="module")
def redis() -> Iterator[OwnRedis]:
    with own_redis() as server:
        yield server


@dataclass
class Two:
    """Two hub processes of one firm; each behind a wire that the test holds."""

    installation: Installation
    first: Program
    second: Program
    wire: Proxy
    other_wire: Proxy


@pytest.fixture
async def two(postgres: OwnPostgres, redis: OwnRedis, tmp_path: Path) -> AsyncIterator[Two]:
    url = await postgres.new_database("lab")
    await migrate(url)
    async with installed(tmp_path, url, redis_url=redis.url) as installation:
        first, second = await asyncio.gather(installation.hub("first"), installation.hub("second"))
        async with Proxy(port_of(first)) as wire, Proxy(port_of(second)) as other:
            yield Two(installation, first, second, wire, other)


async def test_whatever_goes_away_comes_back_and_nothing_is_lost(
    two: Two, postgres: OwnPostgres, redis: OwnRedis
):
    wires = (two.wire.address, two.other_wire.address)
    async with opened_lab(two.installation, wires[0], also=wires[1:]) as lab:
        # The staff sits at the other process: everything goes over Redis.
        for device in lab.devices[1:]:
            device.addresses = [*wires[::-1]]
            await device.close()
        await while_talking(lab, "redis gone and back", lambda _: _redis_goes(redis))
        await while_talking(lab, "postgres restarted", lambda _: postgres.restart())
        await while_talking(lab, "half-open", lambda _: _answers_are_lost(two.wire))
        await while_talking(lab, "process killed", lambda _: _one_dies(two))
        await _retries(lab, two)
        await _slept(lab)
        await _storm(lab, two)


async def _redis_goes(redis: OwnRedis) -> None:
    redis.kill()
    await asyncio.sleep(1)
    redis.start()


async def _answers_are_lost(wire: Proxy) -> None:
    """The client sends and hears nothing: what it repeats must not be doubled."""
    wire.drop("to_client")
    await asyncio.sleep(3)
    wire.cut()
    wire.drop()


async def _one_dies(two: Two) -> None:
    """Killed at any moment, between commit and emit too; the other takes over at its address."""
    two.first.kill()
    two.wire.lead_to(port_of(two.second))


async def _retries(lab: Lab, two: Two) -> None:
    """Two tabs of one person say the same thing twenty times at once, at two addresses."""
    first = lab.devices[0]
    tab = Device(two.other_wire.address, first.namespace, first.token)
    await tab.connect()
    said = {"conversation": lab.place, "client_id": str(uuid4()), "body": "kerran"}
    answers = await asyncio.gather(
        *(each.ask("message.send", said) for each in [first, tab] for _ in range(10))
    )
    await tab.close()
    assert {answer["entry"]["seq"] for answer in answers} == {answers[0]["entry"]["seq"]}
    lab.ledger.sent += len(answers)
    lab.ledger.take(lab.place, "kerran", answers[0]["entry"]["seq"])
    await lab.check("two tabs and a storm of repeats")


async def _slept(lab: Lab) -> None:
    """A laptop sleeps while others write a thousand entries."""
    sleeper, _, writer = lab.devices
    have = len(sleeper.texts(lab.place))
    await sleeper.rest()
    await asyncio.gather(*(lab.talk(writer, f"yö {part}", 125, pause_s=0) for part in range(8)))
    sleeper.tend()
    await lab.check("laptop slept through 1,000 entries")
    assert len(sleeper.texts(lab.place)) == have + 1000


async def _storm(lab: Lab, two: Two) -> None:
    """Every process restarts at once: all come back, and all are in sync."""
    two.second.kill()
    again = await two.installation.hub("again")
    for wire in (two.wire, two.other_wire):
        wire.lead_to(port_of(again))
        wire.cut()
    await lab.check("everybody reconnects after a restart")
