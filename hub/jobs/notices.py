"""Looks who is away and has not seen what, and queues one notice for each of them."""

from itertools import groupby

from hub import clock
from hub.access import Asker, house_asker
from hub.actions.notices import queue_notice
from hub.queries.notices import away_after_s, is_due, waiting_in
from models.firm import Firm


async def queue_notices() -> int:
    """Returns how many were queued. Any number of processes may run it at any time."""
    queued = 0
    for firm in await Firm.all().order_by("id"):
        queued += await _queue_of(house_asker(firm))
    return queued


async def _queue_of(house: Asker) -> int:
    moment = clock.now()
    waiting = await waiting_in(house, moment)
    if not waiting:
        return 0
    away_s = await away_after_s(house.firm_id)
    due = sorted(
        (each for each in waiting if is_due(each, moment, away_s)),
        key=lambda each: (each.reader.id, each.conversation_id),
    )
    queued = 0
    # All that somebody has not seen is one notice.
    for _, mine in groupby(due, key=lambda each: each.reader.id):
        queued += await queue_notice(house, list(mine))
    return queued
