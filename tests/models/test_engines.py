"""Our engines do not fall into the traps of Tortoise's own; Tortoise's own still do."""

import asyncio
import hashlib
import inspect
import random
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from time import perf_counter
from typing import Any

import aiosqlite
import aiosqlite.core
import pytest
import tortoise
from tortoise.backends.asyncpg import client as stock_asyncpg
from tortoise.backends.base import client as stock_base
from tortoise.backends.sqlite import client as stock_sqlite
from tortoise.connection import get_connection
from tortoise.exceptions import IntegrityError, TransactionManagementError
from tortoise.transactions import in_transaction

from models.backends import sqlite_steps as steps
from models.backends.sqlite import PRAGMAS
from tests.support.ledger import Counter, add_one, open_ledger

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = 4
TIMES = 200
# Long enough for a busy machine; what hangs, hangs for ever.
PATIENCE_S = 20


def test_the_internals_that_the_engines_build_on_have_not_changed():
    """When this fails: read what changed there, run this file, then write the new sums here."""
    built_on = {
        "base": inspect.getsource(stock_base),
        "sqlite": inspect.getsource(stock_sqlite),
        "asyncpg": inspect.getsource(stock_asyncpg),
        "aiosqlite": inspect.getsource(aiosqlite.Connection._execute)
        + inspect.getsource(aiosqlite.Connection.stop)
        + inspect.getsource(aiosqlite.core._connection_worker_thread),
    }
    sums = {name: hashlib.sha256(text.encode()).hexdigest()[:16] for name, text in built_on.items()}

    assert tortoise.__version__ == "1.1.9"
    assert sums == {
        "base": "c2313cbe4a453632",
        "sqlite": "3e5949222775339c",
        "asyncpg": "5c2dbb3f66750dfd",
        "aiosqlite": "6d9b0363adaace61",
    }


# --- trap 1: several processes read, then write ---


@asynccontextmanager
async def workers(engine: str, number: int, times: int, url: str) -> AsyncIterator[list[Any]]:
    command = (sys.executable, "-m", "tests.support.ledger_worker", engine, str(times), url)
    pipe = asyncio.subprocess.PIPE
    started: list[Any] = [
        await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=pipe, stdout=pipe)
        for _ in range(number)
    ]
    try:
        for process in started:
            assert await process.stdout.readline() == b"ready\n"
        for process in started:
            process.stdin.write(b"go\n")
        yield started
    finally:
        for process in started:
            with suppress(ProcessLookupError):
                process.kill()
            await process.communicate()


async def said_by(processes: list[Any]) -> list[str]:
    said = [(await process.communicate())[0].decode() for process in processes]
    return "".join(said).splitlines()


async def test_four_processes_read_and_write_without_an_error(empty_database_url):
    async with open_ledger(empty_database_url):
        async with workers("ours", PROCESSES, TIMES, empty_database_url) as processes:
            said = await said_by(processes)

        assert [line for line in said if line.startswith("failed")] == []
        assert (await Counter.get(id=1)).value == PROCESSES * TIMES


@pytest.mark.sqlite_only
async def test_four_processes_of_the_stock_engine_find_the_database_locked(empty_database_url):
    async with open_ledger(empty_database_url):
        async with workers("stock", PROCESSES, 40, empty_database_url) as processes:
            said = await said_by(processes)

        assert [line for line in said if "database is locked" in line]


@pytest.mark.sqlite_only
async def test_many_may_open_a_new_database_at_once(tmp_path):
    """SQLite refuses the second of two that turn a file to WAL, however long it may wait."""

    def journal_mode(path: str) -> str:
        with closing(steps.connect(path, PRAGMAS)) as database:
            mode: str = database.execute("PRAGMA journal_mode").fetchone()[0]
            return mode

    for turn in range(30):
        path = str(tmp_path / f"{turn}.sqlite3")
        opened = (asyncio.to_thread(journal_mode, path) for _ in range(8))
        assert set(await asyncio.gather(*opened)) == {"wal"}


# --- traps 2 and 3: a task is cancelled in a transaction ---


