"""Everything that is kept of one contact: what GDPR article 15 asks for, as one document."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from hub import clock
from hub.access import ADMINISTER, Asker, access_contact, require
from models.audit import AuditRow
from models.bulletins import Receipt
from models.chat import Entry, Reaction, ReadMark
from models.clients import Client
from models.files import File


@dataclass(frozen=True, slots=True)
class PersonalData:
    """Moments are ISO 8601 in UTC. Notes that staff wrote of somebody are the firm's own."""

    made_at: str
    firm_id: str
    person: dict[str, str]
    messages: tuple[dict[str, Any], ...]
    files: tuple[dict[str, Any], ...]
    reactions: tuple[dict[str, str], ...]
    read: tuple[dict[str, Any], ...]
    bulletins: tuple[dict[str, str | None], ...]
    actions: tuple[dict[str, str], ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


async def personal_data_of(asker: Asker, contact_id: UUID) -> PersonalData:
    """For administrators. Raises ForbiddenError, NotFoundError."""
    require(asker, ADMINISTER)
    contact = await access_contact(asker, contact_id)
    client = await Client.get(id=contact.client_id)
    mine = {"firm_id": asker.firm_id, "author_id": contact.id}
    entries = await Entry.filter(**mine, kind__in=["message", "edit"]).order_by("id")
    files = await File.filter(firm_id=asker.firm_id, uploader_id=contact.id).order_by("id")
    marks = await ReadMark.filter(firm_id=asker.firm_id, reader_id=contact.id)
    receipts = await Receipt.filter(contact_id=contact.id).order_by("id")
    done = await AuditRow.filter(firm_id=asker.firm_id, actor_id=contact.id).order_by("id")
    return PersonalData(
        made_at=clock.as_wire(clock.now()),
        firm_id=str(asker.firm_id),
        person={
            "id": str(contact.id),
            "name": contact.name,
            "email": contact.email,
            "language": contact.language,
            "external_id": contact.external_id,
            "client": client.name,
            "client_number": client.number,
        },
        messages=tuple(map(_message, entries)),
        files=tuple(map(_file, files)),
        reactions=tuple(
            {"message": str(each.message_id), "emoji": each.emoji}
            for each in await Reaction.filter(author_id=contact.id)
        ),
        read=tuple({"conversation": str(row.conversation_id), "seq": row.seq} for row in marks),
        bulletins=tuple(_receipts(receipts)),
        actions=tuple(
            {"at": clock.as_wire(row.created_at), "subject": row.subject, "verb": row.verb}
            for row in done
        ),
    )


def _message(entry: Entry) -> dict[str, Any]:
    return {
        "conversation": str(entry.conversation_id),
        "seq": entry.seq,
        "kind": str(entry.kind.value),
        "at": clock.as_wire(entry.at),
        "body": entry.body or "",
        "files": [each["name"] for each in entry.files or ()],
    }


def _file(file: File) -> dict[str, Any]:
    return {
        "id": str(file.id),
        "name": file.name,
        "size": file.size,
        "sha256": file.sha256,
        "at": clock.as_wire(file.created_at),
    }


def _receipts(rows: Iterable[Receipt]) -> Iterable[dict[str, str | None]]:
    for row in rows:
        moments = {
            "sent": row.sent_at,
            "delivered": row.delivered_at,
            "read": row.read_at,
            "acknowledged": row.acknowledged_at,
        }
        yield {
            "bulletin": str(row.bulletin_id),
            **{name: clock.as_wire(at) if at else None for name, at in moments.items()},
        }
