"""Whose hours are missing: schedule, less holidays, absences and entries; nobody else's."""

from datetime import UTC, date, datetime

import pytest

from hub import clock
from hub.access import staff_asker
from hub.actions.hours import EntryImport, import_entries
from hub.errors import ForbiddenError, NotFoundError
from hub.queries.gaps import missing_days, missing_hours
from models.firm import Staff
from models.hours import Absence, AbsenceKind
from tests.support.office import Office, full_days


async def work(office: Office, name: str, *days: date, minutes: int = 450) -> None:
    person = office.staff[name].id
    await import_entries(office.house, [EntryImport(person, "1001", day, minutes) for day in days])


async def away(office: Office, name: str, first: date, last: date) -> None:
    await Absence.create(
        firm_id=office.firm.id,
        staff_id=office.staff[name].id,
        kind=AbsenceKind.LEAVE,
        first_day=first,
        last_day=last,
    )


async def test_a_gap_is_what_the_schedule_expects_less_what_was_logged(office: Office):
    await full_days(office, "anna")
    await work(office, "anna", date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 19))
    await work(office, "anna", date(2026, 11, 18), minutes=300)

    days = await missing_days(office.asker("anna"), date(2026, 11, 22), since=date(2026, 11, 16))

    assert [(day.date, day.missing_minutes) for day in days] == [
        (date(2026, 11, 18), 150),
        (date(2026, 11, 20), 450),
    ]


async def test_holidays_weekends_and_absences_expect_nothing(office: Office):
    await full_days(office, "anna")
    await away(office, "anna", date(2026, 12, 28), date(2026, 12, 30))

    days = await missing_days(office.asker("anna"), date(2027, 1, 1), since=date(2026, 12, 23))

    assert [day.date for day in days] == [date(2026, 12, 23), date(2026, 12, 31)]


async def test_without_a_schedule_nothing_is_missing(office: Office):
    assert await missing_days(office.asker("anna"), date(2026, 11, 22)) == ()


async def test_the_schedule_that_has_begun_holds(office: Office):
    await full_days(office, "anna", since=date(2026, 11, 18))

    days = await missing_days(office.asker("anna"), date(2026, 11, 19), since=date(2026, 11, 16))

    assert [day.date for day in days] == [date(2026, 11, 18), date(2026, 11, 19)]


async def test_who_sees_whose_gaps(office: Office):
    for name in ("anna", "mikko", "liisa"):
        await full_days(office, name)
    await work(office, "mikko", date(2026, 11, 23))
    monday = {"until": date(2026, 11, 23), "since": date(2026, 11, 23)}
    liisa, anna = office.asker("liisa"), office.asker("anna")

    with clock.travel(datetime(2026, 11, 24, 8, tzinfo=UTC)):
        assert [gap.name for gap in await missing_hours(anna, **monday)] == ["Anna", "Liisa"]
        assert [gap.name for gap in await missing_hours(liisa, **monday)] == ["Liisa"]

    with pytest.raises(ForbiddenError):
        await missing_days(liisa, date(2026, 11, 23), staff_id=office.staff["anna"].id)
    stranger = await Staff.create(firm_id=office.other_firm.id, name="V", email="v@x.example")
    with pytest.raises(NotFoundError):
        await missing_days(anna, date(2026, 11, 23), staff_id=stranger.id)
    assert await missing_hours(staff_asker(stranger, "console"), **monday) == ()