async def cancel_after(task: asyncio.Task[None], ticks: int, seconds: float = 0) -> bool:
    """Cancel a task after so many turns of the loop; whether it was cancelled before its end."""
    await asyncio.sleep(seconds)
    for _ in range(ticks):
        await asyncio.sleep(0)
    task.cancel()
    (outcome,) = await asyncio.gather(task, return_exceptions=True)
    return isinstance(outcome, asyncio.CancelledError)


async def test_two_hundred_cancellations_leave_nothing_behind(empty_database_url):
    chance = random.Random(20261124)
    async with open_ledger(empty_database_url):
        cancelled, usual_s = 0, await seconds_of_one()
        for turn in range(200):
            # The first turns meet BEGIN; the others the body, COMMIT, or the time after it.
            ticks, seconds = (turn % 8, 0.0) if turn < 80 else (0, chance.uniform(0, usual_s))
            task = asyncio.create_task(add_one(spoils=turn % 5 == 0))
            cancelled += await cancel_after(task, ticks, seconds)
        async with asyncio.timeout(PATIENCE_S):
            # A transaction waits for the COMMIT that the last cancelled task left behind.
            async with in_transaction():
                before = (await Counter.select_for_update().get(id=1)).value
            await asyncio.gather(*(add_one() for _ in range(30)))

        assert cancelled > 100
        assert (await Counter.get(id=1)).value == before + 30
        await assert_idle()


async def seconds_of_one() -> float:
    began = perf_counter()
    for _ in range(10):
        await add_one()
    return (perf_counter() - began) / 10


async def assert_idle() -> None:
    client: Any = get_connection("default")
    if client.capabilities.dialect == "sqlite":
        assert not client._lock.locked()
        return
    await asyncio.wait_for(asyncio.gather(*client._ending), PATIENCE_S)
    assert client._pool.get_idle_size() == client._pool.get_size()


async def test_cancelled_while_they_wait_for_their_turn(empty_database_url):
    async with open_ledger(empty_database_url):
        tasks = [asyncio.create_task(add_one()) for _ in range(40)]
        await asyncio.sleep(0.005)
        for task in tasks[::2]:
            task.cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)

        assert not [one for one in outcomes if isinstance(one, Exception)]
        await asyncio.wait_for(add_one(), PATIENCE_S)
        await assert_idle()


async def test_a_cancelled_body_is_rolled_back(empty_database_url):
    async def write_and_wait() -> None:
        async with in_transaction():
            await Counter.create(id=2)
            await asyncio.sleep(60)

    async with open_ledger(empty_database_url):
        task = asyncio.create_task(write_and_wait())
        assert await cancel_after(task, 0, 0.1)

        assert await Counter.filter(id=2).count() == 0


@pytest.mark.sqlite_only
async def test_the_stock_engine_hangs_after_a_cancelled_begin(empty_database_url):
    async with open_ledger(empty_database_url, stock=True):
        assert await cancel_after(asyncio.create_task(add_one()), 1)

        with pytest.raises(TimeoutError):
            await asyncio.wait_for(add_one(), 0.3)


@pytest.mark.postgres_only
async def test_the_stock_engine_runs_out_of_connections_after_cancelled_begins(empty_database_url):
    pool = {"minsize": 2, "maxsize": 2}
    async with open_ledger(empty_database_url, stock=True, **pool):
        for _ in range(2):
            assert await cancel_after(asyncio.create_task(add_one()), 1)

        with pytest.raises(TimeoutError):
            await asyncio.wait_for(add_one(), 0.3)
        # Its close() would wait for those connections for ten seconds.
        get_connection("default")._pool.terminate()


# --- transactions as such ---


async def test_reading_does_not_wait_for_a_transaction(empty_database_url):
    async def read() -> object:
        return (await Counter.get(id=1)).value

    async with open_ledger(empty_database_url):
        written, may_end = asyncio.Event(), asyncio.Event()

        async def write() -> None:
            async with in_transaction():
                await Counter.filter(id=1).update(value=7)
                written.set()
                await may_end.wait()

        writer = asyncio.create_task(write())
        await written.wait()
        assert await asyncio.wait_for(read(), PATIENCE_S) == 0, "what is not committed is not seen"
        may_end.set()
        await writer
        assert await read() == 7


