"""Reading clients: names, lists, one client's card."""

from dataclasses import dataclass
from uuid import UUID

from hub.access import (
    Asker,
    access_client,
    access_conversation,
    conversations_for,
    require_staff,
)
from models.clients import Client, Contact, Responsibility


@dataclass(frozen=True, slots=True)
class NamedClient:
    """A client as it may be typed."""

    id: UUID
    number: str
    name: str
    aliases: tuple[str, ...]


async def client_names(asker: Asker) -> tuple[NamedClient, ...]:
    """All active clients of the firm, by number."""
    require_staff(asker)
    rows = (
        await Client.filter(firm_id=asker.firm_id, is_active=True)
        .order_by("number")
        .values_list("id", "number", "name", "aliases")
    )
    return tuple(NamedClient(row[0], row[1], row[2], tuple(row[3])) for row in rows)


async def client_number_of_conversation(asker: Asker, conversation_id: UUID | None) -> str | None:
    """The number of the client whose conversation it is."""
    if conversation_id is None:
        return None
    conversation = await access_conversation(asker, conversation_id)
    return str((await Client.get(id=conversation.client_id)).number)


@dataclass(frozen=True, slots=True)
class ClientView:
    id: UUID
    number: str
    name: str
    business_id: str
    language: str


@dataclass(frozen=True, slots=True)
class PersonView:
    id: UUID
    name: str
    email: str
    # A contact's language, or how a staff member answers for the client.
    role: str


@dataclass(frozen=True, slots=True)
class ClientCard:
    client: ClientView
    contacts: tuple[PersonView, ...]
    responsible: tuple[PersonView, ...]
    conversations: tuple[UUID, ...]


async def clients_page(
    asker: Asker, *, search: str = "", after: str = "", limit: int = 50
) -> tuple[tuple[ClientView, ...], str | None]:
    """Active clients by number; the second value is the `after` of the next page, if any."""
    require_staff(asker)
    found = Client.filter(firm_id=asker.firm_id, is_active=True, number__gt=after)
    for word in search.casefold().split()[:5]:
        found = found.filter(search_text__contains=word)
    rows = await found.order_by("number").limit(limit + 1)
    views = tuple(map(_client_view, rows[:limit]))
    return views, views[-1].number if len(rows) > limit else None


async def client_card(asker: Asker, client_id: UUID) -> ClientCard:
    """One client with its people, who answers for it, and its conversations."""
    require_staff(asker)
    client = await access_client(asker, client_id)
    contacts = await Contact.filter(client_id=client.id, is_active=True).order_by("name")
    responsible = await Responsibility.filter(client_id=client.id).prefetch_related("staff")
    places = await conversations_for(asker).filter(client_id=client.id).order_by("id")
    return ClientCard(
        _client_view(client),
        tuple(PersonView(row.id, row.name, row.email, row.language) for row in contacts),
        tuple(
            PersonView(row.staff.id, row.staff.name, row.staff.email, row.role.value)
            for row in responsible
        ),
        tuple(row.id for row in places),
    )


def _client_view(row: Client) -> ClientView:
    return ClientView(row.id, row.number, row.name, row.business_id, row.language)
