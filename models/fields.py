"""Columns that mean the same on SQLite and PostgreSQL: moments, whole amounts, JSON, ids."""

import json
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload
from uuid import UUID

import uuid_utils.compat
from tortoise import fields
from tortoise.exceptions import ValidationError
from tortoise.models import Model

T = TypeVar("T")
# Constrained as Tortoise's own, so that `null=True` still tells the type.
T_MOMENT = TypeVar("T_MOMENT", datetime, datetime | None)
T_WHOLE = TypeVar("T_WHOLE", int, int | None)

Owner = type[Model] | Model


def as_utc(moment: datetime | str) -> datetime:
    """The same moment in UTC; a text is one that SQLite stores (raw queries give those).

    Raises ValueError: the datetime is naive, and nobody can tell which moment it is.
    """
    if isinstance(moment, str):
        read = datetime.fromisoformat(moment)
        # The database's own CURRENT_TIMESTAMP carries no offset and is UTC.
        return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
    if moment.tzinfo is None:
        raise ValueError(f"naive datetime {moment.isoformat()}: take hub.clock.now()")
    return moment.astimezone(UTC)


class UtcDatetimeField(fields.DatetimeField[T_MOMENT]):
    """A moment: stored in UTC, read aware in UTC, never naive.

    SQLite compares datetimes as text, so two offsets in one column would compare wrong.
    """

    # mypy reads a field's type from the class's own overloads, not from its parent's.
    if TYPE_CHECKING:

        @overload
        def __init__(
            self: "UtcDatetimeField[datetime]",
            auto_now: bool = False,
            auto_now_add: bool = False,
            *,
            null: Literal[False] = False,
            **kwargs: Any,
        ) -> None: ...
        @overload
        def __init__(
            self: "UtcDatetimeField[datetime | None]",
            auto_now: bool = False,
            auto_now_add: bool = False,
            *,
            null: Literal[True],
            **kwargs: Any,
        ) -> None: ...
        def __init__(
            self, auto_now: bool = False, auto_now_add: bool = False, **kwargs: Any
        ) -> None: ...

    def to_python_value(self, value: Any) -> datetime | None:
        return None if value is None else as_utc(value)

    def to_db_value(self, value: Any, instance: Owner) -> Any:
        if isinstance(value, datetime):
            value = as_utc(value)
        # With auto_now Tortoise chooses the moment itself.
        stored = super().to_db_value(value, instance)
        return as_utc(stored) if isinstance(stored, datetime) else stored


class WholeField(fields.IntField[T_WHOLE]):
    """A whole number of 32 bits; Tortoise would cut 1.9 to 1, and SQLite would store 40 bits."""

    # mypy reads a field's type from the class's own overloads, not from its parent's.
    if TYPE_CHECKING:

        @overload
        def __init__(
            self: "WholeField[int]", *, null: Literal[False] = False, **kwargs: Any
        ) -> None: ...
        @overload
        def __init__(
            self: "WholeField[int | None]", *, null: Literal[True], **kwargs: Any
        ) -> None: ...
        def __init__(self, **kwargs: Any) -> None: ...

    def to_db_value(self, value: Any, instance: Owner) -> Any:
        return super().to_db_value(self._whole(value), instance)

    def to_python_value(self, value: Any) -> Any:
        return self._whole(value)

    def _whole(self, value: Any) -> Any:
        low, high = self.constraints["ge"], self.constraints["le"]
        if value is not None and (type(value) is not int or not low <= value <= high):
            raise ValidationError(
                f"{self.model_field_name}: {value!r} is no whole number from {low} to {high}"
            )
        return value


class BigWholeField(WholeField[T_WHOLE]):
    """A whole number of 64 bits."""

    SQL_TYPE = fields.BigIntField.SQL_TYPE
    constraints = fields.BigIntField.constraints

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: "BigWholeField[int]", *, null: Literal[False] = False, **kwargs: Any
        ) -> None: ...
        @overload
        def __init__(
            self: "BigWholeField[int | None]", *, null: Literal[True], **kwargs: Any
        ) -> None: ...
        def __init__(self, **kwargs: Any) -> None: ...


# Minutes; money in cents; unit prices in 1/10000 €.
MinutesField = WholeField
CentsField = BigWholeField
E4Field = BigWholeField


_to_json = partial(json.dumps, separators=(",", ":"), allow_nan=False)


class JsonField(fields.JSONField[T]):
    """A JSON value, written and read the same with and without orjson installed.

    Tortoise takes a `str` for JSON text already; writing one is refused here.
    """

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("encoder", None)
        kwargs.pop("decoder", None)
        super().__init__(encoder=_to_json, decoder=json.loads, **kwargs)

    def to_db_value(self, value: Any, instance: Owner) -> str | None:
        if isinstance(value, str | bytes):
            raise ValidationError(f"{self.model_field_name}: a text is no JSON object or list")
        return super().to_db_value(value, instance)


def id_field() -> fields.UUIDField[UUID]:
    """A primary key that sorts by the time of its making (UUIDv7)."""
    return fields.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7)
