"""Reading hours: entries of days and people, sums, and what a client's work comes to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from tortoise.expressions import Q
from tortoise.functions import Sum
from tortoise.queryset import QuerySet

from hub import clock
from hub.access import (
    APPROVE_HOURS,
    SEE_OTHERS_HOURS,
    Asker,
    access_client_number,
    access_staff,
    require,
    require_staff,
)
from hub.errors import NotFoundError
from hub.queries.billing import month_span
from hub.queries.gaps import targets_of
from hub.queries.workdays import monday_of
from models.billing import BilledEntry
from models.clients import Client
from models.firm import Firm
from models.hours import Activity, DayLock, TimeEntry


@dataclass(frozen=True, slots=True)
class NamedActivity:
    """An activity as it may be typed and shown."""

    code: str
    name_fi: str
    name_sv: str
    name_en: str
    synonyms: tuple[str, ...]
    is_billable: bool

    def name(self, language: str) -> str:
        return {"sv": self.name_sv, "en": self.name_en}.get(language, self.name_fi)


@dataclass(frozen=True, slots=True)
class HourEntry:
    """Time worked for a client on a day; `client` is its number."""

    id: UUID
    staff_id: UUID
    staff_name: str
    client: str
    client_name: str
    activity: NamedActivity | None
    date: date
    minutes: int
    is_billable: bool
    period: str | None
    comment: str
    is_approved: bool = False
    is_billed: bool = False
    is_deleted: bool = False


@dataclass(frozen=True, slots=True)
class TodayHours:
    """A person's day and week so far, beside what the schedule expects of them."""

    date: date
    minutes: int
    target_minutes: int
    week_minutes: int
    week_target_minutes: int
    entries: tuple[HourEntry, ...]


@dataclass(frozen=True, slots=True)
class Unapproved:
    """What waits for approval of a client's hours."""

    entries: int
    minutes: int


async def activity_names(asker: Asker) -> tuple[NamedActivity, ...]:
    """The firm's activities in use, by code."""
    require_staff(asker)
    rows = await Activity.filter(firm_id=asker.firm_id, is_active=True).order_by("code")
    return tuple(map(named_activity, rows))


def named_activity(row: Activity) -> NamedActivity:
    return NamedActivity(
        row.code, row.name_fi, row.name_sv, row.name_en, tuple(row.synonyms), row.is_billable
    )


async def firm_today(firm_id: UUID) -> date:
    """The calendar day where the firm is."""
    return clock.today((await Firm.get(id=firm_id)).time_zone)


async def entries_between(
    asker: Asker, first: date, last: date, *, staff_id: UUID | None = None
) -> tuple[HourEntry, ...]:
    """A person's entries of these days in order; another's need the right to see them."""
    person = await _person(asker, staff_id)
    rows = _live(asker).filter(staff_id=person, date__gte=first, date__lte=last)
    return await views_of(await _with_names(rows.order_by("date", "id")))


async def entry_of(asker: Asker, entry_id: UUID) -> HourEntry:
    """One entry, deleted or not. Raises NotFoundError when it is not the asker's to see."""
    row = await access_entry(asker, entry_id)
    return (await views_of(await _with_names(TimeEntry.filter(id=row.id))))[0]


async def last_entry(asker: Asker) -> HourEntry | None:
    """What the asker logged last and has not taken back."""
    rows = _live(asker).filter(staff_id=asker.id).order_by("-id").limit(1)
    found = await views_of(await _with_names(rows))
    return found[0] if found else None


async def minutes_between(asker: Asker, first: date, last: date) -> int:
    """The asker's own minutes on these days."""
    return await sum_minutes(
        _live(asker).filter(staff_id=asker.id, date__gte=first, date__lte=last)
    )


async def minutes_on(asker: Asker, client: str) -> int:
    """All minutes worked for a client (its number): one's own only, without the right to others'."""
    require_staff(asker)
    row = await access_client_number(asker, client)
    entries = _live(asker).filter(client_id=row.id)
    if not may_see_others(asker):
        entries = entries.filter(staff_id=asker.id)
    return await sum_minutes(entries)


