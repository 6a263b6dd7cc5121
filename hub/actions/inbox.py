"""The inbox: a conversation is closed, in somebody's hand, or out of the way until a time.

What the client may know is a status entry of the conversation; what is the firm's own affair is
one of its notes. Whose turn it is follows from the messages (hub/actions/entries.py).
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from hub import clock, events
from hub.access import access_staff, require_staff
from hub.actions.base import Work, action_in_order
from hub.actions.entries import Place, append, hold
from hub.entries import state_shown
from hub.errors import ConflictError, NotFoundError, UserError
from hub.texts import say, say_moment
from models.chat import Conversation, ConversationKind, ConversationState
from models.firm import Firm, Staff

LONGEST_SNOOZE = timedelta(days=366)


@action_in_order
async def close_conversation(work: Work, conversation_id: UUID, *, closed: bool = True) -> None:
    """Close a conversation, or open it again as it was; twice is once. Closed, it sleeps no more."""
    place = await _hold(work, conversation_id)
    state = ConversationState.CLOSED if closed else ConversationState.OPEN
    if place.state == state:
        return
    await Conversation.filter(id=place.id).update(state=state, snoozed_until=None)
    await _audit(work, place, "state", place.state, state.value)
    key = "inbox.closed" if closed else "inbox.reopened"
    status = {"state": state_shown(state, place.waiting_for)}
    await append(work, place, "status", body=await _words(work, key), status=status)
    _tell(work, place, is_internal=False)


@action_in_order
async def assign_conversation(work: Work, conversation_id: UUID, *, staff_id: UUID | None) -> None:
    """Put it into a colleague's hand, one's own, or nobody's; only staff hear of it."""
    place = await _hold(work, conversation_id)
    staff = None if staff_id is None else await access_staff(work.asker, staff_id)
    if staff is not None and not staff.is_active:
        raise NotFoundError
    if place.assigned_id == staff_id:
        return
    await Conversation.filter(id=place.id).update(assigned_id=staff_id)
    await _audit(work, place, "assign", _text(place.assigned_id), _text(staff_id))
    key = "inbox.assigned" if staff else "inbox.unassigned"
    words = await _words(work, key, name=staff.name if staff else "")
    await _note(work, place, words, {"assigned": _person(staff)})


@action_in_order
async def snooze_conversation(work: Work, conversation_id: UUID, *, until: datetime | None) -> None:
    """Out of the way until then, or back at once; the client's next message brings it back too.

    Raises UserError when the time is over or more than a year away, ConflictError when it is closed.
    """
    place = await _hold(work, conversation_id)
    if until is None and not place.is_snoozed:
        return
    if until is not None:
        if not clock.now() < until <= clock.now() + LONGEST_SNOOZE:
            raise UserError("inbox.bad_time", field="until")
        if place.state == ConversationState.CLOSED:
            raise ConflictError("inbox.is_closed")
    await Conversation.filter(id=place.id).update(snoozed_until=until)
    shown = clock.as_wire(until) if until else None
    await _audit(work, place, "snooze", None, shown)
    words = await _words(work, "inbox.snoozed" if until else "inbox.unsnoozed", until=until)
    await _note(work, place, words, {"snoozed_until": shown})


@action_in_order
async def wake_conversation(work: Work, conversation_id: UUID) -> bool:
    """Bring back one whose time has come; false when somebody else did, or it sleeps on."""
    place = await _hold(work, conversation_id)
    due = Conversation.filter(id=place.id, snoozed_until__lte=clock.now())
    if not await due.update(snoozed_until=None):
        return False
    await _audit(work, place, "wake", None, None)
    await _note(work, place, await _words(work, "inbox.woken"), {"snoozed_until": None})
    return True


# --- within ------------------------------------------------------------------------------------


async def _hold(work: Work, conversation_id: UUID) -> Place:
    require_staff(work.asker)
    place, _ = await hold(work, conversation_id)
    if place.kind != ConversationKind.CLIENT:
        raise NotFoundError
    return place


async def _note(work: Work, place: Place, body: str, status: dict[str, Any]) -> None:
    """A status among the notes of a held conversation: no contact is ever there."""
    twin = await Conversation.get(notes_of_id=place.id)
    notes, _ = await hold(work, twin.id)
    await append(work, notes, "status", body=body, status=status)
    _tell(work, place, is_internal=True)


async def _audit(
    work: Work, place: Place, verb: str, before: str | None, after: str | None
) -> None:
    await work.audit("chat", place.id, verb, before={verb: before}, after={verb: after})


def _tell(work: Work, place: Place, *, is_internal: bool) -> None:
    work.tell(
        events.ConversationChanged(
            firm_id=work.firm_id,
            client_id=place.client_id,
            private_to=place.private_to_id,
            conversation_id=place.id,
            is_internal=is_internal,
        )
    )


async def _words(work: Work, key: str, *, until: datetime | None = None, **values: str) -> str:
    """In the firm's language: for Slack and transcripts. Screens say it in their reader's."""
    language = (await Firm.get(id=work.firm_id)).language
    when = say_moment(until.astimezone(ZoneInfo(clock.HELSINKI)), language) if until else ""
    return say(key, language, who=work.asker.name, until=when, **values)


def _person(staff: Staff | None) -> dict[str, str] | None:
    return {"id": str(staff.id), "name": staff.name} if staff else None


def _text(staff_id: UUID | None) -> str | None:
    return str(staff_id) if staff_id else None
