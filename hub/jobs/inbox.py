"""Brings back the conversations whose snooze is over."""

from hub import clock
from hub.access import house_of
from hub.actions.inbox import wake_conversation
from hub.queries.inbox import sleepers_due


async def wake_sleepers() -> int:
    """Returns how many came back. Any number of processes may run it: each comes back once."""
    woken = 0
    for firm_id, conversation_id in await sleepers_due(clock.now()):
        woken += await wake_conversation(await house_of(firm_id), conversation_id)
    return woken
