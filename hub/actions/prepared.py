"""Prepared SQL of the hot paths: written once for both databases, run inside an action's transaction.

The ORM costs a fifth of a millisecond a statement; a message has six of them.
"""

import json
from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, Protocol, TypeVar, cast
from uuid import UUID

from tortoise.backends.base.client import TransactionContext
from tortoise.connection import get_connection

from models.backends import CONNECTION

T = TypeVar("T")

# SQL with `$1` placeholders, and their values.
Statement = tuple[str, Sequence[Any]]
Rows = list[Mapping[str, Any]]

# As the models' own fields write it.
as_json_text = partial(json.dumps, separators=(",", ":"), allow_nan=False)


class _Transaction(Protocol):
    async def execute_all(self, statements: Sequence[Statement]) -> list[Rows]: ...


class _Connection(Protocol):
    def short_transaction(self) -> TransactionContext: ...

    async def run_at_once(self, body: Callable[[], Coroutine[Any, Any, T]]) -> T: ...


def short_transaction() -> TransactionContext:
    """A transaction of a few statements without a wait between them.

    On SQLite those that wait for one another are committed together, each undone on its own.
    """
    return cast("_Connection", get_connection(CONNECTION)).short_transaction()


async def run_at_once(body: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run a body in a transaction; it awaits nothing but its database and may be run again.

    On SQLite it runs without a hop to the database's thread, and those that wait for one another
    share one COMMIT; one that fails is undone alone.
    """
    return await cast("_Connection", get_connection(CONNECTION)).run_at_once(body)


async def run_all(*statements: Statement) -> list[Rows]:
    """Run one after another in the transaction that this task is in; the rows of each.

    On SQLite that is one visit to the database's thread, on PostgreSQL a round trip each.
    """
    return await cast("_Transaction", get_connection(CONNECTION)).execute_all(statements)


def insert(table: str, **columns: Any) -> Statement:
    """A new row: every column that the database has no default for."""
    return _insert_into(table, tuple(columns)), list(columns.values())


@lru_cache(maxsize=64)
def _insert_into(table: str, columns: tuple[str, ...]) -> str:
    # Names are ours, never a person's.
    names = ", ".join(f'"{name}"' for name in columns)
    places = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
    return f'INSERT INTO "{table}" ({names}) VALUES ({places})'  # noqa: S608


def can_lock_rows() -> bool:
    """PostgreSQL: `FOR UPDATE`. On SQLite a transaction is the only writer from its begin."""
    return bool(get_connection(CONNECTION).capabilities.support_for_update)


def as_id(value: object) -> UUID:
    """SQLite gives ids as text."""
    return value if isinstance(value, UUID) else UUID(str(value))


def as_id_or_none(value: object) -> UUID | None:
    return None if value is None else as_id(value)
