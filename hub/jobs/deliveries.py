"""Tells what was given up and not told: the process that gave it up died at that moment."""

from datetime import timedelta

from hub import clock
from hub.access import house_of
from hub.actions.deliveries import tell_failure
from hub.actions.held import TAKEN_BACK
from models.chat import Delivery, DeliveryState

LOOK_BACK = timedelta(days=1)
CHANNELS = ("slack", "email", "client", "push")


async def tell_failures() -> int:
    """Returns how many were told. Any number of processes may run it at any time."""
    since = clock.now() - LOOK_BACK
    told = 0
    given_up = Delivery.filter(
        channel__in=CHANNELS, state=DeliveryState.FAILED, due_at__gte=since
    ).exclude(problem=TAKEN_BACK)
    for row in await given_up.order_by("id"):
        told += await tell_failure(await house_of(row.firm_id), row.id)
    return told
