"""Reading clients: names, lists, one client's card."""

from dataclasses import dataclass
from uuid import UUID

from hub.access import Asker, access_conversation, require_staff
from models.clients import Client


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
