"""What is said to the database inside a block: every statement, in SQL, as the database hears it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tortoise.connection import get_connection


@asynccontextmanager
async def statements() -> AsyncIterator[list[str]]:
    """Of SQLite's writing connection; of PostgreSQL's all that are open (use one after another)."""
    client: Any = get_connection("default")
    said: list[str] = []
    if client.capabilities.dialect == "sqlite":
        await client._connection.set_trace_callback(said.append)
        yield said
        await client._connection.set_trace_callback(None)
        said[:] = _asked(said)
        return

    def note(record: Any) -> None:
        said.append(record.query)

    opened = [holder._con for holder in client._pool._holders if holder._con]
    for connection in opened:
        connection.add_query_logger(note)
    yield said
    for connection in opened:
        connection.remove_query_logger(note)


def _asked(said: list[str]) -> list[str]:
    """Without what SQLite says to itself.

    That is a statement anew for each step of its triggers, and the search index's own tables.
    """
    asked: list[str] = []
    for each in said:
        is_again = each.startswith("INSERT") and each in asked
        if not is_again and "'main'.'message_words_" not in each:
            asked.append(each)
    return asked
