"""The migrations make the models' tables, on both databases, there and back with rows in them."""

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest
from tortoise import Tortoise
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import get_connection
from tortoise.context import TortoiseContext
from tortoise.exceptions import IntegrityError, OperationalError
from tortoise.indexes import Index
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.executor import MigrationExecutor
from tortoise.models import Model

import hub.store
from hub.store import LATEST, NOTHING, close_store, is_migrated, migrate, open_store
from models.audit import AuditRow
from models.backends import database_config
from models.backends.migrating import Executor
from models.clients import Contact
from models.firm import Firm
from tests.support.rows import fill_every_table, row_of

MIGRATIONS = Path(hub.store.__file__).parents[1] / "models" / "migrations"

ROOT = Path(__file__).resolve().parents[2]
MIGRATE = (
    "import asyncio, sys; from hub.store import migrate; print(asyncio.run(migrate(sys.argv[1])))"
)


def all_models() -> list[type[Model]]:
    assert Tortoise.apps
    return list(Tortoise.apps.get_models_iterable())


async def rows_of_each() -> dict[str, int]:
    return {model._meta.db_table: await model.all().count() for model in all_models()}


@pytest.mark.slow
async def test_down_to_nothing_and_up_again_with_rows_in_every_table(database_url):
    await open_store(database_url)
    await fill_every_table()
    assert 0 not in (await rows_of_each()).values()
    await close_store()

    down = await migrate(database_url, NOTHING)
    assert not await is_migrated(database_url)
    up = await migrate(database_url)

    assert down == up[::-1]
    assert await is_migrated(database_url)
    assert await migrate(database_url) == []
    await open_store(database_url)
    await fill_every_table()
    await close_store()


async def test_the_last_migration_down_and_up_again_keeps_the_rows(database_url):
    await open_store(database_url)
    await fill_every_table()
    before = await rows_of_each()
    await close_store()

    *_, before_last, last = sorted(each.stem for each in MIGRATIONS.glob("0*.py"))
    assert await migrate(database_url, before_last) == [last]
    assert await migrate(database_url) == [last]

    await open_store(database_url)
    assert await rows_of_each() == before
    await close_store()


@pytest.mark.sqlite_only
async def test_there_is_nothing_left_to_draft(database_url):
    config = database_config(database_url)
    async with TortoiseContext() as context:
        await context.init(config=config)
        assert context.apps
        drafts = await MigrationAutodetector(context.apps, config["apps"]).changes()

    words = "draft a migration: see models/backends/draft.py, and read what it writes\n"
    assert not drafts, words + "".join(draft.as_string() for draft in drafts)


async def test_every_unique_and_index_of_the_models_is_in_the_database(store):
    """On SQLite a table is changed by making it anew, and Tortoise forgets its indexes then."""
    unique, other = await indexes_in_the_database()
    for model in all_models():
        table, meta = model._meta.db_table, model._meta
        columns = {name: field.source_field or name for name, field in meta.fields_map.items()}
        for together in meta.unique_together:
            assert (table, frozenset(columns[name] for name in together)) in unique
        for index in meta.indexes:
            names = index.fields if isinstance(index, Index) else index
            assert (table, frozenset(columns[name] for name in names)) in other
        for name in meta.fields_db_projection:
            field, alone = meta.fields_map[name], (table, frozenset([columns[name]]))
            assert not field.unique or alone in unique
            assert not field.index or alone in other | unique


async def indexes_in_the_database() -> tuple[set[Any], set[Any]]:
    connection = get_connection("default")
    if connection.capabilities.dialect == "sqlite":
        rows = await connection.execute_query_dict(
            """SELECT t.name AS "table", l."unique" AS is_unique, group_concat(i.name) AS columns
               FROM sqlite_schema t, pragma_index_list(t.name) l, pragma_index_info(l.name) i
               WHERE t.type = 'table' GROUP BY t.name, l.name"""
        )
    else:
        rows = await connection.execute_query_dict(
            """SELECT c.relname AS "table", i.indisunique AS is_unique,
                      string_agg(a.attname, ',') AS columns
               FROM pg_index i
               JOIN pg_class c ON c.oid = i.indrelid
               JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey)
               WHERE c.relnamespace = 'public'::regnamespace
               GROUP BY i.indexrelid, c.relname, i.indisunique"""
        )
    found: tuple[set[Any], set[Any]] = set(), set()
    for row in rows:
        kind = found[0] if row["is_unique"] else found[1]
        kind.add((row["table"], frozenset(row["columns"].split(","))))
    return found


