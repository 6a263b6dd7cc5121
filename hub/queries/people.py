"""The firm's people as lists: staff by address, contacts that have a conversation."""

from dataclasses import dataclass
from uuid import UUID

from hub.access import Asker, require_staff
from models.clients import Contact
from models.firm import Staff


@dataclass(frozen=True, slots=True)
class ContactLine:
    id: UUID
    name: str
    email: str
    # The client's number.
    client: str


async def staff_ids(asker: Asker) -> dict[str, UUID]:
    """Active staff by e-mail address."""
    require_staff(asker)
    rows = await Staff.filter(firm_id=asker.firm_id, is_active=True).values_list("email", "id")
    return {row[0]: row[1] for row in rows}


async def demo_contacts(asker: Asker) -> list[ContactLine]:
    """One contact of every client first, so that neighbours differ; then the others."""
    require_staff(asker)
    rows = (
        await Contact.filter(firm_id=asker.firm_id, is_active=True, client__is_active=True)
        .prefetch_related("client")
        .order_by("client__number", "id")
    )
    lines = [ContactLine(row.id, row.name, row.email, row.client.number) for row in rows]
    first: dict[str, ContactLine] = {}
    for line in lines:
        first.setdefault(line.client, line)
    others = [line for line in lines if first[line.client] is not line]
    return [*first.values(), *others]
