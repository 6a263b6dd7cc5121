"""Transactions that run whole in SQLite's thread share a COMMIT; each is stored, or undone alone."""

import asyncio
import sqlite3
from contextlib import closing
from typing import Any

import pytest
from tortoise.connection import get_connection
from tortoise.exceptions import IntegrityError, OperationalError
from tortoise.transactions import in_transaction

from tests.support.ledger import Counter, SpoiltError, open_ledger
from tests.support.statements import statements

pytestmark = pytest.mark.timeout(60)


async def at_once(body: Any) -> Any:
    client: Any = get_connection("default")
    return await client.run_at_once(body)


async def add_one() -> int:
    counter = await Counter.select_for_update().get(id=1)
    await Counter.filter(id=1).update(value=counter.value + 1)
    return int(counter.value) + 1


async def add_and_spoil() -> None:
    await add_one()
    raise SpoiltError


async def spoil() -> None:
    raise SpoiltError


async def number_two_twice() -> None:
    connection = get_connection("default")
    await connection.execute_insert("INSERT INTO counter (id, value) VALUES (2, 0)", [])
    await connection.execute_insert("INSERT INTO counter (id, value) VALUES (2, 0)", [])


async def test_each_sees_what_the_one_before_it_did(empty_database_url):
    async with open_ledger(empty_database_url):
        values = await asyncio.gather(*(at_once(add_one) for _ in range(150)))

        assert sorted(values) == [*range(1, 151)]
        assert (await Counter.get(id=1)).value == 150


@pytest.mark.parametrize("bad", [add_and_spoil, spoil, number_two_twice])
async def test_what_fails_is_undone_alone(empty_database_url, bad):
    async with open_ledger(empty_database_url):
        turns = [at_once(bad if turn % 5 == 3 else add_one) for turn in range(50)]
        outcomes = await asyncio.gather(*turns, return_exceptions=True)

        problems = [each for each in outcomes if isinstance(each, BaseException)]
        assert {type(each) for each in problems} <= {SpoiltError, IntegrityError}
        assert len(problems) == 10
        assert (await Counter.get(id=1)).value == 40
        assert await Counter.all().count() == 1


@pytest.mark.sqlite_only
async def test_those_that_wait_share_a_commit_that_others_see(empty_database_url):
    async with open_ledger(empty_database_url), statements() as said:
        await asyncio.gather(*(at_once(add_one) for _ in range(40)))

        with closing(sqlite3.connect(empty_database_url.removeprefix("sqlite://"))) as other:
            assert other.execute("SELECT value FROM counter").fetchone() == (40,)
    assert said.count("COMMIT") <= 2


@pytest.mark.sqlite_only
async def test_a_transaction_that_is_lost_half_way_is_run_again_without_its_loser(
    empty_database_url,
):
    async def lose_everything() -> None:
        # As SQLite itself does when the disk is full; and somebody swallows the error.
        await get_connection("default").execute_query("ROLLBACK")

    async with open_ledger(empty_database_url):
        turns = [add_one, add_one, lose_everything, add_one]
        outcomes = await asyncio.gather(*map(at_once, turns), return_exceptions=True)

        assert [outcomes[0], outcomes[1], outcomes[3]] == [1, 2, 3]
        assert isinstance(outcomes[2], OperationalError)
        assert (await Counter.get(id=1)).value == 3


async def test_one_that_waits_for_something_else_runs_all_the_same(empty_database_url):
    async def patiently() -> None:
        await add_one()
        await asyncio.sleep(0)
        await Counter.create(id=7)

    async with open_ledger(empty_database_url):
        await asyncio.gather(at_once(add_one), at_once(patiently), at_once(add_one))

        assert (await Counter.get(id=1)).value == 3
        assert await Counter.all().count() == 2


async def test_an_inner_transaction_is_undone_without_the_outer(empty_database_url):
    async def outer() -> None:
        await add_one()
        with pytest.raises(SpoiltError):
            async with in_transaction():
                await add_and_spoil()

    async with open_ledger(empty_database_url):
        await asyncio.gather(*(at_once(outer) for _ in range(5)))

        assert (await Counter.get(id=1)).value == 5


async def test_a_cancelled_caller_leaves_the_others_alone(empty_database_url):
    async with open_ledger(empty_database_url):
        tasks = [asyncio.create_task(at_once(add_one)) for _ in range(20)]
        await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)

        told = [each for each in outcomes if isinstance(each, int)]
        assert len(told) == 10
        value = (await Counter.get(id=1)).value
        assert max(told) <= value <= 20
