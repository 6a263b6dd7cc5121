"""Writing in conversations: every act is a numbered entry, stored before it is acknowledged."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tortoise.expressions import F

from hub import clock, events
from hub.access import (
    Asker,
    access_client_number,
    access_conversation,
    conversations_for,
    require_staff,
)
from hub.actions.base import Work, action, action_in_order
from hub.cards import Card
from hub.entries import AuthorView, EntryKind, EntryView, FileView
from hub.errors import ConflictError, ForbiddenError, NotFoundError, UserError
from hub.ids import new_id
from hub.queries.chat import entry_view, files_of
from models.chat import (
    AuthorKind,
    Conversation,
    ConversationKind,
    ConversationState,
    Entry,
    Message,
    Reaction,
    ReadMark,
)
from models.clients import Client
from models.files import Attachment, File, FileState
from models.firm import SlackInstallation

LONGEST_BODY = 20_000
LONGEST_SNIPPET = 120


@action_in_order
async def send_message(
    work: Work,
    conversation_id: UUID,
    *,
    client_id: str,
    body: str,
    files: Sequence[UUID] = (),
) -> EntryView:
    """Store a message; the same `client_id` again returns the same entry.

    Raises UserError when there is neither text nor file, or the text is too long.
    Raises NotFoundError for a file that is not the sender's in this conversation.
    """
    conversation = await _hold(work.asker, conversation_id)
    if (already := await _already(work.asker, conversation_id, client_id)) is not None:
        return already
    body = _checked_body(body, may_be_empty=bool(files))
    attached = await _own_clean_files(work.asker, conversation, files)
    entry_id = new_id()
    entry = await _append(
        work,
        conversation,
        "message",
        entry_id=entry_id,
        message_id=entry_id,
        body=body,
        files=tuple(files_of(attached)),
        client_key=client_id,
    )
    await Message.create(
        id=entry_id,
        firm_id=work.firm_id,
        conversation_id=conversation.id,
        seq=entry.seq,
        author_kind=AuthorKind(entry.author.kind),
        author_id=work.asker.id,
        body=body,
    )
    for file in attached:
        await Attachment.create(file_id=file.id, message_id=entry_id)
    if conversation.state == ConversationState.CLOSED:
        await _set_state(work, conversation, ConversationState.OPEN)
    await work.audit("chat", entry_id, "send", after={"conversation": str(conversation.id)})
    return entry


@action_in_order
async def edit_message(
    work: Work, conversation_id: UUID, *, message_id: UUID, client_id: str, body: str
) -> EntryView:
    """Replace the text of one's own message; an edit after a deletion is refused."""
    conversation = await _hold(work.asker, conversation_id)
    if (already := await _already(work.asker, conversation_id, client_id)) is not None:
        return already
    message = await _own_message(work.asker, conversation, message_id)
    has_files = await Attachment.filter(message_id=message_id).exists()
    body = _checked_body(body, may_be_empty=has_files)
    await Message.filter(id=message.id).update(body=body, edited_at=clock.now())
    await work.audit("chat", message_id, "edit")
    return await _append(
        work, conversation, "edit", message_id=message_id, body=body, client_key=client_id
    )


@action_in_order
async def delete_message(
    work: Work, conversation_id: UUID, *, message_id: UUID, client_id: str
) -> EntryView:
    """Take back one's own message: its place stays, its text goes."""
    conversation = await _hold(work.asker, conversation_id)
    if (already := await _already(work.asker, conversation_id, client_id)) is not None:
        return already
    message = await _own_message(work.asker, conversation, message_id)
    await Message.filter(id=message.id).update(body="", deleted_at=clock.now())
    # The log keeps the number; what was said must not be read from it any more.
    await (
        Entry.filter(conversation_id=conversation.id, message_id=message_id)
        .exclude(kind="reaction")
        .update(body="", files=None)
    )
    await work.audit("chat", message_id, "delete")
    return await _append(work, conversation, "delete", message_id=message_id, client_key=client_id)


