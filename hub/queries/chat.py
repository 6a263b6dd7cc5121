"""Reading conversations: lists with unread counts, entries after and before a number."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tortoise.expressions import Q
from tortoise.functions import Count

from hub.access import Asker, access_conversation, conversations_for
from hub.entries import (
    AuthorView,
    ConversationView,
    EntryView,
    FileView,
    PersonView,
    QuoteView,
    state_shown,
)
from hub.queries.inbox import as_staff_sees
from models.chat import Conversation, Entry, ReadMark
from models.files import File

MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Page:
    """Entries in the order of their numbers; `more` lie beyond the end that was read towards."""

    entries: tuple[EntryView, ...]
    more: bool


async def conversations_of(asker: Asker) -> list[ConversationView]:
    """All the asker's conversations, the latest first; for staff with their notes twins."""
    rows = (
        await conversations_for(asker).prefetch_related("client").order_by("-last_entry_at", "id")
    )
    notes: dict[UUID, Conversation] = {}
    if not asker.is_contact:
        twins = await Conversation.filter(firm_id=asker.firm_id, notes_of_id__not_isnull=True)
        notes = {twin.notes_of_id: twin for twin in twins if twin.notes_of_id}
    every_id = [row.id for row in rows] + [twin.id for twin in notes.values()]
    marks = await _marks(asker, every_id)
    unread = await _unread(asker, marks, [*rows, *notes.values()])
    views = [_view(row, marks, unread, notes.get(row.id)) for row in rows]
    return views if asker.is_contact else await as_staff_sees(rows, views)


async def conversation_of(asker: Asker, conversation_id: UUID) -> ConversationView:
    """One conversation as it stands in the asker's list."""
    row = await access_conversation(asker, conversation_id)
    await row.fetch_related("client")
    twin = None
    if not asker.is_contact:
        twin = await Conversation.get_or_none(notes_of_id=row.id)
    both = [row, twin] if twin else [row]
    marks = await _marks(asker, [each.id for each in both])
    view = _view(row, marks, await _unread(asker, marks, both), twin)
    return view if asker.is_contact else (await as_staff_sees([row], [view]))[0]


async def entries_after(
    asker: Asker, conversation_id: UUID, seq: int, limit: int = MOST_AT_ONCE
) -> Page:
    """Entries with a higher number, oldest first: what `sync` asks."""
    await access_conversation(asker, conversation_id)
    rows = (
        await Entry.filter(conversation_id=conversation_id, seq__gt=seq)
        .order_by("seq")
        .limit(limit + 1)
        .values()
    )
    return Page(tuple(map(_entry_from, rows[:limit])), more=len(rows) > limit)


async def entries_before(
    asker: Asker, conversation_id: UUID, seq: int | None, limit: int = MOST_AT_ONCE
) -> Page:
    """The latest entries below a number (None: below the end), in the order of their numbers."""
    await access_conversation(asker, conversation_id)
    query = Entry.filter(conversation_id=conversation_id)
    if seq is not None:
        query = query.filter(seq__lt=seq)
    rows = await query.order_by("-seq").limit(limit + 1).values()
    return Page(tuple(map(_entry_from, reversed(rows[:limit]))), more=len(rows) > limit)


async def entry_by_id(asker: Asker, entry_id: UUID) -> EntryView | None:
    """One entry of a conversation the asker is in."""
    entry = await Entry.get_or_none(id=entry_id, firm_id=asker.firm_id)
    if entry is None:
        return None
    await access_conversation(asker, entry.conversation_id)
    return entry_view(entry)


def entry_view(entry: Entry) -> EntryView:
    """An entry row as it travels."""
    return _entry_from({name: getattr(entry, name) for name in _ENTRY_FIELDS})


_ENTRY_FIELDS = (
    "id", "conversation_id", "seq", "kind", "message_id", "author_kind", "author_id",
    "author_name", "body", "files", "emoji", "is_on", "card", "quote", "mentions", "status",
    "client_key", "at",
)  # fmt: skip


