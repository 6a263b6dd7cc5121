"""A database of its own for each test, copied from a migrated template: SQLite and PostgreSQL.

`database_url` runs a test on both; `@pytest.mark.sqlite_only` and `postgres_only` choose one.
`store` has it open; `empty_database_url` has no tables.
"""

import asyncio
import hashlib
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import asyncpg
import pytest

import models.migrations
from hub.store import close_store, migrate, open_store, sqlite_url
from tests.support.services import services, without

T = TypeVar("T")
# Gives the address of a new database: migrated, or without a table.
NewDatabase = Callable[[bool], str]

KINDS = ("sqlite", "postgres")
PREFIX = "kirjuri_test"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "sqlite_only: not on PostgreSQL")
    config.addinivalue_line("markers", "postgres_only: not on SQLite")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "new_database" in metafunc.fixturenames:
        only = [kind for kind in KINDS if metafunc.definition.get_closest_marker(f"{kind}_only")]
        metafunc.parametrize(
            "new_database",
            [pytest.param(kind, marks=MARKS[kind], id=kind) for kind in only or KINDS],
            indirect=True,
        )


MARKS = {"sqlite": [], "postgres": [pytest.mark.postgres]}


@pytest.fixture
def database_url(new_database: NewDatabase) -> str:
    """The address of a migrated, empty database that this test has for itself."""
    return new_database(True)


@pytest.fixture
def empty_database_url(new_database: NewDatabase) -> str:
    """The address of a database without a table."""
    return new_database(False)


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[str]:
    """The models within reach; gives the address."""
    await open_store(database_url)
    yield database_url
    await close_store()


@pytest.fixture
def new_database(request: pytest.FixtureRequest) -> NewDatabase:
    """Makes databases of the kind that this run of the test is about, and drops them after it."""
    make: NewDatabase = request.getfixturevalue(f"new_{request.param}")
    return make


# --- SQLite: a template is a file ---


@pytest.fixture
def new_sqlite(tmp_path: Path) -> NewDatabase:
    def make(migrated: bool) -> str:
        path = tmp_path / f"{uuid4().hex[:8]}.sqlite3"
        if migrated:
            shutil.copyfile(_sqlite_template(), path)
        return sqlite_url(path)

    return make


def _sqlite_template() -> Path:
    path = Path(tempfile.gettempdir()) / f"{PREFIX}_{os.getuid()}_{_fingerprint()}.sqlite3"
    if not path.exists():
        # Another process may make the same one; the last to finish wins, and both are right.
        draft = path.with_suffix(f".{os.getpid()}")
        _apart(migrate(sqlite_url(draft)))
        draft.replace(path)
    return path


# --- PostgreSQL: a template is a database ---


@pytest.fixture(scope="session")
def postgres_dsn() -> Iterator[str]:
    """A server whose user may create databases: found, or started for this run."""
    with ExitStack() as started:
        yield services().postgres(started) or without(services().HOW_TO_GET["KIRJURI_TEST_PG"])


@pytest.fixture
def new_postgres(postgres_dsn: str) -> Iterator[NewDatabase]:
    made: list[str] = []

    def make(migrated: bool) -> str:
        name = f"{PREFIX}_{os.getpid()}_{uuid4().hex[:8]}"
        template = _apart(_postgres_template(postgres_dsn)) if migrated else "template1"
        _apart(_say(postgres_dsn, f"CREATE DATABASE {name} TEMPLATE {template}"))
        made.append(name)
        return _address(postgres_dsn, name)

    yield make
    for name in made:
        _apart(_say(postgres_dsn, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


async def _postgres_template(dsn: str) -> str:
    template = f"{PREFIX}_template_{_fingerprint()}"
    connection = await asyncpg.connect(dsn)
    try:
        # Of several test processes one makes it and the others wait.
        await connection.execute("SELECT pg_advisory_lock(hashtext($1))", PREFIX)
        known = "SELECT 1 FROM pg_database WHERE datname = $1"
        if not await connection.fetchval(known, template):
            draft = f"{template}_draft"
            await connection.execute(f"DROP DATABASE IF EXISTS {draft} WITH (FORCE)")
            await connection.execute(f"CREATE DATABASE {draft}")
            await migrate(_address(dsn, draft))
            await connection.execute(f"ALTER DATABASE {draft} RENAME TO {template}")
    finally:
        await connection.close()
    return template


async def _say(dsn: str, sql: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


def _address(dsn: str, name: str) -> str:
    server, _, query = dsn.partition("?")
    return f"{server.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")


# --- both ---


def _fingerprint() -> str:
    """Of the migrations: another state of them has other templates."""
    files = sorted(Path(models.migrations.__path__[0]).glob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def _apart(steps: Coroutine[Any, Any, T]) -> T:
    """Run in a loop and thread of its own: a test's loop and its models stay untouched."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, steps).result()
