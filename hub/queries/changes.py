"""What has happened since to the messages of a page that is read out of order."""

from collections.abc import Sequence
from uuid import UUID

from tortoise.connection import get_connection

from hub.access import Asker, access_conversation
from hub.entries import EntryView
from hub.queries.chat import entry_view
from models.backends import CONNECTION
from models.chat import Entry

MOST_CHANGES = 500
# The index holds what is no message; said as its condition says it, or it is not used. Nothing of
# the conversation's numbers here: SQLite would rather walk through all of them.
_CHANGES = "SELECT id, seq FROM entry WHERE kind <> 'message' AND message_id IN"


async def changes_of(
    asker: Asker, conversation_id: UUID, entries: Sequence[EntryView]
) -> tuple[EntryView, ...]:
    """Edits, reactions and newer states of these messages that stand after the last of them.

    The latest ones, should there be hundreds.
    """
    await access_conversation(asker, conversation_id)
    messages = sorted({each.message for each in entries if each.message is not None})
    if not messages:
        return ()
    rows = await get_connection(CONNECTION).execute_query_dict(
        f"{_CHANGES} ({', '.join(f'${at}' for at in range(1, len(messages) + 1))})", messages
    )
    later = [row["id"] for row in rows if row["seq"] > entries[-1].seq]
    found = Entry.filter(id__in=later, conversation_id=conversation_id).order_by("-seq")
    return tuple(map(entry_view, reversed(await found.limit(MOST_CHANGES))))
