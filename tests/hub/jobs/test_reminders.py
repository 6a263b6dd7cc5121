"""The morning's nudge: real gaps only, once a person and day, on working mornings, where it is read."""

import asyncio
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from bot.reminders import remind_of_hours
from hub import clock
from hub.actions.hours import EntryImport, import_entries
from hub.cards import card_from_json
from models.chat import Delivery
from models.firm import SlackInstallation, SlackUser
from models.hours import Absence, AbsenceKind, Reminder
from tests.support.office import Office, form, full_days
from tests.support.rows import row_of

# Tuesday 24.11.2026, ten in the morning in Helsinki.
MORNING = datetime(2026, 11, 24, 8, tzinfo=UTC)


async def work_all_but(office: Office, name: str, *missing: date) -> None:
    """Full days for the two weeks before, without these."""
    days = [date(2026, 11, day) for day in range(9, 24)]
    days = [day for day in days if day.weekday() < 5 and day not in missing]
    await import_entries(
        office.house, [EntryImport(office.staff[name].id, "1001", day, 450) for day in days]
    )


async def remind(moment: datetime = MORNING) -> int:
    with clock.travel(moment):
        return await remind_of_hours()


async def test_only_who_has_a_gap_is_told_and_told_exactly_which(office: Office):
    await full_days(office, "anna")
    await full_days(office, "mikko")
    await work_all_but(office, "anna")
    await work_all_but(office, "mikko", date(2026, 11, 19))

    assert await remind() == 1

    (parcel,) = await Delivery.all()
    assert (parcel.channel, parcel.payload["to"]) == ("email", "mikko@firm.example")
    # Mikko reads Swedish.
    assert parcel.payload["subject"] == ("God morgon Mikko! Timmar saknas: 19.11.2026, 7 t 30 min")
    assert "/timmar 19.11." in parcel.payload["text"]


async def test_several_days_are_summed_and_named(office: Office):
    await full_days(office, "liisa")
    await work_all_but(office, "liisa", date(2026, 11, 19), date(2026, 11, 20))

    await remind()

    (parcel,) = await Delivery.all()
    assert parcel.payload["subject"].startswith("Good morning Liisa! Hours are missing on 2 days")
    assert "19 Nov 2026: 7 h 30 min missing of 7 h 30 min" in parcel.payload["text"]


async def test_two_processes_at_once_tell_once_and_the_next_day_again(office: Office):
    await full_days(office, "anna")

    told = await asyncio.gather(*(remind() for _ in range(6)))

    assert sum(told) == 1
    assert await remind() == 0
    assert await Delivery.all().count() == 1
    assert await remind(datetime(2026, 11, 25, 8, tzinfo=UTC)) == 1
    assert await Reminder.all().count() == 2


@pytest.mark.parametrize(
    "moment",
    [
        # Too early and too late in Helsinki.
        datetime(2026, 11, 24, 6, 59, tzinfo=UTC),
        datetime(2026, 11, 24, 10, 0, tzinfo=UTC),
        # A Saturday, Independence Day's Sunday, Christmas Eve.
        datetime(2026, 11, 28, 8, tzinfo=UTC),
        datetime(2026, 12, 6, 8, tzinfo=UTC),
        datetime(2026, 12, 24, 8, tzinfo=UTC),
    ],
)
async def test_nobody_is_told_outside_a_working_morning(office: Office, moment: datetime):
    await full_days(office, "anna")

    assert await remind(moment) == 0


async def test_who_is_away_or_has_left_is_left_alone(office: Office):
    for name in ("anna", "mikko"):
        await full_days(office, name)
    await Absence.create(
        firm_id=office.firm.id,
        staff_id=office.staff["anna"].id,
        kind=AbsenceKind.SICK,
        first_day=date(2026, 11, 24),
        last_day=date(2026, 11, 24),
    )
    await office.staff["mikko"].filter(id=office.staff["mikko"].id).update(is_active=False)

    assert await remind() == 0


async def test_who_is_linked_reads_it_in_slack_with_the_form_one_press_away(office: Office):
    await full_days(office, "anna")
    await work_all_but(office, "anna", date(2026, 11, 19))
    await row_of(SlackInstallation, firm_id=office.firm.id, team_id="T1")
    await row_of(
        SlackUser,
        firm_id=office.firm.id,
        staff_id=office.staff["anna"].id,
        team_id="T1",
        user_id="U1",
    )

    await remind()

    (parcel,) = await Delivery.all()
    assert (parcel.channel, parcel.kind) == ("slack", "direct")
    assert UUID(parcel.payload["staff"]) == office.staff["anna"].id
    card = card_from_json(parcel.payload["card"])
    assert [each.id for each in card.buttons] == ["fill"]
    filled = await office.press(card, "fill")
    assert form(filled)["date"] == "2026-11-19"


async def test_a_revoked_workspace_is_no_way_to_anybody(office: Office):
    await full_days(office, "anna")
    await row_of(SlackInstallation, firm_id=office.firm.id, team_id="T1", revoked_at=MORNING)
    await row_of(
        SlackUser,
        firm_id=office.firm.id,
        staff_id=office.staff["anna"].id,
        team_id="T1",
        user_id="U1",
    )

    await remind()

    assert [each.channel for each in await Delivery.all()] == ["email"]
