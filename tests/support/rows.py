"""A row of any model with all that the database asks for, when a test does not care what it says."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any, TypeVar
from uuid import uuid4

from tortoise import Tortoise, fields
from tortoise.fields.base import Field
from tortoise.fields.data import CharEnumFieldInstance
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.models import Model

MODEL = TypeVar("MODEL", bound=Model)

_numbers = count(1)


async def row_of(model: type[MODEL], **given: Any) -> MODEL:
    """Create a row; what it refers to is the first row there is, or made as well."""
    values = dict(given)
    for name, field in model._meta.fields_map.items():
        if name in given or f"{name}_id" in given or not _is_needed(model, name, field):
            continue
        if isinstance(field, ForeignKeyFieldInstance):
            values[name] = await field.related_model.first() or await row_of(field.related_model)
        else:
            values[name] = _some_value(field)
    return await model.create(**values)


async def fill_every_table() -> None:
    assert Tortoise.apps
    for model in Tortoise.apps.get_models_iterable():
        if not await model.exists():
            await row_of(model)


def _is_needed(model: type[Model], name: str, field: Field[Any]) -> bool:
    if isinstance(field, ForeignKeyFieldInstance):
        return not field.null
    # The column of a foreign key is set through its relation.
    is_own = name in model._meta.fields_db_projection and field.reference is None
    is_set_by_itself = isinstance(field, fields.DatetimeField) and (
        field.auto_now or field.auto_now_add
    )
    return is_own and field.required and not is_set_by_itself


def _some_value(field: Field[Any]) -> Any:
    number = next(_numbers)
    if isinstance(field, CharEnumFieldInstance):
        return next(iter(field.enum_type))
    if isinstance(field, fields.CharField):
        return str(number)[-field.max_length :]
    some: dict[type[Field[Any]], Any] = {
        fields.TextField: f"text {number}",
        fields.IntField: number,
        fields.BooleanField: True,
        fields.DateField: date(2026, 11, 23),
        fields.DatetimeField: datetime(2026, 11, 23, 12, tzinfo=UTC),
        fields.UUIDField: uuid4(),
        fields.JSONField: {},
    }
    return next(value for kind, value in some.items() if isinstance(field, kind))
