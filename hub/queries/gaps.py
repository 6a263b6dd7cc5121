"""Whose hours are missing on which days: schedule, less holidays, absences and entries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from tortoise.functions import Sum

from hub.access import SEE_OTHERS_HOURS, Asker, access_staff, require, require_staff
from hub.queries.workdays import days_between, is_holiday
from models.firm import Staff, WorkSchedule
from models.hours import Absence, TimeEntry

# How far back hours are asked for.
LOOK_BACK = timedelta(days=13)

# Minutes by person and day.
Minutes = Mapping[tuple[UUID, date], int]


@dataclass(frozen=True, slots=True)
class MissingDay:
    """A day on which less was logged than the schedule expects."""

    date: date
    target_minutes: int
    minutes: int

    @property
    def missing_minutes(self) -> int:
        return self.target_minutes - self.minutes


@dataclass(frozen=True, slots=True)
class MissingHours:
    """A person with the days that miss hours, oldest first."""

    staff_id: UUID
    name: str
    language: str
    email: str
    days: tuple[MissingDay, ...]

    @property
    def missing_minutes(self) -> int:
        return sum(day.missing_minutes for day in self.days)


async def missing_days(
    asker: Asker, until: date, *, staff_id: UUID | None = None, since: date | None = None
) -> tuple[MissingDay, ...]:
    """The days up to and including `until` on which a person's hours are missing.

    Oneself, or with the right to see them another; two weeks back when `since` is not given.
    """
    require_staff(asker)
    if staff_id is not None and staff_id != asker.id:
        require(asker, SEE_OTHERS_HOURS)
        await access_staff(asker, staff_id)
    person = staff_id or asker.id
    people = await Staff.filter(id=person, firm_id=asker.firm_id)
    found = await _gaps(people, since or until - LOOK_BACK, until)
    return found[0].days if found else ()


async def missing_hours(
    asker: Asker, until: date, *, since: date | None = None
) -> tuple[MissingHours, ...]:
    """Everyone of the firm who misses hours, by name; without the right to others' only oneself."""
    require_staff(asker)
    people = Staff.filter(firm_id=asker.firm_id, is_active=True).order_by("name", "id")
    if asker.is_staff and SEE_OTHERS_HOURS not in asker.rights:
        people = people.filter(id=asker.id)
    return await _gaps(await people, since or until - LOOK_BACK, until)


async def targets_of(firm_id: UUID, people: Iterable[UUID], first: date, last: date) -> Minutes:
    """What each person's schedule expects of each day; days that expect nothing are left out."""
    wanted = list(people)
    schedules: dict[UUID, list[WorkSchedule]] = defaultdict(list)
    for schedule in await WorkSchedule.filter(
        firm_id=firm_id, staff_id__in=wanted, valid_from__lte=last
    ).order_by("valid_from"):
        schedules[schedule.staff_id].append(schedule)
    away = {
        (absence.staff_id, day)
        for absence in await Absence.filter(
            firm_id=firm_id, staff_id__in=wanted, first_day__lte=last, last_day__gte=first
        )
        for day in days_between(max(first, absence.first_day), min(last, absence.last_day))
    }
    working = [day for day in days_between(first, last) if not is_holiday(day)]
    targets = {
        (person, day): _minutes_on(schedules[person], day)
        for person in wanted
        for day in working
        if (person, day) not in away
    }
    return {key: minutes for key, minutes in targets.items() if minutes > 0}


def _minutes_on(schedules: list[WorkSchedule], day: date) -> int:
    """By the latest schedule that has begun; they come in the order in which they begin."""
    begun = [each for each in schedules if each.valid_from <= day]
    return begun[-1].weekday_minutes[day.weekday()] if begun else 0


async def _gaps(people: list[Staff], first: date, last: date) -> tuple[MissingHours, ...]:
    if not people:
        return ()
    firm_id, ids = people[0].firm_id, [each.id for each in people]
    targets = await targets_of(firm_id, ids, first, last)
    logged = await _logged(firm_id, ids, first, last)
    days: dict[UUID, list[MissingDay]] = defaultdict(list)
    for (person, day), target in sorted(targets.items(), key=lambda item: item[0][1]):
        minutes = logged.get((person, day), 0)
        if minutes < target:
            days[person].append(MissingDay(day, target, minutes))
    return tuple(
        MissingHours(each.id, each.name, each.language, each.email, tuple(days[each.id]))
        for each in people
        if days[each.id]
    )


async def _logged(firm_id: UUID, people: list[UUID], first: date, last: date) -> Minutes:
    rows = (
        await TimeEntry.filter(
            firm_id=firm_id,
            staff_id__in=people,
            date__gte=first,
            date__lte=last,
            deleted_at=None,
        )
        .annotate(total=Sum("minutes"))
        .group_by("staff_id", "date")
        .values_list("staff_id", "date", "total")
    )
    return {(row[0], row[1]): int(row[2]) for row in rows}
