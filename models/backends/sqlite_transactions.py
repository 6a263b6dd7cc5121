"""Transactions of SQLite: one after another on the writing connection; short ones share a commit.

A commit waits for the disk. A short transaction that is done lets those run that wait already, each
behind a savepoint of its own, and is told that it is stored when their common COMMIT is.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from tortoise.backends.base.client import (
    NestedTransactionContext,
    TransactionalDBClient,
    TransactionContext,
)
from tortoise.backends.sqlite import client as stock
from tortoise.connection import get_connections
from tortoise.exceptions import OperationalError, TransactionManagementError

from models.backends import sqlite_steps as steps
from models.backends.sqlite_thread import Statements, in_thread, post, queue

if TYPE_CHECKING:
    from models.backends.sqlite import SqliteClient

T = TypeVar("T")


class SqliteTransaction(Statements, stock.SqliteTransactionWrapper):
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
        return await in_thread(self._connection, step, *args)

    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(SqliteTransaction(self))

    short_transaction = _in_transaction

    async def begin(self) -> None:
        await self.execute_step(steps.begin)

    async def savepoint(self) -> None:
        await self._outermost.have_begun()
        await super().savepoint()

    async def have_begun(self) -> None:
        """Begins at once, so it has."""

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

    def __init__(self, connection: SqliteTransaction, shared: "SharedCommit") -> None:
        super().__init__(connection, shared.lock)
        self._shared = shared

    async def __aenter__(self) -> TransactionalDBClient:
        await self._trxlock.acquire()
        try:
            await self.ensure_connection()
            self._shared.commit()
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
            post(self.connection._connection, steps.abandon)  # noqa: SLF001
        self._trxlock.release()


class ShortTransaction(SqliteTransaction):
    """Begins with its first statement, in the same step."""

    def __init__(self, connection: "SqliteClient", shared: "SharedCommit") -> None:
        super().__init__(connection)
        self._shared = shared
        self.has_begun = False
        self.after: steps.After | None = None

    async def _run(self, step: Callable[..., T], *args: object) -> T:
        if self.has_begun:
            return await super()._run(step, *args)
        self.has_begun, self.after = True, self._shared.next()
        return await super()._run(steps.begin_then, self.after, step, *args)

    async def have_begun(self) -> None:
        if not self.has_begun:
            await self.execute_step(steps.nothing)

    async def _finish(self, step: Callable[..., None]) -> None:  # noqa: ARG002 - the parent's
        raise TransactionManagementError("a short transaction ends with its block")


class ShortTransactionContext(SqliteTransactionContext):
    """Gives the lock on before it is committed, and returns when it is."""

    connection: ShortTransaction

    async def __aenter__(self) -> TransactionalDBClient:
        await self._trxlock.acquire()
        try:
            await self.ensure_connection()
        except BaseException:
            self._trxlock.release()
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
        self.connection.is_over = True
        stored = self._leave(is_done=exc_type is None) if self.connection.has_begun else None
        self._trxlock.release()
        if stored is not None:
            await stored

    def _leave(self, *, is_done: bool) -> asyncio.Future[None] | None:
        after = self.connection.after
        if is_done:
            return self._shared.join(has_savepoint=after is not None)
        # Queued behind whatever step the task was cancelled in.
        undo = steps.abandon if after is None else steps.abandon_last
        post(self.connection._connection, undo)  # noqa: SLF001
        return None


class SharedCommit:
    """The short transactions that are done and wait for one COMMIT.

    Only who holds `lock` may call anything of this. The first that is done queues for the lock
    again to commit: whoever waited before it runs before it, and is committed with it.
    """

    def __init__(self, client: "SqliteClient") -> None:
        self._client = client
        self.lock: asyncio.Lock = client._lock  # noqa: SLF001
        self._members: list[asyncio.Future[None]] = []
        self._has_savepoint = False
        self._turn: asyncio.Task[None] | None = None

    def next(self) -> steps.After | None:
        """What a transaction that begins now comes after; None: nothing, it begins anew."""
        if not self._members:
            return None
        # It releases the savepoint of the one before it.
        after, self._has_savepoint = steps.After(self._has_savepoint), False
        return after

    def join(self, *, has_savepoint: bool) -> asyncio.Future[None]:
        """What is fulfilled when it is committed; raises OperationalError when it is not."""
        member: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._members.append(member)
        self._has_savepoint = has_savepoint
        if len(self._members) == 1:
            self._turn = asyncio.create_task(self._commit_in_turn())
        return member

    async def _commit_in_turn(self) -> None:
        async with self.lock:
            self.commit()

    def commit(self) -> None:
        """Queue the COMMIT, before whatever is queued next; nobody has to wait for it here."""
        members, self._members = self._members, []
        self._has_savepoint = False
        connection = self._client._connection  # noqa: SLF001
        if members and connection:
            queue(connection, steps.commit_shared).add_done_callback(partial(_tell, members))


def _tell(members: list[asyncio.Future[None]], committed: asyncio.Future[None]) -> None:
    error = committed.exception()
    for member in members:
        if member.done():
            # Its task was cancelled meanwhile.
            continue
        if error is None:
            member.set_result(None)
        else:
            member.set_exception(OperationalError(str(error)))
