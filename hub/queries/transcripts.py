"""A conversation as a document: everything said, in order, and the files with their hashes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from hub import clock
from hub.access import Asker, access_conversation
from models.chat import Conversation, Entry, Message
from models.files import File, FileState
from models.firm import Firm


@dataclass(frozen=True, slots=True)
class TranscriptFile:
    """A file that hangs on a message; `sha256` in hexadecimal, as it was taken in."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """One thing that was said or happened; moments in the firm's zone.

    `is_deleted`: it was taken back, so its text is gone. `is_note`: the client never saw it.
    """

    at: datetime
    author: str
    is_staff: bool
    text: str
    files: tuple[TranscriptFile, ...] = ()
    edited_at: datetime | None = None
    is_deleted: bool = False
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class Transcript:
    firm: str
    client: str
    client_number: str
    title: str
    printed_by: str
    printed_at: datetime
    lines: tuple[TranscriptLine, ...]

    @property
    def files(self) -> tuple[TranscriptFile, ...]:
        return tuple(file for line in self.lines for file in line.files)


async def transcript_of(
    asker: Asker, conversation_id: UUID, *, with_notes: bool = False
) -> Transcript:
    """What the asker may read of a conversation, as it stands now.

    Notes are given to staff only, and only when asked for. Raises NotFoundError.
    """
    row = await access_conversation(asker, conversation_id)
    await row.fetch_related("client")
    firm = await Firm.get(id=asker.firm_id)
    zone = ZoneInfo(firm.time_zone)
    lines = await _lines(row, zone, is_note=row.notes_of_id is not None)
    if with_notes and not asker.is_contact:
        twin = await Conversation.get_or_none(notes_of_id=row.id)
        lines += await _lines(twin, zone, is_note=True) if twin else []
    return Transcript(
        firm=firm.name,
        client=row.client.name,
        client_number=row.client.number,
        title=row.title,
        printed_by=asker.name,
        printed_at=clock.now().astimezone(zone),
        lines=tuple(sorted(lines, key=lambda line: line.at)),
    )


async def _lines(
    conversation: Conversation, zone: ZoneInfo, *, is_note: bool
) -> list[TranscriptLine]:
    entries = await Entry.filter(
        conversation_id=conversation.id, kind__in=["message", "card", "status"]
    ).order_by("seq")
    states = {each.id: each for each in await Message.filter(conversation_id=conversation.id)}
    files = {each.id: each for each in await File.filter(conversation_id=conversation.id)}
    newest = {entry.message_id: entry for entry in entries if entry.kind == "card"}
    lines: list[TranscriptLine] = []
    shown: set[UUID | None] = set()
    for entry in entries:
        if entry.kind == "card" and entry.message_id in shown:
            continue
        shown.add(entry.message_id)
        state = states.get(entry.message_id) if entry.message_id else None
        edited_at = state.edited_at if state else None
        lines.append(
            TranscriptLine(
                at=entry.at.astimezone(zone),
                author=entry.author_name,
                is_staff=entry.author_kind != "contact",
                text=_text(entry, state, newest),
                files=tuple(_files(entry, files)),
                edited_at=edited_at.astimezone(zone) if edited_at else None,
                is_deleted=state is not None and state.deleted_at is not None,
                is_note=is_note,
            )
        )
    return lines


def _text(entry: Entry, state: Message | None, newest: dict[UUID | None, Entry]) -> str:
    """A message as it stands now, a card as it stands now, a status as it was written."""
    if state is not None:
        return state.body
    card = newest[entry.message_id].card if entry.kind == "card" else None
    if card is None:
        return entry.body or ""
    fields = [f"{each['label']}: {each['value']}" for each in card.get("fields", ())]
    return "\n".join([card["title"], *card.get("lines", ()), *fields])


def _files(entry: Entry, known: dict[UUID, File]) -> Iterable[TranscriptFile]:
    for each in entry.files or ():
        file = known.get(UUID(each["id"]))
        if file is not None and file.state == FileState.CLEAN:
            yield TranscriptFile(file.name, file.size, file.sha256)
