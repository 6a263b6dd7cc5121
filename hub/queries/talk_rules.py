"""How the firm talks with its clients: until when one may change a message, receipts, office hours."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from hub.access import ADMINISTER, Asker, require
from models.firm import Firm

# Minutes of a day, from and to; None: closed.
OpenHours = tuple[int, int] | None
Week = tuple[OpenHours, ...]

# Monday to Friday, 9 to 16.
USUAL_WEEK: Week = (*((9 * 60, 16 * 60),) * 5, None, None)


@dataclass(frozen=True, slots=True)
class TalkRules:
    """`edit_minutes`: 0 means that nothing may be changed. `week` is Monday first."""

    edit_minutes: int
    has_staff_receipts: bool
    week: Week
    answer_minutes: int

    @property
    def edit_window(self) -> timedelta:
        return timedelta(minutes=self.edit_minutes)


async def talk_rules(firm_id: UUID) -> TalkRules:
    """The rules of a firm; the caller has checked that the asker belongs to it."""
    return rules_of(await Firm.get(id=firm_id))


def rules_of(firm: Firm) -> TalkRules:
    return TalkRules(
        edit_minutes=firm.edit_minutes,
        has_staff_receipts=firm.has_staff_receipts,
        week=week_from(firm.office_hours),
        answer_minutes=firm.answer_minutes,
    )


async def talk_rules_for(asker: Asker) -> TalkRules:
    """The same for the person who may change them. Raises ForbiddenError."""
    require(asker, ADMINISTER)
    return await talk_rules(asker.firm_id)


def week_from(stored: list[list[int] | None] | None) -> Week:
    if stored is None:
        return USUAL_WEEK
    return tuple((day[0], day[1]) if day else None for day in stored)
