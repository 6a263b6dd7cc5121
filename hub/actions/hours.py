"""Hours: logged once, changed and taken back while open, approved, locked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hub import clock, events
from hub.access import (
    ADMINISTER,
    APPROVE_HOURS,
    access_client_number,
    require,
    require_staff,
)
from hub.actions.base import Work, action
from hub.actions.hours_checks import (
    check_day,
    check_open,
    checked_activity,
    checked_client,
    checked_comment,
    checked_minutes,
    held_day,
    period_of,
    room_in_day,
)
from hub.errors import ForbiddenError, NotFoundError, UserError
from hub.ids import new_id
from hub.queries.hours import (
    HourEntry,
    access_entry,
    firm_today,
    locked_until,
    unapproved_of,
    view_of,
)
from models.clients import Client
from models.firm import Staff
from models.hours import Activity, DayLock, TimeEntry

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ApprovedHours:
    """What an approval came to; nothing when all was approved before."""

    client_name: str
    entries: int
    minutes: int


@dataclass(frozen=True, slots=True)
class EntryImport:
    """An entry of somebody's, from a seed or another system. `client` is a number."""

    staff_id: UUID
    client: str
    date: date
    minutes: int
    activity: str | None = None
    comment: str = ""
    period: str | None = None
    # None: as the activity says.
    is_billable: bool | None = None
    is_approved: bool = False
    client_key: str | None = None


@action
async def log_minutes(
    work: Work,
    *,
    client: str,
    minutes: int,
    date: date,
    client_key: str,
    activity: str | None = None,
    period: str | None = None,
    comment: str = "",
    billable: bool | None = None,
    task_id: UUID | None = None,
) -> HourEntry:
    """Log one's own minutes (1..1440) for a client by its number; the same key logs once.

    `billable` None: as the activity says. Raises UserError for a client, activity, length or day
    that cannot be, ConflictError when the day is locked.
    """
    staff_id = await _hold_self(work)
    known = await TimeEntry.get_or_none(staff_id=staff_id, client_key=client_key)
    if known is not None:
        return await view_of(known.id)
    row = await checked_client(work.asker, client)
    kind = await checked_activity(work.firm_id, activity)
    checked_minutes(minutes)
    await check_day(work.firm_id, date)
    await room_in_day(staff_id, date, minutes)
    entry = await TimeEntry.create(
        firm_id=work.firm_id,
        staff_id=staff_id,
        client_id=row.id,
        activity_id=kind.id if kind else None,
        task_id=task_id,
        date=date,
        minutes=minutes,
        is_billable=_billable(kind, billable),
        period=period_of(period),
        comment=checked_comment(comment),
        channel=work.asker.channel,
        client_key=client_key,
    )
    await work.audit("hours", entry.id, "log", after=_facts(entry))
    _tell(work, staff_id)
    return await view_of(entry.id)


@action
async def change_entry(
    work: Work,
    entry_id: UUID,
    *,
    client: str,
    minutes: int,
    date: date,
    activity: str | None = None,
    period: str | None = None,
    comment: str = "",
    billable: bool | None = None,
) -> HourEntry:
    """Replace what an open entry says. Raises ConflictError when it is approved, billed or locked."""
    entry = await _changeable(work, entry_id)
    row = await checked_client(work.asker, client)
    kind = await checked_activity(work.firm_id, activity)
    checked_minutes(minutes)
    await check_day(work.firm_id, date)
    await room_in_day(entry.staff_id, date, minutes, beside=entry.id)
    before = _facts(entry)
    entry.client_id, entry.activity_id = row.id, kind.id if kind else None
    entry.date, entry.minutes, entry.period = date, minutes, period_of(period)
    entry.comment, entry.is_billable = checked_comment(comment), _billable(kind, billable)
    await entry.save()
    await work.audit("hours", entry.id, "change", before=before, after=_facts(entry))
    _tell(work, entry.staff_id)
    return await view_of(entry.id)


@action
async def delete_entry(work: Work, entry_id: UUID) -> HourEntry:
    """Take an entry back; twice is once.

    Raises ConflictError with the reason when it is approved, billed or its day is locked.
    """
    entry = await _changeable(work, entry_id, may_be_deleted=True)
    if entry.deleted_at is None:
        await TimeEntry.filter(id=entry.id).update(deleted_at=clock.now())
        await work.audit("hours", entry.id, "delete", before=_facts(entry))
        _tell(work, entry.staff_id)
    return await view_of(entry.id)


@action
async def restore_entry(work: Work, entry_id: UUID) -> HourEntry:
    """Bring a deleted entry back, while its day is open and has room for it."""
    entry = await _changeable(work, entry_id, may_be_deleted=True)
    if entry.deleted_at is not None:
        await room_in_day(entry.staff_id, entry.date, entry.minutes)
        await TimeEntry.filter(id=entry.id).update(deleted_at=None)
        await work.audit("hours", entry.id, "restore", after=_facts(entry))
        _tell(work, entry.staff_id)
    return await view_of(entry.id)


