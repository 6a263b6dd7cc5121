"""Bulletins sent, and how far each has come with every client."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hub.access import Asker, require_staff
from models.bulletins import Bulletin, Receipt
from models.chat import ReadMark
from models.clients import Client, Contact


@dataclass(frozen=True, slots=True)
class Audience:
    """Who a bulletin would reach."""

    clients: tuple[str, ...]
    contacts: int


@dataclass(frozen=True, slots=True)
class BulletinProgress:
    """Counted by company: one has read or acknowledged when one of its contacts has."""

    id: UUID
    title: str
    sent_at: datetime | None
    clients: int
    read: int
    acknowledged: int
    contacts: int
    # Names of the companies that have not acknowledged.
    missing: tuple[str, ...]


async def audience_of(asker: Asker, numbers: Sequence[str] | None) -> Audience:
    require_staff(asker)
    clients = Client.filter(firm_id=asker.firm_id, is_active=True)
    if numbers is not None:
        clients = clients.filter(number__in=list(numbers))
    rows = await clients.order_by("number").values_list("id", "name")
    contacts = await Contact.filter(client_id__in=[row[0] for row in rows], is_active=True).count()
    return Audience(tuple(row[1] for row in rows), contacts)


async def bulletins_of(asker: Asker, limit: int = 10) -> list[BulletinProgress]:
    """The latest bulletins with their receipts rolled up by company."""
    require_staff(asker)
    rows = await Bulletin.filter(firm_id=asker.firm_id).order_by("-id").limit(limit)
    return [await _progress(row) for row in rows]


async def _progress(bulletin: Bulletin) -> BulletinProgress:
    receipts = await Receipt.filter(bulletin_id=bulletin.id).prefetch_related("client")
    marks = await ReadMark.filter(
        conversation_id__in=list({each.conversation_id for each in receipts}),
        reader_kind="contact",
    )
    read_to: dict[tuple[UUID | None, UUID], int] = {
        (each.conversation_id, each.reader_id): each.seq for each in marks
    }
    names = {each.client_id: each.client.name for each in receipts}
    acknowledged = {each.client_id for each in receipts if each.acknowledged_at is not None}
    read = acknowledged | {
        each.client_id
        for each in receipts
        if read_to.get((each.conversation_id, each.contact_id), 0) >= each.seq
    }
    return BulletinProgress(
        id=bulletin.id,
        title=bulletin.title,
        sent_at=bulletin.sent_at,
        clients=len(names),
        read=len(read),
        acknowledged=len(acknowledged),
        contacts=len(receipts),
        missing=tuple(sorted(name for key, name in names.items() if key not in acknowledged)),
    )
