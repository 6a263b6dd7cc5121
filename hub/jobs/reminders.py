"""The morning's nudge to who misses hours: real gaps only, once a day, on the person's workdays."""

from collections.abc import Callable
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from hub import clock
from hub.access import house_asker
from hub.actions.reminders import HOURS, Nudge, remind
from hub.queries.gaps import MissingHours, missing_hours, targets_of
from models.firm import Firm
from models.hours import Reminder

# Between these the local morning's nudge goes; a server that was down at nine catches up till noon.
MORNING, NOON = time(9), time(12)


async def remind_missing_hours(word: Callable[[MissingHours], Nudge]) -> int:
    """Nudge everybody with a gap; `word` is how the bot says it. Returns how many were queued.

    Any number of processes may run it at any time: the row of (kind, person, day) is the claim.
    """
    queued = 0
    for firm in await Firm.all().order_by("id"):
        local = clock.now().astimezone(ZoneInfo(firm.time_zone))
        if MORNING <= local.time() < NOON:
            queued += await _remind_firm(firm, local.date(), word)
    return queued


async def _remind_firm(firm: Firm, today: date, word: Callable[[MissingHours], Nudge]) -> int:
    house = house_asker(firm)
    gaps = await missing_hours(house, today - timedelta(days=1))
    people = [gap.staff_id for gap in gaps]
    # Nobody is nudged on a holiday, a day off or an absence: those days expect nothing.
    working = {person for person, _ in await targets_of(firm.id, people, today, today)}
    told = await Reminder.filter(kind=HOURS, day=today, person_id__in=people).values_list(
        "person_id", flat=True
    )
    queued = 0
    for gap in gaps:
        if gap.staff_id in working and gap.staff_id not in set(told):
            queued += await remind(house, gap.staff_id, kind=HOURS, day=today, nudge=word(gap))
    return queued
