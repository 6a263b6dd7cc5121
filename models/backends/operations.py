"""A migration step that each database speaks in its own SQL: triggers, search indexes."""

from collections.abc import Mapping

from tortoise.migrations.operations import RunSQL
from tortoise.migrations.schema_editor import BaseSchemaEditor


class SqlOfEach(RunSQL):
    """Scripts by dialect (`sqlite`, `postgres`), forwards and backwards.

    Tortoise's own RunSQL has one text for all, and cuts it at every semicolon of a trigger.
    """

    def __init__(self, forwards: Mapping[str, str], backwards: Mapping[str, str]) -> None:
        super().__init__(forwards, backwards)

    async def _run_sql(self, state_editor: BaseSchemaEditor, sqls: Mapping[str, str]) -> None:
        script = sqls[state_editor.DIALECT]
        if state_editor.collect_sql:
            state_editor.collected_sql.append(script)
        else:
            await state_editor.client.execute_script(script)
