"""What only staff see of a conversation: whose it is now, whom it is private to, how long it sleeps."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from hub.access import Asker, require_staff
from hub.entries import ConversationView, PersonView
from models.chat import Conversation
from models.clients import Contact
from models.firm import Staff


async def as_staff_sees(
    rows: Sequence[Conversation], views: Iterable[ConversationView]
) -> list[ConversationView]:
    """The views of these rows, in the same order, with what no contact is told."""
    hands = {row.assigned_id for row in rows if row.assigned_id}
    alone = {row.private_to_id for row in rows if row.private_to_id}
    staff = dict(await Staff.filter(id__in=hands).values_list("id", "name")) if hands else {}
    contacts = dict(await Contact.filter(id__in=alone).values_list("id", "name")) if alone else {}
    return [
        replace(
            view,
            assigned=_named(row.assigned_id, staff),
            private_to=_named(row.private_to_id, contacts),
            snoozed_until=row.snoozed_until,
        )
        for row, view in zip(rows, views, strict=True)
    ]


async def colleagues(asker: Asker) -> list[PersonView]:
    """The firm's active staff by name: who may be given a conversation."""
    require_staff(asker)
    rows = Staff.filter(firm_id=asker.firm_id, is_active=True).order_by("name", "id")
    return [PersonView(*row) for row in await rows.values_list("id", "name")]


async def sleepers_due(now: datetime) -> list[tuple[UUID, UUID]]:
    """(firm, conversation) of every firm whose time to come back has come."""
    rows = Conversation.filter(snoozed_until__lte=now).order_by("snoozed_until")
    return [(row[0], row[1]) for row in await rows.values_list("firm_id", "id")]


def _named(person: UUID | None, names: dict[UUID, str]) -> PersonView | None:
    name = names.get(person) if person else None
    return PersonView(person, name) if person and name else None
