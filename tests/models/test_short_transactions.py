"""Short transactions share a commit on SQLite; each is still stored before it returns, or undone alone."""

import asyncio
import random
import sqlite3
from contextlib import closing
from typing import Any

import pytest
from tortoise.connection import get_connection
from tortoise.exceptions import IntegrityError, OperationalError, TransactionManagementError
from tortoise.transactions import in_transaction

from tests.support.ledger import Counter, SpoiltError, add_one, open_ledger
from tests.support.statements import statements

PATIENCE_S = 20


def short_transaction() -> Any:
    client: Any = get_connection("default")
    return client.short_transaction()


async def add_shortly(*, spoils: bool = False) -> None:
    async with short_transaction():
        counter = await Counter.select_for_update().get(id=1)
        counter.value += 1
        await counter.save()
        if spoils:
            raise SpoiltError


def value_as_another_process_sees_it(url: str) -> int:
    with closing(sqlite3.connect(url.removeprefix("sqlite://"))) as database:
        value: int = database.execute("SELECT value FROM counter WHERE id = 1").fetchone()[0]
        return value


async def test_what_fails_is_undone_alone(empty_database_url):
    async with open_ledger(empty_database_url):
        turns = [add_shortly(spoils=turn % 3 == 0) for turn in range(60)]
        outcomes = await asyncio.gather(*turns, return_exceptions=True)

        assert sum(isinstance(each, SpoiltError) for each in outcomes) == 20
        assert [each for each in outcomes if each and not isinstance(each, SpoiltError)] == []
        assert (await Counter.get(id=1)).value == 40


async def test_a_refused_row_is_undone_alone(empty_database_url):
    async def add_two(number: int) -> None:
        async with short_transaction():
            await Counter.create(id=number)
            # The second of each kind comes too late.
            await Counter.create(id=100 + number % 3)

    async with open_ledger(empty_database_url):
        outcomes = await asyncio.gather(*map(add_two, range(2, 8)), return_exceptions=True)

        assert [type(each) for each in outcomes if each] == [IntegrityError] * 3
        assert await Counter.all().count() == 7


async def test_an_inner_transaction_is_undone_without_the_outer(empty_database_url):
    async def spoil(number: int) -> None:
        async with in_transaction():
            await Counter.create(id=number)
            raise SpoiltError

    async def outer(number: int) -> None:
        async with short_transaction():
            with pytest.raises(SpoiltError):
                await spoil(number)
            await Counter.create(id=100 + number)

    async with open_ledger(empty_database_url):
        await asyncio.gather(*map(outer, range(2, 12)))

        assert await Counter.filter(id__lt=100).count() == 1
        assert await Counter.filter(id__gt=100).count() == 10


@pytest.mark.sqlite_only
async def test_it_is_stored_when_it_returns(empty_database_url):
    returned = 0

    async def add_and_look() -> None:
        nonlocal returned
        await add_shortly()
        returned += 1
        at_least = returned
        seen = await asyncio.to_thread(value_as_another_process_sees_it, empty_database_url)
        assert seen >= at_least

    async with open_ledger(empty_database_url):
        await asyncio.gather(*(add_and_look() for _ in range(40)))


@pytest.mark.sqlite_only
async def test_those_that_wait_share_a_commit(empty_database_url):
    async with open_ledger(empty_database_url):
        async with statements() as said:
            await asyncio.gather(*(add_shortly() for _ in range(50)))

        assert said.count("COMMIT") <= 3
        async with statements() as said:
            for _ in range(5):
                await add_shortly()
        assert said.count("COMMIT") == 5, "nobody waits for company"


@pytest.mark.sqlite_only
async def test_a_long_transaction_does_not_keep_a_short_one_waiting_for_its_commit(
    empty_database_url,
):
    may_end = asyncio.Event()

    async def take_long() -> None:
        async with in_transaction():
            await Counter.create(id=2)
            await may_end.wait()

    async with open_ledger(empty_database_url):
        short = asyncio.create_task(add_shortly())
        await asyncio.sleep(0)
        long = asyncio.create_task(take_long())

        await asyncio.wait_for(short, PATIENCE_S)
        assert not long.done()
        may_end.set()
        await long


async def test_short_and_long_ones_in_a_storm_of_cancellations(empty_database_url):
    chance = random.Random(20261124)
    done = 0

    async def one(turn: int) -> None:
        nonlocal done
        await (add_one() if turn % 4 == 0 else add_shortly(spoils=turn % 7 == 0))
        done += turn % 4 == 0 or turn % 7 != 0

    async with open_ledger(empty_database_url):
        for _ in range(12):
            tasks = [asyncio.create_task(one(turn)) for turn in range(20)]
            for task in tasks[::2]:
                await asyncio.sleep(chance.choice((0, 0, 0.001, 0.003)))
                task.cancel()
            outcomes = await asyncio.wait_for(
                asyncio.gather(*tasks, return_exceptions=True), PATIENCE_S
            )
            usual = (asyncio.CancelledError, SpoiltError, type(None))
            assert [each for each in outcomes if not isinstance(each, usual)] == []
        async with asyncio.timeout(PATIENCE_S):
            async with in_transaction():
                before = (await Counter.select_for_update().get(id=1)).value
            await asyncio.gather(*(add_shortly() for _ in range(30)))

        # One that was cancelled in its COMMIT is stored, and could not say so.
        assert done <= before <= done + 12 * 10
        assert (await Counter.get(id=1)).value == before + 30


@pytest.mark.sqlite_only
async def test_when_the_shared_transaction_is_lost_everybody_in_it_is_told(empty_database_url):
    async def lose_everything() -> None:
        async with short_transaction() as connection:
            # As SQLite itself does when the disk is full.
            await connection.execute_query("ROLLBACK")

    async with open_ledger(empty_database_url):
        turns = [add_shortly(), add_shortly(), lose_everything(), add_shortly()]
        outcomes = await asyncio.gather(*turns, return_exceptions=True)

        assert [type(each) for each in outcomes] == [OperationalError] * 4
        assert (await Counter.get(id=1)).value == 0
        await asyncio.gather(*(add_shortly() for _ in range(3)))
        assert (await Counter.get(id=1)).value == 3


@pytest.mark.sqlite_only
async def test_a_short_one_is_not_ended_by_hand(empty_database_url):
    async with open_ledger(empty_database_url):
        async with short_transaction() as connection:
            await Counter.create(id=2)
            with pytest.raises(TransactionManagementError, match="ends with its block"):
                await connection.rollback()

        assert await Counter.all().count() == 2


async def test_one_that_says_nothing_is_nothing(empty_database_url):
    async with open_ledger(empty_database_url):
        async with short_transaction():
            pass
        await add_shortly()

        assert (await Counter.get(id=1)).value == 1