@action_in_order
async def set_reaction(
    work: Work, conversation_id: UUID, *, message_id: UUID, emoji: str, on: bool, client_id: str
) -> EntryView:
    """Put or take one's reaction; putting twice is once."""
    conversation = await _hold(work.asker, conversation_id)
    if (already := await _already(work.asker, conversation_id, client_id)) is not None:
        return already
    message = await Message.get_or_none(id=message_id, conversation_id=conversation.id)
    if message is None or message.deleted_at is not None:
        raise NotFoundError("chat.no_message", field="message")
    author_id = _known(work.asker)
    if on:
        await Reaction.get_or_create(message_id=message_id, author_id=author_id, emoji=emoji)
    else:
        await Reaction.filter(message_id=message_id, author_id=author_id, emoji=emoji).delete()
    await work.audit("chat", message_id, "react")
    return await _append(
        work,
        conversation,
        "reaction",
        message_id=message_id,
        emoji=emoji,
        is_on=on,
        client_key=client_id,
    )


@action_in_order
async def mark_read(work: Work, conversation_id: UUID, *, seq: int) -> int:
    """Move the asker's read mark forward, never back; returns where it stands."""
    conversation = await access_conversation(work.asker, conversation_id)
    reader_id = _known(work.asker)
    seq = min(seq, conversation.last_seq)
    mark = await ReadMark.get_or_none(conversation_id=conversation.id, reader_id=reader_id)
    if mark is not None and mark.seq >= seq:
        return int(mark.seq)
    if mark is None:
        await ReadMark.create(
            firm_id=work.firm_id,
            conversation_id=conversation.id,
            reader_kind=AuthorKind(_author_kind(work.asker)),
            reader_id=reader_id,
            seq=seq,
        )
    else:
        await ReadMark.filter(id=mark.id, seq__lt=seq).update(seq=seq)
    work.tell(
        events.ReadMarked(
            firm_id=work.firm_id,
            client_id=conversation.client_id,
            is_notes=conversation.kind == ConversationKind.NOTES,
            conversation_id=conversation.id,
            reader_kind=_author_kind(work.asker),
            reader_id=reader_id,
            seq=seq,
            private_to=conversation.private_to_id,
        )
    )
    return seq


@action
async def open_conversation(
    work: Work, *, client: str | None = None, title: str = "", private: bool = False
) -> UUID:
    """Open a conversation with a client and its twin for notes; returns the id.

    A contact opens one with their own company; staff name the client by its number.
    """
    if work.asker.is_contact:
        client_id = work.asker.client_id
        if client_id is None:
            raise NotFoundError
    else:
        if client is None:
            raise UserError("chat.which_client", field="client")
        client_id = (await access_client_number(work.asker, client)).id
    return await open_for_client(work, client_id, title=title, private=private)


async def open_for_client(
    work: Work, client_id: UUID, *, title: str = "", private: bool = False
) -> UUID:
    """The same inside another action's work."""
    private_to = work.asker.id if private and work.asker.is_contact else None
    conversation = await Conversation.create(
        firm_id=work.firm_id,
        client_id=client_id,
        kind=ConversationKind.CLIENT,
        title=title.strip()[:200],
        private_to_id=private_to,
    )
    await Conversation.create(
        firm_id=work.firm_id,
        client_id=client_id,
        kind=ConversationKind.NOTES,
        notes_of_id=conversation.id,
    )
    await work.audit("chat", conversation.id, "open")
    work.tell(
        events.ConversationChanged(
            firm_id=work.firm_id,
            client_id=client_id,
            private_to=private_to,
            conversation_id=conversation.id,
        )
    )
    return conversation.id