async def test_processes_that_start_together_migrate_once(empty_database_url):
    pipe = asyncio.subprocess.PIPE
    command = (sys.executable, "-c", MIGRATE, empty_database_url)
    started = [
        await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=pipe) for _ in range(3)
    ]
    said = [(await process.communicate())[0].decode() for process in started]

    assert [process.returncode for process in started] == [0, 0, 0]
    assert sorted(line.count("0001_initial") for line in said) == [0, 0, 1]
    assert await is_migrated(empty_database_url)


@pytest.mark.slow
@pytest.mark.sqlite_only
async def test_the_tables_are_those_that_tortoise_makes_by_itself(empty_database_url, database_url):
    async with hub.store._alone(empty_database_url) as connection:
        await WithoutShortCuts(connection, hub.store._apps(empty_database_url)).run(LATEST, [])
        theirs = await schema_of(connection)

    async with hub.store._connected(database_url) as connection:
        assert await schema_of(connection) == theirs


class WithoutShortCuts(Executor):
    _project_state = MigrationExecutor._project_state
    _project_state_cache = MigrationExecutor._project_state_cache


async def schema_of(connection: BaseDBAsyncClient) -> list[Any]:
    rows = await connection.execute_query_dict("SELECT name, sql FROM sqlite_schema")
    return sorted((row["name"], row["sql"]) for row in rows)


@pytest.mark.sqlite_only
async def test_making_a_table_anew_keeps_the_rows_that_refer_to_it(store):
    await row_of(Contact)

    async with hub.store._alone(store) as connection:
        (made,) = await connection.execute_query_dict(
            "SELECT sql FROM sqlite_schema WHERE name = 'client'"
        )
        await connection.execute_script(made["sql"].replace('"client"', '"new_client"', 1))
        await connection.execute_script(
            "INSERT INTO new_client SELECT * FROM client;"
            "DROP TABLE client; ALTER TABLE new_client RENAME TO client"
        )

    assert await Contact.all().count() == 1


@pytest.mark.sqlite_only
async def test_a_migration_that_loses_parents_is_undone(store):
    await row_of(Contact)

    with pytest.raises(OperationalError, match="without their parents"):
        await lose_parents(store)

    assert await Contact.all().count() == 1
    assert await Firm.all().count() == 1


async def lose_parents(url: str) -> None:
    async with hub.store._alone(url) as connection:
        await connection.execute_query("DELETE FROM firm")


# --- audit rows ---


async def test_an_audit_row_is_sealed_once_and_never_changes(store):
    row = await row_of(AuditRow, verb="made", after={"minutes": 90})
    mine = AuditRow.filter(id=row.id)

    with pytest.raises(IntegrityError, match="never changed"):
        await mine.update(verb="forged")
    with pytest.raises(IntegrityError, match="never changed"):
        await mine.update(after={"minutes": 9}, number=1, hash="a")
    await mine.update(number=1, hash="a")
    with pytest.raises(IntegrityError, match="never changed"):
        await mine.update(number=2)
    with pytest.raises(IntegrityError, match="never changed"):
        await mine.update(number=None, hash="")

    kept = await AuditRow.get(id=row.id)
    assert (kept.number, kept.hash, kept.verb, kept.after) == (1, "a", "made", {"minutes": 90})


async def test_an_audit_row_is_never_deleted(store):
    row = await row_of(AuditRow)

    with pytest.raises(IntegrityError, match="never deleted"):
        await row.delete()
    with pytest.raises(IntegrityError, match="never deleted"):
        await Firm.filter(id=row.firm_id).delete()

    assert await AuditRow.all().count() == 1


@pytest.mark.postgres_only
async def test_audit_rows_are_not_truncated(store):
    with pytest.raises(IntegrityError, match="never deleted"):
        await get_connection("default").execute_script("TRUNCATE firm CASCADE")
