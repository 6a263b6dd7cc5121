"""Quotes: an answer shows the message it answers, as that reads now, of the same conversation only."""

from collections.abc import Mapping
from uuid import UUID

from hub.actions.entries import Place
from hub.entries import AuthorView, QuoteView
from hub.errors import NotFoundError
from models.chat import Entry, EntryKind, Message

LONGEST_QUOTE = 160


async def quote_of(place: Place, message_id: UUID) -> QuoteView:
    """Raises NotFoundError for a message of another place, of its notes too, and a deleted one."""
    message = await Message.get_or_none(
        id=message_id, conversation_id=place.id, deleted_at__isnull=True
    )
    said = await Entry.get_or_none(
        conversation_id=place.id, message_id=message_id, kind=EntryKind.MESSAGE
    )
    if message is None or said is None:
        raise NotFoundError("chat.no_message", field="reply_to")
    author = AuthorView(said.author_kind.value, said.author_id, said.author_name)
    names = ", ".join(str(each["name"]) for each in said.files or ())
    return QuoteView(message.id, message.seq, author, quoted_text(message.body or names))


async def renew_quotes(conversation_id: UUID, texts: Mapping[UUID, str]) -> None:
    """Wherever these messages are quoted, they say this now; nothing of one that is gone."""
    rows = Entry.filter(conversation_id=conversation_id, quote__isnull=False)
    for entry_id, quote in await rows.values_list("id", "quote"):
        text = texts.get(UUID(quote["message"]))
        if text is not None:
            renewed = {**quote, "text": quoted_text(text)}
            await Entry.filter(id=entry_id).update(quote=renewed)


def quoted_text(body: str) -> str:
    text = " ".join(body.split())
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"
