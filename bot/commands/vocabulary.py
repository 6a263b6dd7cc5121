"""The names that a firm's people may type: its clients and activities, kept ready."""

from uuid import UUID

from bot.language import ActivityName, ClientName, Vocabulary
from hub.access import Asker
from hub.queries.clients import client_names
from hub.queries.hours import activity_names

_ready: dict[UUID, tuple[object, Vocabulary]] = {}


async def vocabulary_of(asker: Asker) -> Vocabulary:
    """The firm's vocabulary; built anew only when a client or an activity has changed.

    A contact types no commands and is told no names.
    """
    if asker.is_contact:
        return Vocabulary.of([], [])
    clients = await client_names(asker)
    activities = await activity_names(asker)
    stamp = (clients, activities)
    known = _ready.get(asker.firm_id)
    if known is not None and known[0] == stamp:
        return known[1]
    vocabulary = Vocabulary.of(
        [ClientName(each.number, each.name, each.aliases) for each in clients],
        [
            ActivityName(each.code, each.name_fi, each.name_sv, each.name_en, each.synonyms)
            for each in activities
        ],
    )
    _ready[asker.firm_id] = (stamp, vocabulary)
    return vocabulary
