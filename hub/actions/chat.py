"""Writing in conversations: every act is a numbered entry, stored before it is acknowledged."""

from collections.abc import Sequence
from uuid import UUID

from hub import clock, events
from hub.access import Asker, access_conversation
from hub.actions.base import Work, action_at_once, action_in_order
from hub.actions.entries import Place, append, hold
from hub.actions.mentions import mention, mentioned
from hub.actions.prepared import Statement, insert, run_all
from hub.actions.quotes import quote_of
from hub.entries import EntryView
from hub.errors import NotFoundError, UserError
from hub.ids import new_id
from hub.queries.chat import files_of
from hub.queries.talk_rules import talk_rules
from hub.shapes import is_blank
from models.chat import (
    ConversationKind,
    ConversationState,
    Message,
    Reaction,
    ReadMark,
)
from models.files import File, FileState

LONGEST_BODY = 20_000


@action_at_once
async def send_message(
    work: Work,
    conversation_id: UUID,
    *,
    client_id: str,
    body: str,
    files: Sequence[UUID] = (),
    reply_to: UUID | None = None,
    mentions: Sequence[UUID] = (),
) -> EntryView:
    """Store a message; the same `client_id` again returns the same entry.

    Raises UserError when there is neither text nor file, or the text is too long.
    Raises NotFoundError for a file that is not the sender's in this conversation, or an answered
    message of another one. Raises UserError for a mention outside of notes.
    """
    place, already = await hold(work, conversation_id, client_id)
    if already is not None:
        return already
    body = checked_body(body, may_be_empty=bool(files))
    attached = await _own_clean_files(work.asker, place, files) if files else []
    quote = await quote_of(place, reply_to) if reply_to else None
    named = await mentioned(work.asker, place, mentions) if mentions else []
    entry_id = new_id()
    entry = await append(
        work,
        place,
        "message",
        entry_id=entry_id,
        message_id=entry_id,
        body=body,
        files=tuple(files_of(attached)),
        quote=quote,
        mentions=tuple(named),
        client_key=client_id,
        beside=(
            _message(work.asker, place, entry_id, body),
            *(_attachment(file, entry_id) for file in attached),
            *(mention(work.asker, entry_id, person) for person in named),
            work.audited("chat", entry_id, "send", after={"conversation": str(place.id)}),
            *_reopened(work, place),
        ),
    )
    if place.state == ConversationState.CLOSED or place.is_snoozed:
        work.tell(
            events.ConversationChanged(
                firm_id=work.firm_id,
                client_id=place.client_id,
                private_to=place.private_to_id,
                conversation_id=place.id,
            )
        )
    return entry


@action_in_order
async def set_reaction(
    work: Work, conversation_id: UUID, *, message_id: UUID, emoji: str, on: bool, client_id: str
) -> EntryView:
    """Put or take one's reaction; putting twice is once."""
    place, already = await hold(work, conversation_id, client_id)
    if already is not None:
        return already
    message = await Message.get_or_none(id=message_id, conversation_id=place.id)
    if message is None or message.deleted_at is not None:
        raise NotFoundError("chat.no_message", field="message")
    author_id = _known(work.asker)
    if on:
        await Reaction.get_or_create(message_id=message_id, author_id=author_id, emoji=emoji)
    else:
        await Reaction.filter(message_id=message_id, author_id=author_id, emoji=emoji).delete()
    await work.audit("chat", message_id, "react")
    return await append(
        work,
        place,
        "reaction",
        message_id=message_id,
        emoji=emoji,
        is_on=on,
        client_key=client_id,
    )


@action_at_once
async def mark_read(work: Work, conversation_id: UUID, *, seq: int) -> int:
    """Move the asker's read mark forward, never back; returns where it stands."""
    conversation = await access_conversation(work.asker, conversation_id)
    reader_id = _known(work.asker)
    seq = min(seq, conversation.last_seq)
    mark = await ReadMark.get_or_none(conversation_id=conversation.id, reader_id=reader_id)
    if mark is not None and mark.seq >= seq:
        return int(mark.seq)
    if mark is None:
        await run_all(
            insert(
                "read_mark",
                id=new_id(),
                created_at=clock.now(),
                firm_id=work.firm_id,
                conversation_id=conversation.id,
                reader_kind=work.asker.kind,
                reader_id=reader_id,
                seq=seq,
            )
        )
    else:
        await ReadMark.filter(id=mark.id, seq__lt=seq).update(seq=seq)
    work.tell(
        events.ReadMarked(
            firm_id=work.firm_id,
            client_id=conversation.client_id,
            is_notes=conversation.kind == ConversationKind.NOTES,
            conversation_id=conversation.id,
            reader_kind=work.asker.kind,
            reader_id=reader_id,
            seq=seq,
            reader_name=work.asker.name,
            is_for_contacts=await _is_for_contacts(work.asker),
            private_to=conversation.private_to_id,
        )
    )
    return seq


def checked_body(body: str, *, may_be_empty: bool) -> str:
    # PostgreSQL refuses NUL bytes, SQLite keeps them: they end at the edge.
    body = body.replace("\x00", "").strip()
    if is_blank(body) and not may_be_empty:
        raise UserError("chat.empty", field="body")
    if len(body) > LONGEST_BODY:
        raise UserError("chat.too_long", field="body", limit=LONGEST_BODY)
    return body


# --- within ------------------------------------------------------------------------------------


def _reopened(work: Work, place: Place) -> list[Statement]:
    """A message opens what was closed (hub/actions/entries.py does it): seen in the audit."""
    if place.state != ConversationState.CLOSED:
        return []
    return [
        work.audited("chat", place.id, "state", before={"state": "closed"}, after={"state": "open"})
    ]


def _message(asker: Asker, place: Place, message_id: UUID, body: str) -> Statement:
    """The state of the message that this entry begins."""
    return insert(
        "message",
        id=message_id,
        created_at=clock.now(),
        firm_id=asker.firm_id,
        conversation_id=place.id,
        seq=place.last_seq + 1,
        author_kind=asker.kind,
        author_id=asker.id,
        body=body,
    )


def _attachment(file: File, message_id: UUID) -> Statement:
    return insert(
        "attachment", id=new_id(), created_at=clock.now(), file_id=file.id, message_id=message_id
    )


async def _own_clean_files(asker: Asker, place: Place, wanted: Sequence[UUID]) -> list[File]:
    """The files in the order they were named; each uploaded here by the sender and found clean."""
    found = {
        each.id: each for each in await File.filter(id__in=list(wanted), conversation_id=place.id)
    }
    chosen = []
    for file_id in wanted:
        file = found.get(file_id)
        if file is None or file.uploader_id != asker.id or file.state != FileState.CLEAN:
            raise NotFoundError("files.unknown", field="files")
        chosen.append(file)
    return chosen


async def _is_for_contacts(reader: Asker) -> bool:
    return reader.is_contact or (await talk_rules(reader.firm_id)).has_staff_receipts


def _known(asker: Asker) -> UUID:
    if asker.id is None:
        raise NotFoundError
    return asker.id
