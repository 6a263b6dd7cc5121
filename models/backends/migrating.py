"""Tortoise's runner of migrations, inside a transaction of ours, and without its quadratic cost."""

from collections.abc import Iterator
from typing import Any

from tortoise.migrations.executor import MigrationExecutor, MigrationTarget
from tortoise.migrations.graph import MigrationKey
from tortoise.migrations.migration import Migration
from tortoise.migrations.schema_editor import BaseSchemaEditor
from tortoise.migrations.schema_editor.sqlite import SqliteSchemaEditor
from tortoise.migrations.schema_generator.state import ModelState, State
from tortoise.migrations.schema_generator.state_apps import StateApps
from tortoise.models import Model

from models.backends import APP, CONNECTION

Key = tuple[str, str]


class _LateApps(StateApps):
    """Model classes of a moment in the history, made when one is asked for.

    Tortoise makes all of them anew at each step, and twice more to keep a copy of before: with
    fifty tables that is seconds for a migration of one line.
    """

    def __init__(self, states: dict[Key, ModelState]) -> None:
        super().__init__({APP: CONNECTION})
        self._states = states
        self._made: StateApps | None = None

    def get_model(self, app_label: str, model_name: str | None = None) -> type[Model]:
        if self._made is None:
            copies = {key: state.clone() for key, state in self._states.items()}
            self._made = StateApps({APP: CONNECTION}).clone(copies)
        return self._made.get_model(app_label, model_name)

    def forget(self) -> None:
        self._made = None

    def unregister_model(self, app_label: str, model_name: str) -> None:  # noqa: ARG002
        self.forget()


class _LateState(State):
    """What Tortoise knows of the tables between two steps."""

    apps: _LateApps

    def __init__(self, models: dict[Key, ModelState]) -> None:
        super().__init__(models, _LateApps(models))

    def clone(self) -> "_LateState":
        return _LateState({key: state.clone() for key, state in self.models.items()})

    def reload_model(self, app_label: str, model_name: str) -> None:  # noqa: ARG002
        self.apps.forget()

    def reload_models(self, model_tuples: object) -> None:  # noqa: ARG002
        self.apps.forget()

    def validate_relations_initialized(self) -> None:
        """Making the classes fails by itself when a relation leads nowhere."""


class _SqliteEditor(SqliteSchemaEditor):
    """Makes a table anew with its indexes and triggers, which Tortoise's own forgets."""

    async def _remake_table(self, model: type[Model], *args: Any, **changes: Any) -> None:
        table = model._meta.db_table  # noqa: SLF001 - as Tortoise itself asks
        _, beside = await self.client.execute_query(
            "SELECT name, sql FROM sqlite_master"
            " WHERE tbl_name = ? AND type IN ('index', 'trigger') AND sql IS NOT NULL",
            [table],
        )
        gone = changes.get("delete_field")
        column = (gone.source_field or gone.model_field_name) if gone else None
        await super()._remake_table(model, *args, **changes)
        for each in beside:
            # What stood on the column goes with it.
            if column is None or f'"{column}"' not in each["sql"]:
                await self._run_sql(each["sql"])


class Executor(MigrationExecutor):
    async def run(self, target: str, done: list[str]) -> None:
        """Go to `target`, forwards or back, and name each migration in `done`.

        The connection is one in a transaction, and nobody else migrates.
        """
        # Tortoise would first ask what has run and swallow the error that there is no such table
        # yet; PostgreSQL refuses every later statement of a transaction that had an error.
        await self.recorder.ensure_schema(self._schema_editor())
        await self.migrate(
            [MigrationTarget(APP, target)],
            progress=lambda event, _, name: done.append(name) if event.endswith("_done") else None,
        )

    def _schema_editor(self, atomic: bool = True, collect_sql: bool = False) -> BaseSchemaEditor:  # noqa: ARG002
        # An "atomic" editor for SQLite cuts statements at each semicolon, in comments as well.
        editor = super()._schema_editor(atomic=False, collect_sql=collect_sql)
        if isinstance(editor, SqliteSchemaEditor):
            return _SqliteEditor(self.connection, atomic=False, collect_sql=collect_sql)
        return editor

    async def _project_state(
        self, applied: set[MigrationKey], *, upto: MigrationKey | None = None
    ) -> State:
        state = _LateState({})
        for key, migration in self._history(applied):
            if key == upto:
                break
            await migration.apply(state, dry_run=True)
        return state

    async def _project_state_cache(self, applied: set[MigrationKey]) -> dict[MigrationKey, State]:
        states: dict[MigrationKey, State] = {}
        state = _LateState({})
        for key, migration in self._history(applied):
            states[key] = state.clone()
            await migration.apply(state, dry_run=True)
        return states

    def _history(self, applied: set[MigrationKey]) -> Iterator[tuple[MigrationKey, Migration]]:
        for key in self._full_plan():
            migration = self.loader.graph.nodes[key]
            if key in applied and migration:
                yield key, migration
