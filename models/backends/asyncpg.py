"""PostgreSQL for Tortoise: a cancelled transaction always gives its connection back.

Subclasses internals of tortoise-orm 1.1.9; tests/models/test_engines.py fails when they change.
"""

import asyncio
import re
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from types import TracebackType
from typing import Any, TypeVar, cast

import asyncpg
from tortoise.backends.asyncpg import client as stock
from tortoise.backends.base.client import (
    ConnectionWrapper,
    NestedTransactionContext,
    TransactionalDBClient,
    TransactionContext,
    TransactionContextPooled,
)
from tortoise.backends.base_postgres.client import translate_exceptions
from tortoise.connection import get_connections
from tortoise.exceptions import DBConnectionError, OperationalError, TransactionManagementError

T = TypeVar("T")

POOL = {"minsize": 1, "maxsize": 10}
# A server that does not answer a statement in this time is treated as gone.
COMMAND_TIMEOUT_S = 30
SERVER_SETTINGS = {
    "timezone": "UTC",
    "application_name": "kirjuri",
    # Milliseconds. A process that stopped inside a transaction must not hold its locks for ever.
    "idle_in_transaction_session_timeout": "60000",
}


# One new row, or a change: what may be written in any order with others of its kind.
_NEW_ROW = re.compile(r'INSERT INTO "\w+" \([^()]*\) VALUES \([^()]*\)')
# Its texts hold no placeholder that would be renumbered.
_CHANGE = re.compile(r"UPDATE (?:[^']|'[^'$]*')*")
_PLACEHOLDER = re.compile(r"\$(\d+)")


@lru_cache(maxsize=256)
def as_one(queries: tuple[str, ...]) -> str | None:
    """New rows and at most one change as one statement, in one round trip; None for anything else.

    The parts do not see each other, but foreign keys are checked when all are done.
    """
    others = [query for query in queries if not _NEW_ROW.fullmatch(query)]
    is_one_change = len(others) == 1 and _CHANGE.fullmatch(others[0]) is not None
    if len(queries) < 2 or (others and not is_one_change):  # noqa: PLR2004
        return None
    parts, taken = [], 0
    for query in queries:
        parts.append(_shifted(query, taken))
        taken += max(map(int, _PLACEHOLDER.findall(query)), default=0)
    named = ", ".join(f"part_{number} AS ({part})" for number, part in enumerate(parts[:-1]))
    return f"WITH {named} {parts[-1]}"


def _shifted(query: str, by: int) -> str:
    return _PLACEHOLDER.sub(lambda hit: f"${int(hit[1]) + by}", query)


async def _keep_session(_: object) -> None:
    """Between two users of a connection: asyncpg ends an open transaction itself.

    Its RESET ALL would cost one more round trip for each statement; we set nothing to reset.
    """


class _Translated(stock.AsyncpgDBClient):
    async def _translate_exceptions(
        self, func: Callable[..., Coroutine[Any, Any, Any]], *args: Any, **kwargs: Any
    ) -> Any:
        try:
            return await super()._translate_exceptions(func, *args, **kwargs)
        except asyncpg.PostgresConnectionError as error:
            raise DBConnectionError(str(error)) from error
        except asyncpg.PostgresError as error:
            # A deadlock, a cancelled statement, a full disk: stock lets these through as they are.
            raise OperationalError(str(error)) from error


