"""A connection's thread: steps are queued to it and run one after another, whoever is cancelled.

Posts to the threads of aiosqlite; tests/models/test_engines.py fails when that changes.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from sqlite3 import Row
from typing import Any, TypeVar, cast

import aiosqlite
from tortoise.backends.sqlite import client as stock

from models.backends import sqlite_steps as steps
from models.backends.sqlite_steps import Values

T = TypeVar("T")


async def open_connection(path: str, pragmas: dict[str, str | int]) -> aiosqlite.Connection:
    connection = aiosqlite.Connection(partial(steps.connect, path, pragmas), iter_chunk_size=64)
    # A process that fails before it closes its store must still end.
    connection._thread.daemon = True  # noqa: SLF001
    return await connection


async def in_thread(connection: aiosqlite.Connection, step: Callable[..., T], *args: object) -> T:
    """Queue a step. It runs even if the caller is cancelled, before any step queued later."""
    done = connection._execute(step, connection._conn, *args)  # type: ignore[no-untyped-call]  # noqa: SLF001
    return cast("T", await done)


def post(connection: aiosqlite.Connection, step: Callable[..., object]) -> None:
    """Queue a step that nobody waits for: it cannot be cancelled."""
    if connection._connection is not None:  # noqa: SLF001
        connection._tx.put_nowait((None, partial(step, connection._connection)))  # noqa: SLF001


def queue(connection: aiosqlite.Connection, step: Callable[..., T]) -> asyncio.Future[T]:
    """Queue a step at once; what comes of it."""
    done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
    connection._tx.put_nowait((done, partial(step, connection._conn)))  # noqa: SLF001
    return done


class Statements:
    """The calls of Tortoise, each one step in a thread; `_run` knows in which."""

    insert_many = staticmethod(steps.insert_many)

    async def _run(self, step: Callable[..., T], *args: object) -> T:
        raise NotImplementedError

    @stock.translate_exceptions
    async def execute_query(
        self, query: str, values: Values | None = None
    ) -> tuple[int, list[Row]]:
        return await self._run(steps.query, *steps.portable(query, values))

    async def execute_query_dict(
        self, query: str, values: Values | None = None
    ) -> list[dict[str, Any]]:
        _, rows = await self.execute_query(query, values)
        return [dict(row) for row in rows]

    @stock.translate_exceptions
    async def execute_all(
        self, statements: Sequence[tuple[str, Values]]
    ) -> list[list[Mapping[str, Any]]]:
        """Several statements in one step; the rows of each."""
        ready = [steps.portable(query, values) for query, values in statements]
        found = await self._run(steps.query_all, ready)
        return cast("list[list[Mapping[str, Any]]]", found)

    @stock.translate_exceptions
    async def execute_insert(self, query: str, values: Values) -> int:
        return await self._run(steps.insert, *steps.portable(query, values))

    @stock.translate_exceptions
    async def execute_many(self, query: str, values: Sequence[Values]) -> None:
        await self._run(self.insert_many, *steps.portable_many(query, values))

    @stock.translate_exceptions
    async def execute_script(self, query: str) -> None:
        await self._run(steps.run_script, query)
