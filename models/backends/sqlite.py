"""SQLite for Tortoise: writers queue and begin at once, readers never wait, cancelling is safe.

Subclasses internals of tortoise-orm 1.1.9; tests/models/test_engines.py fails when they change.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import aiosqlite
from tortoise.backends.base.client import TransactionContext
from tortoise.backends.sqlite import client as stock
from tortoise.connection import get_connections
from tortoise.exceptions import TransactionManagementError

from models.backends import sqlite_steps as steps
from models.backends.sqlite_thread import Statements, in_thread, open_connection
from models.backends.sqlite_together import Body, Together
from models.backends.sqlite_transactions import (
    SharedCommit,
    ShortTransaction,
    ShortTransactionContext,
    SqliteTransaction,
    SqliteTransactionContext,
)

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


class SqliteClient(Statements, stock.SqliteClient):
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
        self._shared = SharedCommit(self)
        self._together = Together(self)

    async def create_connection(self, with_db: bool) -> None:  # noqa: ARG002
        if self._connection:
            return
        opened = [await open_connection(self.filename, self.pragmas)]
        try:
            while len(opened) <= self._reader_count:
                opened.append(await open_connection(self.filename, READER_PRAGMAS))
        except BaseException:
            for connection in opened:
                connection.stop()
            raise
        self._connection, *self._readers = opened
        await self._post_connect()

    async def close(self) -> None:
        await self._together.close()
        self._shared.commit()
        opened = [*self._readers, *([self._connection] if self._connection else [])]
        self._readers, self._connection = [], None
        # The writer last: the last one to close checkpoints the write-ahead log.
        for connection in opened:
            await connection.close()

    async def _run(self, step: Callable[..., T], *args: object) -> T:
        if self._readers and step is steps.query and steps.only_reads(str(args[0])):
            return await in_thread(self._reader(), step, *args)
        self._check_not_waiting_for_itself()
        async with self._lock:
            return await in_thread(await self.writer(), step, *args)

    async def writer(self) -> aiosqlite.Connection:
        """The connection that writes, with nothing uncommitted; only for who holds the lock."""
        await self.create_connection(with_db=True)
        assert self._connection  # noqa: S101
        self._shared.commit()
        return self._connection

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
        return SqliteTransactionContext(SqliteTransaction(self), self._shared)

    def short_transaction(self) -> TransactionContext:
        """A transaction of a few statements, whose commit is shared with those that wait."""
        return ShortTransactionContext(ShortTransaction(self, self._shared), self._shared)

    async def run_at_once(self, body: Body[T]) -> T:
        """A transaction that awaits nothing but its database, run whole without a hop."""
        self._check_not_waiting_for_itself()
        return await self._together.run(body)


client_class = SqliteClient