async def today_hours(asker: Asker) -> TodayHours:
    """The asker's own hours for the side of the console and Slack's home."""
    require_staff(asker)
    if asker.id is None:
        raise NotFoundError
    today = await firm_today(asker.firm_id)
    monday, sunday = monday_of(today), monday_of(today) + timedelta(days=6)
    week = await entries_between(asker, monday, sunday)
    targets = await targets_of(asker.firm_id, [asker.id], monday, sunday)
    entries = tuple(each for each in week if each.date == today)
    return TodayHours(
        date=today,
        minutes=sum(each.minutes for each in entries),
        target_minutes=targets.get((asker.id, today), 0),
        week_minutes=sum(each.minutes for each in week),
        week_target_minutes=sum(targets.values()),
        entries=entries,
    )


async def unapproved_on(asker: Asker, client: str, period: str | None = None) -> Unapproved:
    """A client's hours that wait for approval, of a month or all."""
    require(asker, APPROVE_HOURS)
    rows = unapproved_of(await access_client_number(asker, client), period)
    return Unapproved(await rows.count(), await sum_minutes(rows))


def unapproved_of(client: Client, period: str | None) -> QuerySet[TimeEntry]:
    """A client's entries that wait for approval; of a month as invoices count them."""
    waiting = TimeEntry.filter(
        firm_id=client.firm_id, client_id=client.id, deleted_at=None, approved_at=None
    )
    if period is None:
        return waiting
    first, beyond = month_span(period)
    of_month = Q(period=period) | Q(period__isnull=True, date__gte=first, date__lt=beyond)
    return waiting.filter(of_month)


async def locked_until(firm_id: UUID) -> date | None:
    """The last day that no longer changes."""
    rows = await DayLock.filter(firm_id=firm_id).order_by("-last_day").limit(1)
    return rows[0].last_day if rows else None


def may_see_others(asker: Asker) -> bool:
    return not asker.is_contact and (not asker.is_staff or SEE_OTHERS_HOURS in asker.rights)


async def access_entry(asker: Asker, entry_id: UUID) -> TimeEntry:
    """One's own entry, or any of the firm's with the right to see others' hours."""
    require_staff(asker)
    found = await TimeEntry.get_or_none(id=entry_id, firm_id=asker.firm_id)
    if found is None or (found.staff_id != asker.id and not may_see_others(asker)):
        raise NotFoundError("hours.no_entry", field="entry")
    return found


async def sum_minutes(entries: QuerySet[TimeEntry]) -> int:
    total = await entries.annotate(total=Sum("minutes")).values_list("total", flat=True)
    return int(str(total[0] or 0)) if total else 0


async def views_of(rows: Iterable[TimeEntry]) -> tuple[HourEntry, ...]:
    """Entries as they travel; the rows come with staff, client and activity."""
    known = list(rows)
    billed = await BilledEntry.filter(entry_id__in=[row.id for row in known]).values_list(
        "entry_id", flat=True
    )
    return tuple(_view(row, is_billed=row.id in set(billed)) for row in known)


async def view_of(entry_id: UUID) -> HourEntry:
    """One entry that was accessed before."""
    return (await views_of(await _with_names(TimeEntry.filter(id=entry_id))))[0]


def _view(row: TimeEntry, *, is_billed: bool) -> HourEntry:
    return HourEntry(
        id=row.id,
        staff_id=row.staff_id,
        staff_name=row.staff.name,
        client=row.client.number,
        client_name=row.client.name,
        activity=named_activity(row.activity) if row.activity else None,
        date=row.date,
        minutes=row.minutes,
        is_billable=row.is_billable,
        period=row.period,
        comment=row.comment,
        is_approved=row.approved_at is not None,
        is_billed=is_billed,
        is_deleted=row.deleted_at is not None,
    )


def _live(asker: Asker) -> QuerySet[TimeEntry]:
    return TimeEntry.filter(firm_id=asker.firm_id, deleted_at=None)


def _with_names(rows: QuerySet[TimeEntry]) -> QuerySet[TimeEntry]:
    return rows.select_related("staff", "client", "activity")


async def _person(asker: Asker, staff_id: UUID | None) -> UUID:
    require_staff(asker)
    if staff_id is not None and staff_id != asker.id:
        require(asker, SEE_OTHERS_HOURS)
        return (await access_staff(asker, staff_id)).id
    if asker.id is None:
        raise NotFoundError
    return asker.id
