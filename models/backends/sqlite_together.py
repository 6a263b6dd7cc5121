"""Whole transactions at once, on the event loop: those that wait share one BEGIN and one COMMIT.

A few statements by key take a tenth of a millisecond, and a hop to the writer's thread and back more
than that, with the interpreter's lock fought for in every statement. So the thread does only what may
take long: BEGIN waits for other processes, COMMIT for the disk.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine, Sequence
from contextvars import Context, copy_context
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

import aiosqlite
from tortoise.backends.base.client import NestedTransactionContext, TransactionContext
from tortoise.connection import get_connections
from tortoise.exceptions import OperationalError

from models.backends import sqlite_steps as steps
from models.backends.sqlite_thread import in_thread, post
from models.backends.sqlite_transactions import SqliteTransaction

if TYPE_CHECKING:
    from models.backends.sqlite import SqliteClient

T = TypeVar("T")

# Bodies are run again from their beginning when a neighbour spoiled the transaction.
Body = Callable[[], Coroutine[Any, Any, T]]

# More would let the first of them wait longer for its COMMIT, and everything else for the loop.
MOST_TOGETHER = 64


@dataclass(frozen=True, slots=True)
class _Outcome:
    result: Any = None
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class _Member:
    body: Body[Any]
    context: Context
    told: asyncio.Future[Any]

    def tell(self, outcome: _Outcome) -> None:
        if self.told.done():
            # Its task was cancelled meanwhile.
            return
        if outcome.error is None:
            self.told.set_result(outcome.result)
        else:
            self.told.set_exception(outcome.error)


class _Direct:
    """What stands in for aiosqlite's connection while its thread has nothing to do."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database

    async def execute(self, sql: str) -> None:
        self.database.execute(sql)


class DirectTransaction(SqliteTransaction):
    """The writing connection, used without its thread: nothing is ever waited for."""

    def __init__(self, client: "SqliteClient | DirectTransaction", direct: _Direct) -> None:
        super().__init__(client)
        self._direct = direct
        self._connection = cast("aiosqlite.Connection", direct)

    async def _run(self, step: Callable[..., T], *args: object) -> T:
        return step(self._direct.database, *args)

    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(DirectTransaction(self, self._direct))

    short_transaction = _in_transaction


class NeedsToWaitError(Exception):
    """The body waits for something else than its database: it has to be left meanwhile."""


class Together:
    def __init__(self, client: "SqliteClient") -> None:
        self._client = client
        self._waiting: list[_Member] = []
        self._turns: asyncio.Task[None] | None = None

    async def run(self, body: Body[T]) -> T:
        """Run it in a transaction; returns when that is on the disk.

        Raises what the body raises (it is undone alone), OperationalError when it cannot be stored.
        """
        try:
            return await self._in_turn(body)
        except NeedsToWaitError:
            async with self._client.short_transaction():
                return await body()

    async def _in_turn(self, body: Body[T]) -> T:
        told: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Member(body, copy_context(), told))
        if self._turns is None:
            self._turns = asyncio.create_task(self._take_turns())
        return await told

    async def close(self) -> None:
        if self._turns is not None:
            await self._turns

    async def _take_turns(self) -> None:
        try:
            while self._waiting:
                async with self._client._lock:  # noqa: SLF001
                    await self._take_turn()
        finally:
            self._turns = None

    async def _take_turn(self) -> None:
        """Only who holds the lock may: nothing else is in the thread or comes there meanwhile."""
        members: list[_Member] = []
        try:
            connection = await self._client.writer()
            await in_thread(connection, steps.begin)
            members = self._next()
            outcomes = await self._stored(connection, members)
        except Exception as error:  # noqa: BLE001 - each of them is told
            told = OperationalError(str(error)) if isinstance(error, sqlite3.Error) else error
            members = members or self._next()
            outcomes = [_Outcome(error=told)] * len(members)
        for member, outcome in zip(members, outcomes, strict=True):
            member.tell(outcome)

    def _next(self) -> list[_Member]:
        members = self._waiting[:MOST_TOGETHER]
        del self._waiting[:MOST_TOGETHER]
        return members

    async def _stored(
        self, connection: aiosqlite.Connection, members: Sequence[_Member]
    ) -> Sequence[_Outcome]:
        """Run them in the transaction that has begun, and commit; or each in one of its own."""
        database = connection._conn  # noqa: SLF001
        transaction = DirectTransaction(self._client, _Direct(database))
        try:
            outcomes = _attempt_all(database, transaction, members)
            if outcomes is not None:
                await in_thread(connection, steps.commit_shared)
                return outcomes
        finally:
            # Also when this task is cancelled.
            post(connection, steps.abandon)
        return [await _alone(connection, transaction, each) for each in members]


def _attempt_all(
    database: sqlite3.Connection, transaction: DirectTransaction, members: Sequence[_Member]
) -> list[_Outcome] | None:
    """None when one failed after it had written: that must be undone, and not the others."""
    outcomes = []
    for member in members:
        before = database.total_changes
        outcomes.append(outcome := _attempt(transaction, member))
        has_written = database.total_changes != before
        if (outcome.error is not None and has_written) or not database.in_transaction:
            return None
    return outcomes


async def _alone(
    connection: aiosqlite.Connection, transaction: DirectTransaction, member: _Member
) -> _Outcome:
    try:
        await in_thread(connection, steps.begin)
        outcome = _attempt(transaction, member)
        if outcome.error is None:
            await in_thread(connection, steps.commit_shared)
    except sqlite3.Error as error:
        return _Outcome(error=OperationalError(str(error)))
    finally:
        post(connection, steps.abandon)
    return outcome


def _attempt(transaction: DirectTransaction, member: _Member) -> _Outcome:
    try:
        return _Outcome(member.context.copy().run(_to_the_end, transaction, member.body))
    except Exception as error:  # noqa: BLE001 - told to whoever asked
        return _Outcome(error=error)


def _to_the_end(transaction: DirectTransaction, body: Body[T]) -> T:
    get_connections().set(transaction.connection_name, transaction)
    work = body()
    try:
        work.send(None)
    except StopIteration as end:
        return cast("T", end.value)
    finally:
        work.close()
    raise NeedsToWaitError
