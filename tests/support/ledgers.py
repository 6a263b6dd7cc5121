"""Everything that is written in the database, to see that nothing was."""

from typing import Any

from tortoise import Tortoise


async def all_rows() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, in the order of their ids."""
    assert Tortoise.apps
    models = sorted(Tortoise.apps.get_models_iterable(), key=lambda each: each.__name__)
    return {each.__name__: await each.all().order_by("id").values() for each in models}