async def main_conversation(work: Work, client_id: UUID) -> Conversation:
    """The client's own conversation, the oldest that everybody there sees; opened if there is none."""
    found = (
        await conversations_for(work.asker)
        .filter(client_id=client_id, private_to_id__isnull=True)
        .order_by("id")
        .first()
    )
    if found is not None:
        return found
    return await Conversation.get(id=await open_for_client(work, client_id))


async def notes_twin(conversation: Conversation) -> Conversation:
    """The notes of a client conversation; a notes conversation is its own."""
    if conversation.kind == ConversationKind.NOTES:
        return conversation
    return await Conversation.get(notes_of_id=conversation.id)


@action_in_order
async def close_conversation(work: Work, conversation_id: UUID, *, closed: bool = True) -> None:
    """Close a conversation, or open it again."""
    require_staff(work.asker)
    conversation = await _hold(work.asker, conversation_id)
    if conversation.kind != ConversationKind.CLIENT:
        raise NotFoundError
    state = ConversationState.CLOSED if closed else ConversationState.OPEN
    if conversation.state != state:
        await _set_state(work, conversation, state)


@action_in_order
async def post_card(work: Work, conversation_id: UUID, card: Card) -> EntryView:
    """Put a kept card into a conversation, or its newest state in place of the old."""
    conversation = await _hold(work.asker, conversation_id)
    return await append_card(work, conversation, card)


async def append_card(work: Work, conversation: Conversation, card: Card) -> EntryView:
    """The same inside another action's work; the card has its id."""
    return await _append(
        work, conversation, "card", message_id=card.id, card=card.as_json(), body=card.title
    )


async def append_status(work: Work, conversation: Conversation, text: str) -> EntryView:
    """A line that says what happened, written by the house."""
    return await _append(work, conversation, "status", body=text)


# --- within ------------------------------------------------------------------------------------


async def _hold(asker: Asker, conversation_id: UUID) -> Conversation:
    """The conversation, held against other writers until commit."""
    await access_conversation(asker, conversation_id)
    return await Conversation.filter(id=conversation_id).select_for_update().get()


async def _already(asker: Asker, conversation_id: UUID, client_key: str) -> EntryView | None:
    """The entry that the same request made before."""
    found = await Entry.filter(
        conversation_id=conversation_id, author_id=asker.id, client_key=client_key
    ).first()
    return entry_view(found) if found else None


async def _append(
    work: Work,
    conversation: Conversation,
    kind: EntryKind,
    *,
    entry_id: UUID | None = None,
    message_id: UUID | None = None,
    body: str | None = None,
    files: tuple[FileView, ...] = (),
    emoji: str | None = None,
    is_on: bool | None = None,
    card: dict[str, Any] | None = None,
    client_key: str | None = None,
) -> EntryView:
    """Number an entry, store it, queue it for the other faces, tell it after commit."""
    now = clock.now()
    changes: dict[str, Any] = {"last_seq": F("last_seq") + 1, "last_entry_at": now}
    if kind in {"message", "card", "status"}:
        changes["last_text"] = _snippet(body, files)
    await Conversation.filter(id=conversation.id).update(**changes)
    seq = await Conversation.get(id=conversation.id).values_list("last_seq", flat=True)
    entry = EntryView(
        conversation=conversation.id,
        seq=int(str(seq)),
        kind=kind,
        id=entry_id or new_id(),
        author=AuthorView(_author_kind(work.asker), work.asker.id, work.asker.name),
        at=now,
        message=message_id,
        body=body,
        files=files,
        emoji=emoji,
        is_on=is_on,
        client_id=client_key,
        card=card,
    )
    await _store(work, entry)
    await _queue_for_slack(work, conversation, entry)
    work.tell(
        events.EntryStored(
            firm_id=work.firm_id,
            client_id=conversation.client_id,
            is_notes=conversation.kind == ConversationKind.NOTES,
            private_to=conversation.private_to_id,
            entry=entry,
        )
    )
    return entry


