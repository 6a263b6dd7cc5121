"""Changing and taking back what one wrote: while the firm lets one, and what stood before is kept."""

from uuid import UUID

from hub import clock
from hub.access import Asker
from hub.actions.base import Work, action_in_order
from hub.actions.chat import checked_body
from hub.actions.entries import Place, append, hold
from hub.actions.quotes import renew_quotes
from hub.actions.summaries import show_latest
from hub.entries import EntryView
from hub.errors import ConflictError, ForbiddenError, NotFoundError
from hub.queries.talk_rules import talk_rules
from models.chat import Entry, Message, MessageVersion
from models.files import Attachment


@action_in_order
async def edit_message(
    work: Work, conversation_id: UUID, *, message_id: UUID, client_id: str, body: str
) -> EntryView:
    """Replace the text of one's own message.

    Raises ForbiddenError when it is somebody else's, or the firm's window is over.
    Raises ConflictError when it was deleted.
    """
    place, already = await hold(work, conversation_id, client_id)
    if already is not None:
        return already
    message = await _own_message(work.asker, place, message_id)
    await _check_window(message)
    has_files = await Attachment.filter(message_id=message_id).exists()
    body = checked_body(body, may_be_empty=has_files)
    await _keep_version(message)
    await Message.filter(id=message.id).update(body=body, edited_at=clock.now())
    await renew_quotes(place.id, {message.id: body})
    await show_latest(work, place)
    await work.audit("chat", message_id, "edit")
    return await append(work, place, "edit", message_id=message_id, body=body, client_key=client_id)


@action_in_order
async def delete_message(
    work: Work, conversation_id: UUID, *, message_id: UUID, client_id: str, is_moved: bool = False
) -> EntryView:
    """Take back one's own message: its place stays, its text goes. Refused like an edit.

    `is_moved`: it stands elsewhere now, so the firm's window does not matter.
    """
    place, already = await hold(work, conversation_id, client_id)
    if already is not None:
        return already
    message = await _own_message(work.asker, place, message_id)
    if not is_moved:
        await _check_window(message)
    await _keep_version(message)
    await Message.filter(id=message.id).update(body="", deleted_at=clock.now())
    # The log keeps the number; what was said must not be read from it any more.
    await (
        Entry.filter(conversation_id=place.id, message_id=message_id)
        .exclude(kind="reaction")
        .update(body="", files=None, quote=None, mentions=None)
    )
    await renew_quotes(place.id, {message.id: ""})
    await show_latest(work, place)
    await work.audit("chat", message_id, "delete")
    return await append(work, place, "delete", message_id=message_id, client_key=client_id)


# --- within ------------------------------------------------------------------------------------


async def _own_message(asker: Asker, place: Place, message_id: UUID) -> Message:
    message = await Message.get_or_none(id=message_id, conversation_id=place.id)
    if message is None:
        raise NotFoundError("chat.no_message", field="message")
    if message.author_id != asker.id:
        raise ForbiddenError("chat.not_your_message", field="message")
    if message.deleted_at is not None:
        raise ConflictError("chat.message_deleted", field="message")
    return message


async def _check_window(message: Message) -> None:
    rules = await talk_rules(message.firm_id)
    if clock.now() <= message.created_at + rules.edit_window:
        return
    if rules.edit_minutes == 0:
        raise ForbiddenError("chat.no_changes", field="message")
    raise ForbiddenError("chat.too_late", field="message", time=_said(rules.edit_minutes))


def _said(minutes: int) -> str:
    """90 -> "1 h 30 min", in every language."""
    hours, rest = divmod(minutes, 60)
    return " ".join(
        [*([f"{hours} h"] if hours else []), *([f"{rest} min"] if rest or not hours else [])]
    )


async def _keep_version(message: Message) -> None:
    """What it says now, for those who administer the firm (hub/queries/versions.py)."""
    await MessageVersion.create(
        firm_id=message.firm_id, message_id=message.id, body=message.body, until=clock.now()
    )
