"""Opens, closes and migrates the database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.context import TortoiseContext, get_current_context
from tortoise.exceptions import OperationalError
from tortoise.transactions import in_transaction

from models.backends import CONNECTION, database_config, sqlite_url
from models.backends.migrating import Executor

__all__ = ["close_store", "database_answers", "is_migrated", "migrate", "open_store", "sqlite_url"]

LATEST = "__latest__"
# The whole way back: no tables of ours remain.
NOTHING = "__first__"

# Any number that no other program on the same PostgreSQL takes; "kirjuri" read as letters.
_MIGRATION_LOCK = 0x6B69726A757269


async def open_store(url: str) -> None:
    """Connect, so that every task of this process reaches the models.

    Raises OSError or tortoise's DBConnectionError: the database cannot be reached.
    """
    _make_folder(url)
    # Keeps SQL by table name only; another database in this process may speak another dialect.
    EXECUTOR_CACHE.clear()
    context = TortoiseContext()
    # Tortoise looks the models' connection up in this task's context while it makes it.
    with context:
        await context.init(config=database_config(url), _enable_global_fallback=True)
    try:
        await context.connections.get(CONNECTION).create_connection(with_db=True)
    except BaseException:
        await context.close_connections()
        raise


async def database_answers() -> bool:
    """Whether the open store takes a query."""
    context = get_current_context()
    if context is None:
        return False
    await context.connections.get(CONNECTION).execute_query("SELECT 1")
    return True


async def close_store() -> None:
    """Let ending transactions end and disconnect; closing twice is no error."""
    context = get_current_context()
    if context is not None:
        await context.close_connections()


async def migrate(url: str, target: str = LATEST) -> list[str]:
    """Bring the database to `target` (a migration's name) and name what was applied or undone.

    One transaction: all or nothing. Of several processes that start at once the first migrates
    and the others wait for it.
    """
    _make_folder(url)
    done: list[str] = []
    async with _alone(url) as connection:
        await Executor(connection, _apps(url)).run(target, done)
    return done


async def is_migrated(url: str) -> bool:
    """Whether every migration of this version has run."""
    async with _connected(url) as connection:
        return not await Executor(connection, _apps(url)).plan()


@asynccontextmanager
async def _connected(url: str, **credentials: object) -> AsyncIterator[BaseDBAsyncClient]:
    async with TortoiseContext() as context:
        await context.init(config=database_config(url, **credentials))
        yield context.connections.get(CONNECTION)


@asynccontextmanager
async def _alone(url: str) -> AsyncIterator[BaseDBAsyncClient]:
    if url.startswith("sqlite"):
        # The transaction itself is the lock: it began by taking the write lock. Tortoise changes
        # a table by dropping and renaming, which would take the rows that refer to it along.
        async with (
            _connected(url, foreign_keys=False),
            in_transaction(CONNECTION) as connection,
        ):
            yield connection
            broken = await connection.execute_query_dict("PRAGMA foreign_key_check")
            if broken:
                raise OperationalError(f"the migration left rows without their parents: {broken}")
    else:
        # Changing a large table may take longer than any statement of every day.
        async with (
            _connected(url, command_timeout=None),
            in_transaction(CONNECTION) as connection,
        ):
            await connection.execute_query(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
            yield connection


def _apps(url: str) -> dict[str, dict[str, object]]:
    apps: dict[str, dict[str, object]] = database_config(url)["apps"]
    return apps


def _make_folder(url: str) -> None:
    if url.startswith("sqlite://"):
        Path(url.removeprefix("sqlite://")).parent.mkdir(parents=True, exist_ok=True)