async def _store(work: Work, entry: EntryView) -> None:
    await Entry.create(
        id=entry.id,
        firm_id=work.firm_id,
        conversation_id=entry.conversation,
        seq=entry.seq,
        kind=entry.kind,
        message_id=entry.message,
        author_kind=AuthorKind(entry.author.kind),
        author_id=entry.author.id,
        author_name=entry.author.name,
        channel=work.asker.channel,
        body=entry.body,
        files=[each.as_json() for each in entry.files] or None,
        emoji=entry.emoji,
        is_on=entry.is_on,
        card=dict(entry.card) if entry.card is not None else None,
        client_key=entry.client_id,
        at=entry.at,
        created_at=entry.at,
    )


async def _queue_for_slack(work: Work, conversation: Conversation, entry: EntryView) -> None:
    """Show the entry in the client's Slack thread, unless it was written there."""
    written_there = work.asker.channel == "slack" and entry.kind not in {"card", "status"}
    if written_there or work.asker.channel == "demo":
        return
    if not await SlackInstallation.filter(firm_id=work.firm_id, revoked_at=None).exists():
        return
    await work.deliver(
        "slack",
        "entry",
        # Notes and messages share a thread, so they share its order.
        order_key=str(conversation.notes_of_id or conversation.id),
        dedup_key=f"slack:{entry.id}",
        payload={"conversation": str(conversation.id), "entry": str(entry.id)},
    )


async def _set_state(work: Work, conversation: Conversation, state: ConversationState) -> None:
    await Conversation.filter(id=conversation.id).update(state=state)
    await work.audit(
        "chat",
        conversation.id,
        "state",
        before={"state": conversation.state},
        after={"state": state},
    )
    work.tell(
        events.ConversationChanged(
            firm_id=work.firm_id,
            client_id=conversation.client_id,
            private_to=conversation.private_to_id,
            conversation_id=conversation.id,
        )
    )


async def _own_message(asker: Asker, conversation: Conversation, message_id: UUID) -> Message:
    message = await Message.get_or_none(id=message_id, conversation_id=conversation.id)
    if message is None:
        raise NotFoundError("chat.no_message", field="message")
    if message.author_id != asker.id:
        raise ForbiddenError("chat.not_your_message", field="message")
    if message.deleted_at is not None:
        raise ConflictError("chat.message_deleted", field="message")
    return message


async def _own_clean_files(
    asker: Asker, conversation: Conversation, wanted: Sequence[UUID]
) -> list[File]:
    """The files in the order they were named; each uploaded here by the sender and found clean."""
    found = {
        each.id: each
        for each in await File.filter(id__in=list(wanted), conversation_id=conversation.id)
    }
    chosen = []
    for file_id in wanted:
        file = found.get(file_id)
        if file is None or file.uploader_id != asker.id or file.state != FileState.CLEAN:
            raise NotFoundError("files.unknown", field="files")
        chosen.append(file)
    return chosen


def _checked_body(body: str, *, may_be_empty: bool) -> str:
    # PostgreSQL refuses NUL bytes, SQLite keeps them: they end at the edge.
    body = body.replace("\x00", "").strip()
    if not body and not may_be_empty:
        raise UserError("chat.empty", field="body")
    if len(body) > LONGEST_BODY:
        raise UserError("chat.too_long", field="body", limit=LONGEST_BODY)
    return body


def _snippet(body: str | None, files: tuple[FileView, ...]) -> str:
    text = " ".join((body or "").split()) or ", ".join(each.name for each in files)
    return text if len(text) <= LONGEST_SNIPPET else text[: LONGEST_SNIPPET - 1] + "…"


def _author_kind(asker: Asker) -> Any:
    return asker.kind


def _known(asker: Asker) -> UUID:
    if asker.id is None:
        raise NotFoundError
    return asker.id


async def client_of(conversation: Conversation) -> Client:
    return await Client.get(id=conversation.client_id)
