"""What our SQLite engine does inside a connection's thread: one call, one step, no waiting."""

import random
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from time import sleep
from typing import Any, TypeVar
from uuid import UUID

from models.fields import as_utc

T = TypeVar("T")

Values = Sequence[Any]

PATIENT_TRIES = 200

# Most values: asked first, as each is asked for each row.
_PLAIN = frozenset({str, int, float, bool, bytes, type(None)})
# Text and quoted names first, so that a `$1` inside them stays.
_PLACEHOLDER = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\d+)""")
_WRITES = re.compile(r"\b(insert|update|delete|replace)\b", re.IGNORECASE)


def portable(query: str, values: Values | None) -> tuple[str, list[Any]]:
    """Prepared SQL is written once: PostgreSQL's `$1` as SQLite's `?`, each with its value."""
    sql, order = _as_sqlite(query)
    given = plain(values)
    return sql, [given[place] for place in order] if order else given


def portable_many(query: str, rows: Sequence[Values]) -> tuple[str, list[list[Any]]]:
    """The same for one statement that is run with each of these rows."""
    return _as_sqlite(query)[0], [portable(query, row)[1] for row in rows]


@lru_cache(maxsize=1024)
def _as_sqlite(query: str) -> tuple[str, tuple[int, ...]]:
    # `?1` would do without reordering, but Python 3.12 warns that it is a name.
    order: list[int] = []

    def mark(hit: re.Match[str]) -> str:
        if not hit[1]:
            return hit[0]
        order.append(int(hit[1]) - 1)
        return "?"

    sql = _PLACEHOLDER.sub(mark, query.replace("\x00", "'||CHAR(0)||'"))
    return sql, () if order == [*range(len(order))] else tuple(order)


@lru_cache(maxsize=1024)
def only_reads(query: str) -> bool:
    verb = query.lstrip()[:6].upper()
    return verb == "SELECT" or (verb.startswith("WITH") and not _WRITES.search(query))


def plain(values: Values | None) -> list[Any]:
    """Ids and moments as the columns keep them; sqlite3 knows no ids and keeps any offset."""
    return [value if type(value) in _PLAIN else _plain(value) for value in values or ()]


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    return as_utc(value).isoformat(" ") if isinstance(value, datetime) else value


def connect(path: str, pragmas: Mapping[str, str | int]) -> sqlite3.Connection:
    # Used by its thread, and by the event loop while that one waits (sqlite_together).
    database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    database.row_factory = sqlite3.Row
    for name, value in pragmas.items():
        _set(database, name, value)
    return database


def _set(database: sqlite3.Connection, name: str, value: str | int) -> None:
    # Of several processes that turn a new file to WAL at once, SQLite tells the others that it is
    # locked, without the patience of busy_timeout.
    for tries_left in reversed(range(PATIENT_TRIES)):
        try:
            database.execute(f"PRAGMA {name}={value}")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or not tries_left:
                raise
        sleep(random.uniform(0.005, 0.05))  # noqa: S311


def query(database: sqlite3.Connection, sql: str, values: Values) -> tuple[int, list[sqlite3.Row]]:
    before = database.total_changes
    rows = database.execute(sql, values).fetchall()
    return database.total_changes - before or len(rows), rows


def query_all(
    database: sqlite3.Connection, statements: Sequence[tuple[str, Values]]
) -> list[list[sqlite3.Row]]:
    return [database.execute(sql, values).fetchall() for sql, values in statements]


def insert(database: sqlite3.Connection, sql: str, values: Values) -> int:
    return database.execute(sql, values).lastrowid or 0


def insert_many(database: sqlite3.Connection, sql: str, rows: Sequence[Values]) -> None:
    database.executemany(sql, rows)


def insert_all_or_none(database: sqlite3.Connection, sql: str, rows: Sequence[Values]) -> None:
    begin(database)
    try:
        database.executemany(sql, rows)
        database.commit()
    finally:
        abandon(database)


def run_script(database: sqlite3.Connection, script: str) -> None:
    for statement in _statements(script):
        database.execute(statement)


def _statements(script: str) -> Iterator[str]:
    """One by one: sqlite3's own executescript() would commit the transaction around it."""
    statement = ""
    for piece in script.split(";"):
        statement += piece
        # A trigger's body holds semicolons too.
        if sqlite3.complete_statement(f"{statement};"):
            yield statement
            statement = ""
        else:
            statement += ";"
    if statement.strip("; \n"):
        yield statement


def begin(database: sqlite3.Connection) -> None:
    # A deferred transaction that reads before it writes fails as soon as another process writes.
    database.execute("BEGIN IMMEDIATE")


def commit(database: sqlite3.Connection) -> None:
    database.commit()


def abandon(database: sqlite3.Connection) -> None:
    if database.in_transaction:
        database.rollback()


# --- several transactions behind one COMMIT ---

_MEMBER = "shares_the_commit"


@dataclass(frozen=True, slots=True)
class After:
    """Begun after others that wait for a common COMMIT; the last of them may have a savepoint."""

    has_savepoint: bool


def begin_then(
    database: sqlite3.Connection, after: After | None, step: Callable[..., T], *args: object
) -> T:
    """Begin, and take the first step; behind a savepoint if others are done and not committed."""
    if after is None:
        begin(database)
    else:
        check_open(database)
        _next_savepoint(database, after)
    return step(database, *args)


def _next_savepoint(database: sqlite3.Connection, after: After) -> None:
    try:
        if after.has_savepoint:
            database.execute(f"RELEASE {_MEMBER}")
        database.execute(f"SAVEPOINT {_MEMBER}")
    except sqlite3.Error:
        # Else undoing this one would undo the one before it, which was told that it is done.
        abandon(database)
        raise


def nothing(database: sqlite3.Connection) -> None:
    """Only to have begun."""


def abandon_last(database: sqlite3.Connection) -> None:
    """Undo the last transaction; those before it keep waiting for their COMMIT."""
    if not database.in_transaction:
        return
    try:
        database.execute(f"ROLLBACK TO {_MEMBER}")
        database.execute(f"RELEASE {_MEMBER}")
    except sqlite3.Error:
        # It did not get as far as its savepoint. The others are told by their COMMIT.
        database.rollback()


def commit_shared(database: sqlite3.Connection) -> None:
    check_open(database)
    try:
        database.commit()
    finally:
        abandon(database)


def check_open(database: sqlite3.Connection) -> None:
    """A full disk, for one, rolls back everything by itself."""
    if not database.in_transaction:
        raise sqlite3.OperationalError("the transaction that shares this commit was rolled back")
