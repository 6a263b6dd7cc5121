"""On its way to a client from Slack, and held for some seconds in which its sender can take it back.

Until then it is a note, whatever dies; it goes by the outbox, once (hub/jobs/to_client.py).
"""

from datetime import timedelta
from uuid import UUID

from hub import clock, events
from hub.access import Asker
from hub.actions.base import Work, action
from hub.actions.slack_places import Place, place_payload
from hub.errors import ForbiddenError
from models.chat import Delivery, DeliveryState

# The outbox's channel, and the one kind of rows in it.
CHANNEL = "client"
NOTE = "note"
# Why such a row is given up, which is no failure.
TAKEN_BACK = "taken back"


async def hold_for_client(
    work: Work, conversation_id: UUID, place: Place, wait_s: float, *, is_written: bool
) -> None:
    """Queue a note for the client, inside another action's work; queued already, it stays so.

    `is_written`: its own text says so. Once taken back, such a note does not go again though
    Slack tells of it again; a button pressed anew sends it.
    """
    due_at = clock.now() + timedelta(seconds=wait_s)
    payload = {
        "conversation": str(conversation_id),
        "staff": str(work.asker.id),
        "is_written": is_written,
        **place_payload(place),
    }
    row = await Delivery.get_or_none(dedup_key=_key(place))
    if row is None:
        await Delivery.create(
            firm_id=work.firm_id,
            channel=CHANNEL,
            kind=NOTE,
            order_key=str(conversation_id),
            dedup_key=_key(place),
            payload=payload,
            due_at=due_at,
        )
    elif row.state == DeliveryState.FAILED and not is_written:
        await Delivery.filter(id=row.id, state=DeliveryState.FAILED).update(
            state=DeliveryState.DUE, payload=payload, due_at=due_at, attempts=0, problem=""
        )
    else:
        return
    work.tell(events.DeliveryQueued(firm_id=work.firm_id, channel=CHANNEL))


@action
async def take_back_held(work: Work, place: Place) -> bool:
    """Keep a held note from the client; twice is once. False when it is none, on its way or sent.

    Raises ForbiddenError when somebody else is sending it.
    """
    row = await Delivery.get_or_none(dedup_key=_key(place), firm_id=work.firm_id)
    if row is None or not (row.state == DeliveryState.DUE or row.problem == TAKEN_BACK):
        return False
    if row.payload["staff"] != str(work.asker.id):
        raise ForbiddenError("slack.not_yours_to_take_back")
    if row.problem == TAKEN_BACK:
        return True
    # A process that has begun to send it meanwhile keeps it.
    if not await Delivery.filter(id=row.id, state=DeliveryState.DUE).update(
        state=DeliveryState.FAILED, problem=TAKEN_BACK
    ):
        return False
    await work.audit("slack", row.id, "take_back")
    return True


async def is_held_as_written(asker: Asker, place: Place) -> bool:
    """Whether this note goes to the client soon because its text says so."""
    row = await Delivery.get_or_none(dedup_key=_key(place), firm_id=asker.firm_id)
    return row is not None and row.state == DeliveryState.DUE and bool(row.payload["is_written"])


def _key(place: Place) -> str:
    return f"{CHANNEL}:{place.team_id}:{place.channel_id}:{place.ts}"