@action
async def approve_hours(work: Work, *, client: str, period: str | None = None) -> ApprovedHours:
    """Approve a client's open hours of a month (YYYY-MM), or all of them, for billing.

    An entry is of the month that it names, else of its day's month, as on invoices.
    """
    require(work.asker, APPROVE_HOURS)
    row = await access_client_number(work.asker, client)
    # Held, so that an entry that is being taken back is either gone or approved, not both.
    done = await unapproved_of(row, period_of(period)).order_by("id").select_for_update()
    if done:
        await TimeEntry.filter(id__in=[each.id for each in done]).update(
            approved_at=clock.now(), approved_by_id=work.asker.id
        )
        minutes = sum(each.minutes for each in done)
        after = {"period": period, "entries": len(done), "minutes": minutes}
        await work.audit("hours", row.id, "approve", after=after)
        for staff_id in {each.staff_id for each in done}:
            _tell(work, staff_id)
    return ApprovedHours(row.name, len(done), sum(each.minutes for each in done))


@action
async def lock_days(work: Work, last_day: date) -> date:
    """Let nothing change any more up to and including this day; returns the last locked day."""
    require(work.asker, APPROVE_HOURS)
    if last_day > await firm_today(work.firm_id):
        raise UserError("hours.lock_in_future", field="date")
    locked = await locked_until(work.firm_id)
    if locked is not None and locked >= last_day:
        return locked
    lock = await DayLock.create(firm_id=work.firm_id, last_day=last_day, locked_by_id=work.asker.id)
    await work.audit("hours", lock.id, "lock", after={"last_day": last_day.isoformat()})
    return last_day


@action
async def import_entries(work: Work, entries: Sequence[EntryImport]) -> int:
    """Take over many entries of many people in one go; returns how many. One audit row in all.

    An entry whose key its person has used before is passed over. Raises UserError for a person,
    client or activity that the firm lacks, and writes nothing then.
    """
    require(work.asker, ADMINISTER)
    clients = {row.number: row for row in await Client.filter(firm_id=work.firm_id)}
    activities = {row.code: row for row in await Activity.filter(firm_id=work.firm_id)}
    staff = {row.id for row in await Staff.filter(firm_id=work.firm_id)}
    moment = clock.now()
    rows = []
    for each in entries:
        if each.staff_id not in staff:
            raise NotFoundError("hours.no_person", field="staff")
        if each.client not in clients:
            raise NotFoundError("clients.unknown", client=each.client, field="client")
        if each.activity is not None and each.activity not in activities:
            raise NotFoundError("hours.no_activity", activity=each.activity, field="activity")
        checked_minutes(each.minutes)
        kind = activities[each.activity] if each.activity is not None else None
        rows.append(
            TimeEntry(
                id=new_id(),
                firm_id=work.firm_id,
                staff_id=each.staff_id,
                client_id=clients[each.client].id,
                activity_id=kind.id if kind else None,
                date=each.date,
                minutes=each.minutes,
                is_billable=_billable(kind, each.is_billable),
                period=period_of(each.period),
                comment=checked_comment(each.comment),
                channel=work.asker.channel,
                client_key=each.client_key,
                approved_at=moment if each.is_approved else None,
                approved_by_id=work.asker.id if each.is_approved else None,
            )
        )
    before = await TimeEntry.filter(firm_id=work.firm_id).count()
    await TimeEntry.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)
    added = await TimeEntry.filter(firm_id=work.firm_id).count() - before
    await work.audit("hours", None, "import", after={"entries": added})
    for staff_id in {row.staff_id for row in rows}:
        _tell(work, staff_id)
    return added


def _facts(entry: TimeEntry) -> dict[str, object]:
    """What the audit keeps of an entry; its comment is the person's own."""
    return {
        "client": str(entry.client_id),
        "activity": str(entry.activity_id) if entry.activity_id else None,
        "date": entry.date.isoformat(),
        "minutes": entry.minutes,
        "billable": entry.is_billable,
    }


def _billable(activity: Activity | None, wish: bool | None) -> bool:
    if wish is not None:
        return wish
    return activity.is_billable if activity else True


def _tell(work: Work, staff_id: UUID) -> None:
    work.tell(events.WorkChanged(firm_id=work.firm_id, staff_id=staff_id))


async def _hold_self(work: Work) -> UUID:
    """The asker as a person of the staff, held: two presses at once go one after another."""
    require_staff(work.asker)
    if not work.asker.is_staff or work.asker.id is None:
        raise ForbiddenError("hours.not_a_person")
    await held_day(work.asker.id)
    return work.asker.id


async def _changeable(work: Work, entry_id: UUID, *, may_be_deleted: bool = False) -> TimeEntry:
    """An open entry, held: one's own, or with the right to approve anybody's."""
    entry = await access_entry(work.asker, entry_id)
    if entry.staff_id != work.asker.id:
        require(work.asker, APPROVE_HOURS)
    await held_day(entry.staff_id)
    entry = await TimeEntry.filter(id=entry.id).select_for_update().get()
    if entry.deleted_at is not None and not may_be_deleted:
        raise NotFoundError("hours.no_entry", field="entry")
    await check_open(entry)
    return entry
