"""Two small tables of the tests' own, on our engines or on Tortoise's, to try the engines with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from tortoise import fields
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.context import TortoiseContext
from tortoise.models import Model
from tortoise.transactions import in_transaction

from models.backends import CONNECTION, database_config
from models.fields import JsonField, UtcDatetimeField, WholeField, id_field

STOCK = {
    "models.backends.sqlite": "tortoise.backends.sqlite",
    "models.backends.asyncpg": "tortoise.backends.asyncpg",
}


class Counter(Model):
    id = fields.IntField(primary_key=True, generated=False)
    value = fields.BigIntField(default=0)

    class Meta:
        table = "counter"


class Moment(Model):
    id = id_field()
    at = UtcDatetimeField(null=True)
    changed_at = UtcDatetimeField(auto_now=True)
    # Tortoise's own, to show what ours is for.
    stock_at = fields.DatetimeField(null=True)
    minutes = WholeField(null=True)
    words = JsonField[Any](null=True)

    class Meta:
        table = "moment"


def ledger_config(url: str, *, stock: bool = False, **credentials: Any) -> dict[str, Any]:
    config = database_config(url, **credentials)
    config["apps"]["models"] = {"models": [__name__], "default_connection": CONNECTION}
    if stock:
        connection = config["connections"][CONNECTION]
        connection["engine"] = STOCK[connection["engine"]]
    return config


@asynccontextmanager
async def open_ledger(
    url: str, *, stock: bool = False, **credentials: Any
) -> AsyncIterator[TortoiseContext]:
    """A connected context with both tables made and counter 1 in its row."""
    EXECUTOR_CACHE.clear()
    async with TortoiseContext() as context:
        await context.init(config=ledger_config(url, stock=stock, **credentials))
        await context.generate_schemas(safe=True)
        await Counter.get_or_create(id=1)
        yield context


class SpoiltError(Exception):
    """Ends a transaction without a commit."""


async def add_one(*, spoils: bool = False) -> None:
    """Read, then write: the transaction that fails when it starts as a reader."""
    with suppress(SpoiltError):
        async with in_transaction():
            counter = await Counter.select_for_update().get(id=1)
            counter.value += 1
            await counter.save()
            if spoils:
                raise SpoiltError