async def test_an_error_rolls_back_the_inner_transaction_only(empty_database_url):
    async def write_twice() -> None:
        async with in_transaction():
            await Counter.create(id=3)
            await Counter.create(id=2)

    async with open_ledger(empty_database_url):
        async with in_transaction():
            await Counter.create(id=2)
            with pytest.raises(IntegrityError):
                await write_twice()

        assert [counter.id for counter in await Counter.all().order_by("id")] == [1, 2]


async def test_a_task_that_outlives_its_transaction_is_told_so(empty_database_url):
    async def write_later() -> None:
        await ended.wait()
        await Counter.create(id=2)

    async with open_ledger(empty_database_url):
        ended = asyncio.Event()
        async with in_transaction():
            late = asyncio.create_task(write_later())
        ended.set()

        with pytest.raises(TransactionManagementError, match="spawn after commit"):
            await late


@pytest.mark.sqlite_only
async def test_writing_past_the_own_transaction_is_refused_and_does_not_hang(empty_database_url):
    async with open_ledger(empty_database_url) as context:
        outside = context.db()
        async with in_transaction():
            with pytest.raises(TransactionManagementError, match="its own connection"):
                await Counter.create(id=2, using_db=outside)


async def test_prepared_sql_is_written_once_for_both(empty_database_url):
    async with open_ledger(empty_database_url), in_transaction() as connection:
        rows = await connection.execute_query_dict(
            "UPDATE counter SET value = value + $2 WHERE id = $1 AND '$1' <> '$2' RETURNING value",
            [1, 5],
        )
        # Each value where its number stands, however often and in whatever order.
        again = await connection.execute_query_dict(
            "SELECT CAST($2 AS INT) AS b, CAST($1 AS INT) AS a, CAST($2 AS INT) AS c", [1, 2]
        )

    assert rows == [{"value": 5}]
    assert again == [{"b": 2, "a": 1, "c": 2}]


async def test_many_rows_are_stored_all_or_none(empty_database_url):
    async with open_ledger(empty_database_url):
        with pytest.raises(IntegrityError):
            await Counter.bulk_create([Counter(id=number) for number in (2, 3, 3)])

        assert await Counter.all().count() == 1
        await Counter.bulk_create([Counter(id=number) for number in (2, 3)])
        assert await Counter.all().count() == 3


@pytest.mark.sqlite_only
async def test_a_reader_cannot_write(empty_database_url):
    async with open_ledger(empty_database_url):
        client: Any = get_connection("default")
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            await client._readers[0].execute("DELETE FROM counter")


@pytest.mark.postgres_only
async def test_a_statement_that_takes_too_long_is_given_up(empty_database_url):
    async with open_ledger(empty_database_url, command_timeout=0.2):
        with pytest.raises(TimeoutError):
            async with in_transaction() as connection:
                await connection.execute_query("SELECT pg_sleep(30)")

        await asyncio.wait_for(add_one(), PATIENCE_S)
        await assert_idle()


# --- what was committed stays ---


@pytest.mark.sqlite_only
async def test_kill_9_in_a_transaction_loses_nothing_that_was_committed(empty_database_url):
    async with open_ledger(empty_database_url):
        pass
    async with workers("ours", 1, 100_000, empty_database_url) as (process,):
        added = [int((await process.stdout.readline()).split()[1]) for _ in range(50)]
        process.send_signal(signal.SIGKILL)
        rest, _ = await process.communicate()
    told = [*added, *(int(line.split()[1]) for line in rest.splitlines() if line.count(b" ") == 1)]

    path = empty_database_url.removeprefix("sqlite://")
    database = sqlite3.connect(path)
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    # The last one may be committed and not yet told.
    assert database.execute("SELECT value FROM counter").fetchone()[0] in (told[-1], told[-1] + 1)
    database.close()
    async with open_ledger(empty_database_url):
        await asyncio.wait_for(add_one(), PATIENCE_S)
