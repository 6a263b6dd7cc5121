"""What an hour entry must be: a known client and activity, a possible length, an open day."""

from datetime import date
from uuid import UUID

from hub.access import Asker, access_client_number
from hub.errors import ConflictError, NotFoundError, UserError
from hub.queries.hours import firm_today, locked_until, sum_minutes
from models.billing import BilledEntry
from models.clients import Client
from models.firm import Staff
from models.hours import Activity, TimeEntry

MINUTES_OF_DAY = 24 * 60
LONGEST_COMMENT = 500


async def checked_client(asker: Asker, number: str) -> Client:
    row = await access_client_number(asker, number)
    if not row.is_active:
        raise UserError("hours.client_inactive", field="client", client=row.name)
    return row


async def checked_activity(firm_id: UUID, code: str | None) -> Activity | None:
    if code is None:
        return None
    found = await Activity.get_or_none(firm_id=firm_id, code=code, is_active=True)
    if found is None:
        raise NotFoundError("hours.no_activity", field="activity", activity=code)
    return found


def checked_minutes(minutes: int) -> None:
    if minutes <= 0:
        raise UserError("hours.duration_zero", field="minutes")
    if minutes > MINUTES_OF_DAY:
        raise UserError("hours.duration_too_long", field="minutes")


def checked_comment(text: str) -> str:
    # PostgreSQL refuses NUL bytes, SQLite keeps them: they end at the edge.
    comment = " ".join(text.replace("\x00", "").split())
    if len(comment) > LONGEST_COMMENT:
        raise UserError("hours.comment_too_long", field="comment", limit=LONGEST_COMMENT)
    return comment


def period_of(text: str | None) -> str | None:
    """The month YYYY-MM. Raises UserError when it is none."""
    if not text:
        return None
    try:
        date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise UserError("hours.bad_period", field="period", text=text) from error
    return text


async def check_day(firm_id: UUID, day: date) -> None:
    """Not in the future, not locked."""
    if day > await firm_today(firm_id):
        raise UserError("hours.future_date", field="date")
    await check_unlocked(firm_id, day)


async def check_unlocked(firm_id: UUID, day: date) -> None:
    locked = await locked_until(firm_id)
    if locked is not None and day <= locked:
        raise ConflictError("hours.day_locked", field="date", day=written(locked))


async def check_open(entry: TimeEntry) -> None:
    """Raises ConflictError with the reason why an entry no longer changes."""
    if await BilledEntry.filter(entry_id=entry.id).exists():
        raise ConflictError("hours.is_billed", field="entry")
    if entry.approved_at is not None:
        raise ConflictError("hours.is_approved", field="entry")
    await check_unlocked(entry.firm_id, entry.date)


async def held_day(staff_id: UUID) -> None:
    """Hold the person, so that nobody else adds to their days until this work ends."""
    await Staff.filter(id=staff_id).select_for_update(no_key=True).get()


async def room_in_day(
    staff_id: UUID, day: date, minutes: int, *, beside: UUID | None = None
) -> None:
    """A day has 24 hours, this entry included. The person must be held."""
    others = TimeEntry.filter(staff_id=staff_id, date=day, deleted_at=None)
    if beside is not None:
        others = others.exclude(id=beside)
    logged = await sum_minutes(others)
    if logged + minutes > MINUTES_OF_DAY:
        raise UserError(
            "hours.day_full",
            field="minutes",
            day=written(day),
            logged=f"{logged // 60}:{logged % 60:02}",
        )


def written(day: date) -> str:
    """A day within a sentence of any language: 23.11.2026."""
    return f"{day.day}.{day.month}.{day.year}"
