"""The time: one place to ask, so that a test or a seed can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

HELSINKI = "Europe/Helsinki"

_travelled: ContextVar[datetime | None] = ContextVar("travelled", default=None)


def now() -> datetime:
    """The moment it is: aware, in UTC."""
    return _travelled.get() or datetime.now(UTC)


def today(zone: str = HELSINKI) -> date:
    return day_of(now(), zone)


def day_of(moment: datetime, zone: str = HELSINKI) -> date:
    """The calendar day of a moment where the firm is."""
    return moment.astimezone(ZoneInfo(zone)).date()


@contextmanager
def travel(moment: datetime) -> Iterator[None]:
    """Let `now()` be `moment` (aware) for this task and the tasks it starts."""
    token = _travelled.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _travelled.reset(token)


def as_wire(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds, as promised to clients."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
