"""What a message said before it was changed or taken back: for those who administer the firm."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hub.access import ADMINISTER, Asker, access_conversation, require
from hub.errors import NotFoundError
from models.chat import Message, MessageVersion


@dataclass(frozen=True, slots=True)
class Version:
    """A text, and since when the message said so."""

    body: str
    since: datetime


@dataclass(frozen=True, slots=True)
class MessageHistory:
    """The oldest version first; the last one stands, unless the message was deleted."""

    versions: tuple[Version, ...]
    deleted_at: datetime | None


async def history_of(asker: Asker, conversation_id: UUID, message_id: UUID) -> MessageHistory:
    """Raises ForbiddenError without the right to administer; NotFoundError for what is not theirs."""
    await access_conversation(asker, conversation_id)
    require(asker, ADMINISTER)
    message = await Message.get_or_none(id=message_id, conversation_id=conversation_id)
    if message is None:
        raise NotFoundError("chat.no_message", field="message")
    rows = await MessageVersion.filter(message_id=message.id).order_by("until", "id")
    texts = [row.body for row in rows]
    moments = [message.created_at, *(row.until for row in rows)]
    if message.deleted_at is None:
        texts.append(message.body)
    versions = tuple(Version(*each) for each in zip(texts, moments, strict=False))
    return MessageHistory(versions, message.deleted_at)
