"""Recurring tasks of every firm, made as their periods come."""

from hub.access import house_asker
from hub.actions import tasks
from models.firm import Firm


async def generate_tasks() -> int:
    """Returns how many were new. Any number of processes may run it: a task is made once."""
    made = 0
    for firm in await Firm.all().order_by("id"):
        made += await tasks.generate_tasks(house_asker(firm))
    return made
