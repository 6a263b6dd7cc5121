"""The line that lists show of a conversation, after something in it was changed or taken back."""

from uuid import UUID

from hub import events
from hub.actions.base import Work
from hub.actions.entries import SHOWN_IN_LISTS, Place, snippet
from hub.queries.chat import entry_view
from models.chat import Conversation, Entry, Message


async def show_latest(work: Work, place: Place) -> None:
    """The newest that still stands, as it reads now: what was taken back is in no list either."""
    text = await latest_text(place.id)
    changed = await Conversation.filter(id=place.id).exclude(last_text=text).update(last_text=text)
    if not changed:
        return
    work.tell(
        events.ConversationChanged(
            firm_id=work.firm_id,
            client_id=place.client_id,
            private_to=place.private_to_id,
            conversation_id=place.id,
        )
    )


async def latest_text(conversation_id: UUID) -> str:
    """What a list shows of the newest that still stands, or nothing."""
    standing = Message.filter(conversation_id=conversation_id, deleted_at=None)
    message = await standing.order_by("-seq").first()
    others = SHOWN_IN_LISTS - {"message"}
    after = Entry.filter(conversation_id=conversation_id, seq__gt=message.seq if message else 0)
    # What closed or reopened it is no news: the list shows that beside.
    told = after.filter(kind__in=list(others), status__isnull=True)
    newer = await told.order_by("-seq").first()
    if newer is not None:
        return snippet(newer.body, ())
    if message is None:
        return ""
    return snippet(message.body, entry_view(await Entry.get(id=message.id)).files)
