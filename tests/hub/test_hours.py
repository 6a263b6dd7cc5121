"""Logging, changing, taking back, approving, locking: what holds, and what is refused with why."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from hub import clock, events
from hub.access import staff_asker
from hub.actions.hours import (
    EntryImport,
    approve_hours,
    change_entry,
    delete_entry,
    import_entries,
    lock_days,
    log_minutes,
    restore_entry,
)
from hub.errors import ConflictError, ForbiddenError, NotFoundError, UserError
from hub.ids import new_id
from hub.queries.hours import entries_between, entry_of, minutes_on, today_hours
from hub.queries.tasks import tasks_of
from models.audit import AuditRow
from models.billing import BilledEntry, Invoice, InvoiceRow
from models.clients import Client
from models.firm import Staff
from models.hours import TimeEntry
from tests.support.office import Office, full_days
from tests.support.rows import row_of


async def log(office: Office, by: str = "anna", **given):
    told = {
        "client": "1001",
        "minutes": 90,
        "date": clock.today(),
        "client_key": str(new_id()),
        **given,
    }
    return await log_minutes(office.asker(by), **told)


async def test_what_was_logged_can_be_read(office: Office):
    entry = await log(office, activity="vat", period="2026-10", comment="  two   words ")

    assert (entry.client, entry.client_name, entry.minutes) == ("1001", "Acme Oy", 90)
    assert entry.activity
    assert (entry.activity.name("sv"), entry.period) == ("Moms", "2026-10")
    assert (entry.comment, entry.is_billable, entry.is_approved) == ("two words", True, False)
    assert await entry_of(office.asker("anna"), entry.id) == entry
    assert await minutes_on(office.asker("anna"), "1001") == 90
    assert await AuditRow.filter(subject="hours", verb="log").count() == 1


async def test_internal_work_is_not_billable_unless_it_is_said(office: Office):
    internal = await log(office, activity="internal")
    said = await log(office, activity="internal", billable=True)

    assert (internal.is_billable, said.is_billable) == (False, True)


async def test_one_key_is_one_entry_also_twenty_times_at_once(office: Office):
    told: list[events.WorkChanged] = []

    async def hear(event: events.WorkChanged) -> None:
        told.append(event)

    end = events.subscribe(events.WorkChanged, hear)
    entries = await asyncio.gather(*(log(office, client_key="k") for _ in range(20)))
    end()

    assert len({entry.id for entry in entries}) == 1
    assert await TimeEntry.all().count() == 1
    assert len(told) == 1


async def test_two_people_may_use_one_key(office: Office):
    await log(office, client_key="k")
    await log(office, by="mikko", client_key="k")

    assert await TimeEntry.all().count() == 2


@pytest.mark.parametrize(
    ("given", "key", "field"),
    [
        ({"minutes": 0}, "hours.duration_zero", "minutes"),
        ({"minutes": -5}, "hours.duration_zero", "minutes"),
        ({"minutes": 1441}, "hours.duration_too_long", "minutes"),
        ({"client": "4711"}, "clients.unknown", "client"),
        ({"client": "9001"}, "clients.unknown", "client"),
        ({"activity": "fishing"}, "hours.no_activity", "activity"),
        ({"period": "2026-13"}, "hours.bad_period", "period"),
        ({"comment": "x" * 501}, "hours.comment_too_long", "comment"),
        ({"date": date(2999, 1, 1)}, "hours.future_date", "date"),
    ],
)
async def test_what_cannot_be_is_refused_with_the_reason(office: Office, given, key, field):
    with pytest.raises(UserError) as refused:
        await log(office, **given)

    assert (refused.value.key, refused.value.field) == (key, field)
    for language in ("fi", "sv", "en"):
        assert refused.value.say(language)
    assert await TimeEntry.all().count() == 0
    assert await AuditRow.filter(subject="hours").count() == 0


async def test_a_client_that_has_left_takes_no_hours(office: Office):
    await Client.filter(number="1001").update(is_active=False)

    with pytest.raises(UserError, match="client_inactive"):
        await log(office)


async def test_a_day_has_24_hours_also_when_filled_at_once(office: Office):
    answers = await asyncio.gather(
        *(log(office, minutes=300) for _ in range(8)), return_exceptions=True
    )

    refused = [each for each in answers if isinstance(each, UserError)]
    assert len(refused) == 4
    assert {each.key for each in refused} == {"hours.day_full"}
    assert "20:00" in refused[0].say("en")


async def test_the_firms_own_day_decides_what_is_future(office: Office):
    late = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)

    with clock.travel(late):
        # Half past midnight in Helsinki.
        assert await log(office, date=date(2026, 11, 25))
        with pytest.raises(UserError):
            await log(office, date=date(2026, 11, 26))


async def test_an_entry_can_be_taken_back_twice_and_restored(office: Office):
    entry = await log(office)
    anna = office.asker("anna")

    gone = await delete_entry(anna, entry.id)
    again = await delete_entry(anna, entry.id)
    assert (gone.is_deleted, again.is_deleted) == (True, True)
    assert await minutes_on(anna, "1001") == 0

    back = await restore_entry(anna, entry.id)
    assert not back.is_deleted
    assert (await restore_entry(anna, entry.id)).id == entry.id
    assert await AuditRow.filter(subject="hours", verb__in=["delete", "restore"]).count() == 2


async def test_a_restored_entry_needs_room_in_its_day(office: Office):
    entry = await log(office, minutes=1440)
    await delete_entry(office.asker("anna"), entry.id)
    await log(office, minutes=60)

    with pytest.raises(UserError, match="day_full"):
        await restore_entry(office.asker("anna"), entry.id)


async def test_an_entry_is_its_owners(office: Office):
    entry = await log(office, by="anna")

    with pytest.raises(NotFoundError):
        await delete_entry(office.asker("mikko"), entry.id)
    with pytest.raises(NotFoundError):
        await entry_of(office.asker("liisa"), entry.id)
    with pytest.raises(ForbiddenError):
        await entries_between(
            office.asker("liisa"), clock.today(), clock.today(), staff_id=office.staff["anna"].id
        )
    mikkos = await log(office, by="mikko")
    assert (await delete_entry(office.asker("anna"), mikkos.id)).is_deleted


async def test_another_firms_owner_finds_nothing(office: Office):
    entry = await log(office)
    stranger = await Staff.create(
        firm_id=office.other_firm.id, name="V", email="v@x.example", role="owner"
    )

    for act in (delete_entry, restore_entry):
        with pytest.raises(NotFoundError):
            await act(staff_asker(stranger, "console"), entry.id)


async def test_a_change_keeps_the_entry_and_its_checks(office: Office):
    entry = await log(office, minutes=600)
    changed = await change_entry(
        office.asker("anna"),
        entry.id,
        client="1002",
        minutes=1440,
        date=clock.today(),
        activity="payroll",
    )

    assert (changed.id, changed.client, changed.minutes) == (entry.id, "1002", 1440)
    with pytest.raises(UserError, match="duration_too_long"):
        await change_entry(
            office.asker("anna"), entry.id, client="1002", minutes=1441, date=clock.today()
        )


async def approve(office: Office, by: str = "anna", period: str | None = None):
    return await approve_hours(office.asker(by), client="1001", period=period)


async def test_approved_hours_no_longer_change(office: Office):
    entry = await log(office, by="mikko")
    with pytest.raises(ForbiddenError):
        await approve(office, by="mikko")
    done = await approve(office)
    again = await approve(office)

    assert (done.entries, done.minutes, again.entries) == (1, 90, 0)
    for by in ("mikko", "anna"):
        with pytest.raises(ConflictError) as refused:
            await delete_entry(office.asker(by), entry.id)
        assert refused.value.key == "hours.is_approved"


async def test_approval_takes_the_month_that_an_invoice_takes(office: Office):
    october = date(2025, 10, 15)
    await log(office, date=october)
    await log(office, date=october, period="2025-09")
    await log(office, date=date(2025, 11, 2), period="2025-10")
    gone = await log(office, date=october)
    await delete_entry(office.asker("anna"), gone.id)

    done = await approve(office, period="2025-10")

    assert done.entries == 2
    assert (await approve(office)).entries == 1


async def test_billed_hours_say_so(office: Office):
    entry = await log(office)
    client = await Client.get(number="1001")
    invoice = await row_of(Invoice, firm_id=office.firm.id, client_id=client.id)
    row = await row_of(InvoiceRow, invoice_id=invoice.id)
    await BilledEntry.create(entry_id=entry.id, row_id=row.id)

    with pytest.raises(ConflictError, match="is_billed"):
        await delete_entry(office.asker("anna"), entry.id)
    assert (await entry_of(office.asker("anna"), entry.id)).is_billed


async def test_locked_days_refuse_and_open_days_of_the_week_do_not(office: Office):
    today = clock.today()
    old, new = today - timedelta(days=2), today - timedelta(days=1)
    entry = await log(office, date=old)
    with pytest.raises(ForbiddenError):
        await lock_days(office.asker("mikko"), old)
    with pytest.raises(UserError, match="lock_in_future"):
        await lock_days(office.asker("anna"), today + timedelta(days=1))
    assert await lock_days(office.asker("anna"), old) == old
    assert await lock_days(office.asker("anna"), old - timedelta(days=5)) == old

    with pytest.raises(ConflictError, match="day_locked"):
        await log(office, date=old)
    with pytest.raises(ConflictError, match="day_locked"):
        await delete_entry(office.asker("anna"), entry.id)
    with pytest.raises(ConflictError, match="day_locked"):
        await change_entry(office.asker("anna"), entry.id, client="1001", minutes=10, date=new)
    opened = await log(office, date=new)
    with pytest.raises(ConflictError, match="day_locked"):
        await change_entry(office.asker("anna"), opened.id, client="1001", minutes=10, date=old)


async def test_the_side_shows_day_and_week_beside_the_target(office: Office):
    await full_days(office, "anna")
    tuesday = datetime(2026, 11, 24, 10, tzinfo=UTC)

    with clock.travel(tuesday):
        await log(office, minutes=60, date=date(2026, 11, 24))
        await log(office, minutes=100, date=date(2026, 11, 23))
        await log(office, minutes=40, date=date(2026, 11, 22))
        hours = await today_hours(office.asker("anna"))

    assert (hours.date, hours.minutes, hours.target_minutes) == (date(2026, 11, 24), 60, 450)
    assert (hours.week_minutes, hours.week_target_minutes) == (160, 2250)
    assert [each.minutes for each in hours.entries] == [60]
    assert await tasks_of(office.asker("anna")) == ()


async def test_a_seed_is_imported_in_one_go_and_once(office: Office):
    staff = [office.staff[name].id for name in ("anna", "mikko")]
    entries = [
        EntryImport(
            staff_id=staff[number % 2],
            client=str(1001 + number % 40),
            date=date(2026, 9, 1 + number % 28),
            minutes=30,
            activity="bookkeeping",
            is_approved=number % 3 == 0,
            client_key=f"seed:{number}",
        )
        for number in range(1200)
    ]

    assert await import_entries(office.house, entries) == 1200
    assert await import_entries(office.house, entries) == 0
    assert await AuditRow.filter(subject="hours", verb="import").count() == 2
    assert await TimeEntry.filter(approved_at=None).count() == 800


async def test_an_import_with_a_wrong_row_writes_nothing(office: Office):
    good = EntryImport(office.staff["anna"].id, "1001", date(2026, 9, 1), 30)
    bad = EntryImport(office.staff["anna"].id, "4711", date(2026, 9, 1), 30)

    with pytest.raises(NotFoundError):
        await import_entries(office.house, [good, bad])
    with pytest.raises(ForbiddenError):
        await import_entries(office.asker("mikko"), [good])
    assert await TimeEntry.all().count() == 0