def _entry_from(row: Mapping[str, Any]) -> EntryView:
    return EntryView(
        conversation=row["conversation_id"],
        seq=row["seq"],
        kind=str(row["kind"]),  # type: ignore[arg-type]
        id=row["id"],
        author=AuthorView(
            str(row["author_kind"]),  # type: ignore[arg-type]
            row["author_id"],
            row["author_name"],
        ),
        at=row["at"],
        message=row["message_id"],
        body=row["body"],
        files=tuple(_file_from(each) for each in row["files"] or ()),
        emoji=row["emoji"],
        is_on=row["is_on"],
        client_id=row["client_key"],
        card=row["card"],
        quote=_quote_from(row["quote"]) if row["quote"] else None,
        mentions=tuple(
            PersonView(UUID(each["id"]), each["name"]) for each in row["mentions"] or ()
        ),
        status=row["status"],
    )


def _quote_from(wire: Mapping[str, Any]) -> QuoteView:
    author = wire["author"]
    who = AuthorView(author["kind"], UUID(author["id"]) if author["id"] else None, author["name"])
    return QuoteView(UUID(wire["message"]), wire["seq"], who, wire["text"])


def files_of(rows: Iterable[File]) -> Iterator[FileView]:
    yield from map(file_view, rows)


def file_view(row: File) -> FileView:
    """A file row as it travels."""
    size = (row.preview_width, row.preview_height)
    return FileView(
        row.id,
        row.name,
        row.size,
        row.media_type,
        row.state.value,
        flags=tuple(row.flags.split()),
        preview=size if all(size) else None,
    )


def _file_from(wire: Mapping[str, Any]) -> FileView:
    preview = wire.get("preview")
    return FileView(
        UUID(wire["id"]),
        wire["name"],
        wire["size"],
        wire["media_type"],
        wire["state"],
        flags=tuple(wire.get("flags", ())),
        preview=(preview["width"], preview["height"]) if preview else None,
    )


async def _marks(asker: Asker, conversations: list[UUID]) -> dict[UUID, int]:
    rows = await ReadMark.filter(reader_id=asker.id, conversation_id__in=conversations).values_list(
        "conversation_id", "seq"
    )
    return {row[0]: row[1] for row in rows}


async def _unread(
    asker: Asker, marks: Mapping[UUID, int], conversations: list[Conversation]
) -> dict[UUID, int]:
    """How many messages and cards of others lie above the asker's mark, by conversation."""
    behind = [each for each in conversations if each.last_seq > marks.get(each.id, 0)]
    counted: dict[UUID, int] = {}
    # One query for those never read, one for each that is read in part: lists stay cheap.
    fresh = [each.id for each in behind if each.id not in marks]
    by_others = Q(author_id__isnull=True) | ~Q(author_id=asker.id)
    seen = Entry.filter(by_others, kind__in=["message", "card"])
    if fresh:
        rows = (
            await seen.filter(conversation_id__in=fresh)
            .annotate(count=Count("id"))
            .group_by("conversation_id")
            .values_list("conversation_id", "count")
        )
        counted.update({row[0]: row[1] for row in rows})
    for each in behind:
        if each.id in marks:
            counted[each.id] = await seen.filter(
                conversation_id=each.id, seq__gt=marks[each.id]
            ).count()
    return counted


def _view(
    row: Conversation,
    marks: Mapping[UUID, int],
    unread: Mapping[UUID, int],
    twin: Conversation | None,
) -> ConversationView:
    return ConversationView(
        id=row.id,
        title=row.title,
        client_number=row.client.number,
        client_name=row.client.name,
        client_id=row.client_id,
        state=state_shown(row.state.value, row.waiting_for.value),
        last_seq=row.last_seq,
        read_seq=marks.get(row.id, 0),
        unread=unread.get(row.id, 0),
        last_text=row.last_text,
        last_entry_at=row.last_entry_at,
        is_private=row.private_to_id is not None,
        notes=_twin_view(row, twin, marks, unread) if twin else None,
    )


def _twin_view(
    row: Conversation, twin: Conversation, marks: Mapping[UUID, int], unread: Mapping[UUID, int]
) -> ConversationView:
    return ConversationView(
        id=twin.id,
        title="",
        client_number=row.client.number,
        client_name=row.client.name,
        client_id=row.client_id,
        state=row.state.value,
        last_seq=twin.last_seq,
        read_seq=marks.get(twin.id, 0),
        unread=unread.get(twin.id, 0),
        last_text=twin.last_text,
        last_entry_at=twin.last_entry_at,
    )