class AsyncpgClient(_Translated):
    """The pool, and the transactions of cancelled tasks that still have to end."""

    def __init__(self, **kwargs: Any) -> None:
        settings = SERVER_SETTINGS | kwargs.pop("server_settings", {})
        defaults = {**POOL, "command_timeout": COMMAND_TIMEOUT_S, "reset": _keep_session}
        super().__init__(**{**defaults, **kwargs}, server_settings=settings)
        self._ending: set[asyncio.Task[None]] = set()

    def end(self, steps: Coroutine[Any, Any, None]) -> asyncio.Future[None]:
        """Run `steps` to their end; a caller that is cancelled, or does not wait, leaves at once."""
        task = asyncio.create_task(steps)
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)
        return asyncio.shield(task)

    async def close(self) -> None:
        await asyncio.gather(*self._ending, return_exceptions=True)
        await super().close()

    def _in_transaction(self) -> TransactionContext:
        return AsyncpgTransactionContext(AsyncpgTransaction(self), self._pool_init_lock)

    # The server itself lets commits of many connections share one write.
    short_transaction = _in_transaction

    async def run_at_once(self, body: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """A transaction that awaits nothing but its database."""
        async with self._in_transaction():
            return await body()

    @translate_exceptions
    async def execute_many(self, query: str, values: Sequence[Sequence[Any]]) -> None:
        async with self.acquire_connection() as connection:
            # One implicit transaction: asyncpg's executemany() is all or nothing.
            await connection.executemany(query, values)


class AsyncpgTransaction(_Translated, stock.TransactionWrapper):
    """One connection of the pool while one task is in its transaction."""

    _parent: AsyncpgClient

    def __init__(self, connection: "AsyncpgClient | AsyncpgTransaction") -> None:
        super().__init__(connection)
        self.is_over = False
        self._outermost: AsyncpgTransaction = getattr(connection, "_outermost", self)

    def acquire_connection(self) -> ConnectionWrapper[Any]:
        if self._outermost.is_over:
            raise TransactionManagementError(
                "the transaction this task was spawned in is over: spawn after commit"
            )
        return super().acquire_connection()

    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(AsyncpgTransaction(self))

    short_transaction = _in_transaction

    @translate_exceptions
    async def execute_all(
        self, statements: Sequence[tuple[str, Sequence[Any]]]
    ) -> list[list[Mapping[str, Any]]]:
        """Several statements, one after another; the rows of each."""
        async with self.acquire_connection() as connection:
            if together := as_one(tuple(query for query, _ in statements)):
                await connection.execute(
                    together, *(each for _, some in statements for each in some)
                )
                return [[] for _ in statements]
            return [await connection.fetch(query, *values) for query, values in statements]

    @translate_exceptions
    async def commit(self) -> None:
        await super().commit()


class AsyncpgTransactionContext(TransactionContextPooled):
    """Takes a connection out of the pool; whatever happens, brings it back clean."""

    client: AsyncpgTransaction

    async def __aenter__(self) -> TransactionalDBClient:
        await self.ensure_connection()
        pool = self.client._parent._pool  # noqa: SLF001
        assert pool  # noqa: S101
        self.client._connection = cast("asyncpg.Connection", await pool.acquire())  # noqa: SLF001
        begun = asyncio.create_task(self.client.begin())
        try:
            await asyncio.shield(begun)
        except BaseException:
            self.client._parent.end(self._undo(begun))  # noqa: SLF001
            raise
        self.token = get_connections().set(self.connection_name, self.client)
        return self.client

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        get_connections().reset(self.token)
        self.client.is_over = True
        await self.client._parent.end(self._finish(commits=exc_type is None))  # noqa: SLF001

    async def _undo(self, begun: asyncio.Task[None]) -> None:
        try:
            # The caller was told of its own error or has left; an open transaction would be
            # ended by the pool too.
            with suppress(Exception):
                await begun
                await self.client.rollback()
        finally:
            await self._give_back()

    async def _finish(self, *, commits: bool) -> None:
        try:
            if self.client._finalized:  # noqa: SLF001
                return
            if commits:
                await self.client.commit()
                return
            # The error of the body is the one to tell; a lost connection rolls back by itself.
            with suppress(Exception):
                await self.client.rollback()
        finally:
            await self._give_back()

    async def _give_back(self) -> None:
        pool = self.client._parent._pool  # noqa: SLF001
        if pool:
            await pool.release(cast("Any", self.client._connection))  # noqa: SLF001


client_class = AsyncpgClient
