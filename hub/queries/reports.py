"""How a client stands: open tasks, missing material, unbilled hours, what was said last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from hub.access import SEE_MONEY, Asker, access_client_number, conversations_for, require_staff
from hub.money import hours_cents
from hub.queries.billing import draft_for
from hub.queries.hours import may_see_others
from hub.queries.tasks import TaskView, tasks_on
from models.billing import BilledEntry
from models.chat import Entry, Message
from models.clients import Client
from models.hours import TimeEntry
from models.materials import ItemState, MaterialItem

LATEST_MESSAGES = 3
LONGEST_SNIPPET = 140


@dataclass(frozen=True, slots=True)
class MissingItem:
    """Something the client was asked for and has not delivered."""

    title: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class SaidLast:
    author: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class UnbilledHours:
    """Billable minutes on no invoice; `cents` (approved ones) only for who may see money."""

    approved_minutes: int
    unapproved_minutes: int
    cents: int | None


@dataclass(frozen=True, slots=True)
class ClientStatus:
    """`unbilled` is of everybody's hours, or of one's own without the right to see others'."""

    number: str
    name: str
    tasks: tuple[TaskView, ...]
    missing: tuple[MissingItem, ...]
    unbilled: UnbilledHours
    is_own_hours_only: bool
    messages: tuple[SaidLast, ...]


async def client_status(asker: Asker, client: str) -> ClientStatus:
    """One client (its number) at a glance."""
    require_staff(asker)
    row = await access_client_number(asker, client)
    return ClientStatus(
        number=row.number,
        name=row.name,
        tasks=await tasks_on(asker, client),
        missing=await _missing(row),
        unbilled=await _unbilled(asker, row),
        is_own_hours_only=not may_see_others(asker),
        messages=await _said_last(asker, row),
    )


async def _missing(client: Client) -> tuple[MissingItem, ...]:
    items = (
        await MaterialItem.filter(
            request__client_id=client.id,
            request__closed_at=None,
            state__in=[ItemState.OPEN, ItemState.MORE_WANTED],
        )
        .select_related("request")
        .order_by("request__due_on", "position")
    )
    return tuple(MissingItem(each.title, each.request.due_on) for each in items)


async def _unbilled(asker: Asker, client: Client) -> UnbilledHours:
    entries = TimeEntry.filter(
        firm_id=client.firm_id, client_id=client.id, deleted_at=None, is_billable=True
    )
    if not may_see_others(asker):
        entries = entries.filter(staff_id=asker.id)
    rows = await entries
    billed = set(
        await BilledEntry.filter(entry__client_id=client.id).values_list("entry_id", flat=True)
    )
    waiting = [each for each in rows if each.id not in billed]
    approved = [each for each in waiting if each.approved_at is not None]
    return UnbilledHours(
        approved_minutes=sum(map(_minutes, approved)),
        unapproved_minutes=sum(map(_minutes, waiting)) - sum(map(_minutes, approved)),
        cents=await _worth(asker, client, approved),
    )


async def _worth(asker: Asker, client: Client, approved: Sequence[TimeEntry]) -> int | None:
    """What these entries would come to on invoices, without VAT; nobody else's count."""
    if asker.is_staff and SEE_MONEY not in asker.rights:
        return None
    minutes = {each.id: _minutes(each) for each in approved}
    periods = {each.period or f"{each.date:%Y-%m}" for each in approved}
    drafts = [await draft_for(client, period, asker.language) for period in sorted(periods)]
    return sum(
        hours_cents(sum(minutes.get(entry, 0) for entry in row.entries), row.hour_price_e4)
        for draft in drafts
        for row in draft.rows
    )


def _minutes(entry: TimeEntry) -> int:
    return entry.minutes if entry.billed_minutes is None else entry.billed_minutes


async def _said_last(asker: Asker, client: Client) -> tuple[SaidLast, ...]:
    places = await conversations_for(asker).filter(client_id=client.id).values_list("id", flat=True)
    messages = (
        await Message.filter(conversation_id__in=list(places), deleted_at=None)
        .order_by("-id")
        .limit(LATEST_MESSAGES)
    )
    # A message has the id of the entry that wrote it.
    entries = {each.id: each for each in await Entry.filter(id__in=[row.id for row in messages])}
    return tuple(_said(row, entries) for row in messages if row.id in entries)


def _said(message: Message, entries: dict[UUID, Entry]) -> SaidLast:
    text = " ".join(message.body.split())
    if len(text) > LONGEST_SNIPPET:
        text = text[: LONGEST_SNIPPET - 1] + "…"
    entry = entries[message.id]
    return SaidLast(entry.author_name, text, entry.at)
