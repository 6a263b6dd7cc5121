"""Makes what was said be as if it had not been: texts, files, reactions, links; numbers stay."""

from collections.abc import Sequence
from uuid import UUID

from hub.actions.prepared import as_id
from hub.actions.quotes import renew_quotes
from hub.actions.summaries import latest_text
from models.chat import (
    AuthorKind,
    Conversation,
    Entry,
    EntryKind,
    Message,
    Reaction,
    SlackLink,
)
from models.files import Attachment, File, FileState
from models.materials import DeliveredFile

# Nobody may have such a file any more; its bytes are about to go, and its row after them.
GONE = {"state": FileState.REFUSED, "refused_because": "expired"}


async def forget_messages(firm_id: UUID, message_ids: Sequence[UUID]) -> None:
    """Inside an action's work. Files that nothing else needs are GONE; their bytes go later.

    An entry keeps its number, so that no reader's log has a gap, and says only that its message
    is gone.
    """
    ids = list(message_ids)
    places = await Message.filter(id__in=ids, firm_id=firm_id).values_list(
        "conversation_id", flat=True
    )
    file_ids = await Attachment.filter(message_id__in=ids).values_list("file_id", flat=True)
    await Attachment.filter(message_id__in=ids).delete()
    await _let_files_go(firm_id, [*map(as_id, file_ids)])
    await Reaction.filter(message_id__in=ids).delete()
    await SlackLink.filter(firm_id=firm_id, hub_id__in=ids).delete()
    await blank_entries(firm_id, ids)
    await Message.filter(id__in=ids, firm_id=firm_id).delete()
    for place in {*map(as_id, places)}:
        await renew_quotes(place, dict.fromkeys(ids, ""))
        await Conversation.filter(id=place).update(last_text=await latest_text(place))


async def blank_entries(firm_id: UUID, hub_ids: Sequence[UUID]) -> None:
    """All entries of these messages or cards say no more than that it is gone."""
    await Entry.filter(firm_id=firm_id, message_id__in=list(hub_ids)).update(
        kind=EntryKind.DELETE,
        author_kind=AuthorKind.SYSTEM,
        author_id=None,
        author_name="",
        channel="",
        body=None,
        files=None,
        emoji=None,
        is_on=None,
        card=None,
        quote=None,
        mentions=None,
        client_key=None,
    )


async def _let_files_go(firm_id: UUID, file_ids: Sequence[UUID]) -> None:
    still: set[UUID] = set()
    for users in (Attachment, DeliveredFile):
        used = await users.filter(file_id__in=file_ids).values_list("file_id", flat=True)
        still.update(map(as_id, used))
    going = [each for each in file_ids if each not in still]
    await File.filter(firm_id=firm_id, id__in=going).update(**GONE)
