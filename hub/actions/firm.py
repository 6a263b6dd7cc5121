"""The firm itself: founding it, its people, their working time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hub.access import ADMINISTER, Asker, access_staff, house_asker, require, staff_asker
from hub.actions.base import Work, action
from hub.errors import ConflictError, NotFoundError, UserError
from hub.ids import new_id
from hub.queries.talk_rules import OpenHours, TalkRules
from hub.texts import as_language
from models.firm import Firm, Role, Staff, WorkSchedule
from models.hours import Absence, AbsenceKind

MINUTES_IN_DAY = 24 * 60
LONGEST_EDIT_MINUTES = 7 * MINUTES_IN_DAY


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A staff member to add. `role`: owner, manager, accountant or assistant."""

    name: str
    email: str
    role: str = "accountant"
    language: str = "fi"
    # Minutes of each weekday, Monday first.
    weekday_minutes: tuple[int, ...] = (450, 450, 450, 450, 450, 0, 0)


async def found_firm(
    name: str, *, business_id: str = "", language: str = "fi", is_demo: bool = False
) -> Asker:
    """A new firm without people; returns the house, on whose behalf the first ones are added."""
    firm = Firm(
        id=new_id(),
        name=name.strip(),
        business_id=business_id,
        language=as_language(language),
        is_demo=is_demo,
    )
    return await _found(house_asker(firm, "cli"), firm)


@action
async def _found(work: Work, firm: Firm) -> Asker:
    await firm.save()
    await work.audit("firm", firm.id, "found", after={"name": firm.name})
    return work.asker


@action
async def add_staff(work: Work, person: NewPerson, *, working_from: date) -> UUID:
    """Add a staff member with a schedule. Raises ConflictError for an e-mail that is in use."""
    require(work.asker, ADMINISTER)
    email = person.email.strip()
    if "@" not in email:
        raise UserError("firm.bad_email", field="email", email=email)
    if person.role not in set(Role):
        raise UserError("firm.bad_role", field="role", role=person.role)
    if await Staff.filter(firm_id=work.firm_id, email__iexact=email).exists():
        raise ConflictError("firm.email_taken", field="email", email=email)
    staff = await Staff.create(
        firm_id=work.firm_id,
        name=person.name.strip(),
        email=email,
        role=Role(person.role),
        language=as_language(person.language),
    )
    await WorkSchedule.create(
        firm_id=work.firm_id,
        staff_id=staff.id,
        valid_from=working_from,
        weekday_minutes=_checked_week(person.weekday_minutes),
    )
    await work.audit("firm", staff.id, "add_staff", after={"role": person.role})
    return staff.id


@action
async def record_absence(
    work: Work, staff_id: UUID, *, kind: str, first_day: date, last_day: date
) -> None:
    """Somebody is away, both days included."""
    require(work.asker, ADMINISTER)
    staff = await access_staff(work.asker, staff_id)
    if last_day < first_day:
        raise UserError("firm.absence_backwards", field="last_day")
    absence = await Absence.create(
        firm_id=work.firm_id,
        staff_id=staff.id,
        kind=AbsenceKind(kind),
        first_day=first_day,
        last_day=last_day,
    )
    await work.audit("hours", absence.id, "absence", after={"kind": kind})


@action
async def set_talk_rules(work: Work, rules: TalkRules) -> None:
    """How the firm talks with its clients, from now on. Raises UserError naming the field."""
    require(work.asker, ADMINISTER)
    if not 0 <= rules.edit_minutes <= LONGEST_EDIT_MINUTES:
        raise UserError("firm.bad_edit_minutes", field="edit_minutes")
    if not 0 <= rules.answer_minutes <= MINUTES_IN_DAY:
        raise UserError("firm.bad_answer_minutes", field="answer_minutes")
    if len(rules.week) != 7 or not all(map(_is_open_time, rules.week)):  # noqa: PLR2004 - days
        raise UserError("firm.bad_office_hours", field="week")
    changed = {
        "edit_minutes": rules.edit_minutes,
        "has_staff_receipts": rules.has_staff_receipts,
        "office_hours": [list(day) if day else None for day in rules.week],
        "answer_minutes": rules.answer_minutes,
    }
    await Firm.filter(id=work.firm_id).update(**changed)
    await work.audit("firm", work.firm_id, "set_talk_rules", after=changed)


async def house_of_only_firm() -> Asker:
    """The installation's firm. Raises NotFoundError when there is none, or more than one."""
    firms = await Firm.all().limit(2)
    if len(firms) != 1:
        raise NotFoundError("firm.not_one")
    return house_asker(firms[0], "cli")


async def staff_by_email(email: str) -> Asker:
    """The staff member of this address, as at a command line. Raises NotFoundError."""
    staff = await Staff.filter(email__iexact=email.strip(), is_active=True).limit(2)
    if len(staff) != 1:
        raise NotFoundError("firm.no_such_person", field="email", email=email)
    return staff_asker(staff[0], "cli")


def _checked_week(minutes: Sequence[int]) -> list[int]:
    if len(minutes) != 7 or not all(0 <= each <= MINUTES_IN_DAY for each in minutes):  # noqa: PLR2004 - days
        raise UserError("firm.bad_week", field="weekday_minutes")
    return list(minutes)


def _is_open_time(day: OpenHours) -> bool:
    return day is None or 0 <= day[0] < day[1] <= MINUTES_IN_DAY
