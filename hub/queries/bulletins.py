"""Bulletins sent, and how far each has come with every client."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hub.access import Asker, access_client_number, require_staff
from models.bulletins import Bulletin, Receipt
from models.chat import ReadMark
from models.clients import Client, Contact


@dataclass(frozen=True, slots=True)
class Audience:
    """Who a bulletin would reach, and who it would not: nobody there reads."""

    clients: tuple[str, ...]
    contacts: int
    silent: tuple[str, ...] = ()


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
    """The same companies and people that `send_bulletin` would write to."""
    require_staff(asker)
    reached, silent = await reached_by(asker, numbers)
    contacts = await Contact.filter(
        client_id__in=[row.id for row in reached], is_active=True
    ).count()
    return Audience(_names(reached), contacts, _names(silent))


async def reached_by(
    asker: Asker, numbers: Sequence[str] | None
) -> tuple[list[Client], list[Client]]:
    """Active clients with somebody to read (None: all of the firm's), and those asked for without.

    Each once, by number. Raises NotFoundError for a number that the firm lacks.
    """
    if numbers is None:
        rows = await Client.filter(firm_id=asker.firm_id, is_active=True)
    else:
        rows = [await access_client_number(asker, number) for number in set(numbers)]
    heard = set(
        await Contact.filter(client_id__in=[row.id for row in rows], is_active=True).values_list(
            "client_id", flat=True
        )
    )
    rows.sort(key=lambda row: row.number)
    reached = [row for row in rows if row.is_active and row.id in heard]
    return reached, [row for row in rows if not row.is_active or row.id not in heard]


def _names(clients: Sequence[Client]) -> tuple[str, ...]:
    return tuple(each.name for each in clients)


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
