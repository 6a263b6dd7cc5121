"""Staff named in an internal note: it is theirs to look at. Nobody is named before a client."""

from collections.abc import Sequence
from uuid import UUID

from hub import clock
from hub.access import Asker
from hub.actions.entries import Place
from hub.actions.prepared import Statement, insert
from hub.entries import PersonView
from hub.errors import NotFoundError, UserError
from hub.ids import new_id
from models.firm import Staff


async def mentioned(asker: Asker, place: Place, staff_ids: Sequence[UUID]) -> list[PersonView]:
    """Who is named, once each. Raises UserError outside of notes, NotFoundError for a stranger."""
    if asker.is_contact or not place.is_notes:
        raise UserError("chat.mentions_in_notes_only", field="mentions")
    wanted = list(dict.fromkeys(staff_ids))
    rows = await Staff.filter(id__in=wanted, firm_id=asker.firm_id, is_active=True)
    found = {row.id: row for row in rows}
    if len(found) < len(wanted):
        raise NotFoundError("chat.no_such_colleague", field="mentions")
    return [PersonView(each, found[each].name) for each in wanted]


def mention(asker: Asker, message_id: UUID, person: PersonView) -> Statement:
    return insert(
        "mention",
        id=new_id(),
        created_at=clock.now(),
        firm_id=asker.firm_id,
        staff_id=person.id,
        message_id=message_id,
    )
