"""Who has read how far: the marks of others, and how many of a client's people there are to read."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hub.access import Asker, conversations_for
from models.chat import AuthorKind, ReadMark
from models.clients import Contact
from models.firm import Staff


@dataclass(frozen=True, slots=True)
class ReadView:
    conversation: UUID
    reader: UUID
    kind: str
    name: str
    seq: int

    def as_json(self) -> dict[str, Any]:
        return {
            "conversation": str(self.conversation),
            "reader": str(self.reader),
            "kind": self.kind,
            "name": self.name,
            "seq": self.seq,
        }


async def reads_by_others(
    asker: Asker, conversations: Collection[UUID], *, with_staff: bool
) -> list[ReadView]:
    """Marks in the asker's own conversations, which the caller has read with `conversations_of`."""
    marks = ReadMark.filter(conversation_id__in=conversations, seq__gt=0).exclude(
        reader_id=asker.id
    )
    if not with_staff:
        marks = marks.filter(reader_kind=AuthorKind.CONTACT)
    rows = await marks
    names = await _names({row.reader_id for row in rows})
    return [
        ReadView(row.conversation_id, row.reader_id, row.reader_kind.value, name, row.seq)
        for row in rows
        if (name := names.get(row.reader_id)) is not None
    ]


async def audiences(asker: Asker) -> dict[UUID, int]:
    """How many people of the client may read each of the asker's conversations."""
    people = await Contact.filter(
        firm_id=asker.firm_id, is_active=True, client__is_active=True
    ).values_list("client_id", flat=True)
    counts = Counter(people)
    places = conversations_for(asker).values_list("id", "client_id", "private_to_id")
    return {row[0]: 1 if row[2] else counts[row[1]] for row in await places}


async def _names(readers: set[UUID]) -> dict[UUID, str]:
    if not readers:
        return {}
    staff = await Staff.filter(id__in=readers).values_list("id", "name")
    contacts = await Contact.filter(id__in=readers, is_active=True).values_list("id", "name")
    return {row[0]: row[1] for row in (*staff, *contacts)}
