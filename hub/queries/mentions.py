"""Where one is mentioned and has not looked yet."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hub.access import Asker, require_staff
from models.chat import Entry, EntryKind, Mention, ReadMark

MOST_MENTIONS = 20


@dataclass(frozen=True, slots=True)
class MentionView:
    """`conversation` is the client conversation beside whose messages the note stands."""

    message: UUID
    conversation: UUID
    notes: UUID
    seq: int
    client: str
    client_name: str
    author: str
    text: str
    at: datetime


async def open_mentions(asker: Asker) -> list[MentionView]:
    """The newest first, until the notes are read that far."""
    require_staff(asker)
    rows = (
        await Mention.filter(staff_id=asker.id, message__deleted_at__isnull=True)
        .order_by("-id")
        .limit(10 * MOST_MENTIONS)
        .prefetch_related("message__conversation__client")
    )
    places = {row.message.conversation_id for row in rows}
    marks = await ReadMark.filter(reader_id=asker.id, conversation_id__in=places)
    read = {mark.conversation_id: mark.seq for mark in marks}
    fresh = [each for each in rows if each.message.seq > read.get(each.message.conversation_id, 0)]
    fresh = fresh[:MOST_MENTIONS]
    names = await _authors([each.message_id for each in fresh])
    return [_view(each, names.get(each.message_id, "")) for each in fresh]


async def _authors(messages: list[UUID]) -> dict[UUID, str]:
    said = Entry.filter(id__in=messages, kind=EntryKind.MESSAGE)
    return {row[0]: row[1] for row in await said.values_list("id", "author_name")}


def _view(row: Mention, author: str) -> MentionView:
    message = row.message
    place = message.conversation
    return MentionView(
        message=message.id,
        conversation=place.notes_of_id or place.id,
        notes=place.id,
        seq=message.seq,
        client=place.client.number,
        client_name=place.client.name,
        author=author,
        text=" ".join(message.body.split())[:200],
        at=message.created_at,
    )
