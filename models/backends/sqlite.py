"""SQLite for Tortoise: writers queue and begin at once, readers never wait, cancelling is safe.

Subclasses internals of tortoise-orm 1.1.9 and posts to the threads of aiosqlite;
tests/models/test_engines.py fails when either of them changes.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from sqlite3 import Row
from types import TracebackType
from typing import Any, TypeVar, cast

import aiosqlite
from tortoise.backends.base.client import (
    NestedTransactionContext,
    TransactionalDBClient,
    TransactionContext,
)
from tortoise.backends.sqlite import client as stock
from tortoise.connection import get_connections
from tortoise.exceptions import TransactionManagementError

from models.backends import sqlite_steps as steps
from models.backends.sqlite_steps import Values

T = TypeVar("T")

PRAGMAS: dict[str, str | int] = {
    # Milliseconds that a writer waits for another process. First: the next line may have to.
    "busy_timeout": 15_000,
    "journal_mode": "WAL",
    # NORMAL may lose a commit that was acknowledged when the power goes.
    "synchronous": "FULL",
    "journal_size_limit": 16 * 1024 * 1024,
}
READER_PRAGMAS: dict[str, str | int] = {"busy_timeout": 15_000, "query_only": "ON"}
READERS = 3


async def _open(path: str, pragmas: dict[str, str | int]) -> aiosqlite.Connection:
    connection = aiosqlite.Connection(partial(steps.connect, path, pragmas), iter_chunk_size=64)
    # A process that fails before it closes its store must still end.
    connection._thread.daemon = True  # noqa: SLF001
    return await connection


async def _in_thread(connection: aiosqlite.Connection, step: Callable[..., T], *args: object) -> T:
    """Queue a step. It runs even if the caller is cancelled, before any step queued later."""
    done = connection._execute(step, connection._conn, *args)  # type: ignore[no-untyped-call]  # noqa: SLF001
    return cast("T", await done)


def _post(connection: aiosqlite.Connection, step: Callable[..., object]) -> None:
    """Queue a step that nobody waits for: it cannot be cancelled."""
    if connection._connection is not None:  # noqa: SLF001
        connection._tx.put_nowait((None, partial(step, connection._connection)))  # noqa: SLF001


class _Statements:
    """The calls of Tortoise, each one step in a thread; `_run` knows in which."""

    insert_many = staticmethod(steps.insert_many)

    async def _run(self, step: Callable[..., T], *args: object) -> T:
        raise NotImplementedError

    @stock.translate_exceptions
    async def execute_query(
        self, query: str, values: Values | None = None
    ) -> tuple[int, list[Row]]:
        return await self._run(steps.query, steps.portable(query), steps.plain(values))

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
        ready = [(steps.portable(query), steps.plain(values)) for query, values in statements]
        found = await self._run(steps.query_all, ready)
        return cast("list[list[Mapping[str, Any]]]", found)

    @stock.translate_exceptions
    async def execute_insert(self, query: str, values: Values) -> int:
        return await self._run(steps.insert, steps.portable(query), steps.plain(values))

    @stock.translate_exceptions
    async def execute_many(self, query: str, values: Sequence[Values]) -> None:
        rows = [steps.plain(row) for row in values]
        await self._run(self.insert_many, steps.portable(query), rows)

    @stock.translate_exceptions
    async def execute_script(self, query: str) -> None:
        await self._run(steps.run_script, query)


class SqliteClient(_Statements, stock.SqliteClient):
    """One connection that writes, under a lock, and a few that read what is committed."""

    insert_many = staticmethod(steps.insert_all_or_none)

    def __init__(
        self, file_path: str, *, readers: int = READERS, foreign_keys: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(file_path, **kwargs)
        self.pragmas = PRAGMAS | {"foreign_keys": "ON" if foreign_keys else "OFF"}
        # A database in memory is seen by its own connection only.
        self._reader_count = 0 if ":memory:" in file_path else readers
        self._readers: list[aiosqlite.Connection] = []
        self._next_reader = 0

    async def create_connection(self, with_db: bool) -> None:  # noqa: ARG002
        if self._connection:
            return
        opened = [await _open(self.filename, self.pragmas)]
        try:
            while len(opened) <= self._reader_count:
                opened.append(await _open(self.filename, READER_PRAGMAS))
        except BaseException:
            for connection in opened:
                connection.stop()
            raise
        self._connection, *self._readers = opened
        await self._post_connect()

    async def close(self) -> None:
        opened = [*self._readers, *([self._connection] if self._connection else [])]
        self._readers, self._connection = [], None
        # The writer last: the last one to close checkpoints the write-ahead log.
        for connection in opened:
            await connection.close()

    async def _run(self, step: Callable[..., T], *args: object) -> T:
        if self._readers and step is steps.query and steps.only_reads(str(args[0])):
            return await _in_thread(self._reader(), step, *args)
        self._check_not_waiting_for_itself()
        async with self._lock:
            await self.create_connection(with_db=True)
            assert self._connection  # noqa: S101
            return await _in_thread(self._connection, step, *args)

    def _check_not_waiting_for_itself(self) -> None:
        current = get_connections()._get_storage().get(self.connection_name)  # noqa: SLF001
        if isinstance(current, SqliteTransaction) and current._parent is self:  # noqa: SLF001
            raise TransactionManagementError(
                "this task is in a transaction (or was spawned in one): use its own connection"
            )

    def _reader(self) -> aiosqlite.Connection:
        """The reader with the shortest queue; of equal ones, the next in turn."""
        self._next_reader = (self._next_reader + 1) % len(self._readers)
        turn = self._readers[self._next_reader :] + self._readers[: self._next_reader]
        return min(turn, key=lambda reader: reader._tx.qsize())  # noqa: SLF001

    def _in_transaction(self) -> TransactionContext:
        return SqliteTransactionContext(SqliteTransaction(self), self._lock)


class SqliteTransaction(_Statements, stock.SqliteTransactionWrapper):
    """The writing connection while one task holds its lock."""

    def __init__(self, connection: "SqliteClient | SqliteTransaction") -> None:
        super().__init__(connection)
        self.is_over = False
        self._outermost: SqliteTransaction = getattr(connection, "_outermost", self)

    async def _run(self, step: Callable[..., T], *args: object) -> T:
        if self._outermost.is_over:
            raise TransactionManagementError(
                "the transaction this task was spawned in is over: spawn after commit"
            )
        return await _in_thread(self._connection, step, *args)

    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(SqliteTransaction(self))

    async def begin(self) -> None:
        await self.execute_step(steps.begin)

    async def commit(self) -> None:
        await self._finish(steps.commit)

    async def rollback(self) -> None:
        await self._finish(steps.abandon)

    async def _finish(self, step: Callable[..., None]) -> None:
        if self._finalized:
            raise TransactionManagementError("Transaction already finalised")
        await self.execute_step(step)
        self._finalized = True

    @stock.translate_exceptions
    async def execute_step(self, step: Callable[..., None]) -> None:
        await self._run(step)


class SqliteTransactionContext(stock.SqliteTransactionContext):
    """Holds the lock of the writing connection; whatever happens, gives it back unused."""

    connection: SqliteTransaction

    async def __aenter__(self) -> TransactionalDBClient:
        await self._trxlock.acquire()
        try:
            await self.ensure_connection()
            await self.connection.begin()
        except BaseException:
            self._let_go()
            raise
        self.token = get_connections().set(self.connection_name, self.connection)
        return self.connection

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        get_connections().reset(self.token)
        try:
            if exc_type is None and not self.connection._finalized:  # noqa: SLF001
                await self.connection.commit()
        finally:
            self._let_go()

    def _let_go(self) -> None:
        # A cancelled BEGIN or COMMIT still runs in the thread. What is left open after it is
        # rolled back there before the next holder of the lock can begin, so nothing waits here.
        self.connection.is_over = True
        if self.connection._connection is not None:  # noqa: SLF001
            _post(self.connection._connection, steps.abandon)  # noqa: SLF001
        self._trxlock.release()


client_class = SqliteClient
