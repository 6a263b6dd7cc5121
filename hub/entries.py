"""What a person sees in a chat: entries, conversations and files as they travel between rooms."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from hub.clock import as_wire

AuthorKind = Literal["contact", "staff", "bot", "system"]
EntryKind = Literal["message", "edit", "delete", "reaction", "card", "status"]


def state_shown(state: str, waiting_for: str) -> str:
    """Where a conversation stands: closed, or open and waiting for one side (or for nobody)."""
    return f"waiting_{waiting_for}" if state == "open" and waiting_for else state


@dataclass(frozen=True, slots=True)
class AuthorView:
    kind: AuthorKind
    id: UUID | None
    name: str

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "id": str(self.id) if self.id else None, "name": self.name}


@dataclass(frozen=True, slots=True)
class FileView:
    id: UUID
    name: str
    size: int
    media_type: str
    state: str = "clean"
    # What its readers are warned of.
    flags: tuple[str, ...] = ()
    # Width and height of its picture, if there is one.
    preview: tuple[int, int] | None = None

    def as_json(self) -> dict[str, Any]:
        wire: dict[str, Any] = {
            "id": str(self.id),
            "name": self.name,
            "size": self.size,
            "media_type": self.media_type,
            "state": self.state,
        }
        if self.flags:
            wire["flags"] = list(self.flags)
        if self.preview:
            wire["preview"] = {"width": self.preview[0], "height": self.preview[1]}
        return wire


@dataclass(frozen=True, slots=True)
class QuoteView:
    """The message that another one answers; its text is empty once it was deleted."""

    message: UUID
    seq: int
    author: AuthorView
    text: str

    def as_json(self) -> dict[str, Any]:
        return {
            "message": str(self.message),
            "seq": self.seq,
            "author": self.author.as_json(),
            "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class PersonView:
    """Somebody as others name them."""

    id: UUID
    name: str

    def as_json(self) -> dict[str, Any]:
        return {"id": str(self.id), "name": self.name}


@dataclass(frozen=True, slots=True)
class EntryView:
    """One numbered entry of a conversation: the payload of the `entry` event."""

    conversation: UUID
    seq: int
    kind: EntryKind
    id: UUID
    author: AuthorView
    at: datetime
    message: UUID | None = None
    body: str | None = None
    files: tuple[FileView, ...] = ()
    emoji: str | None = None
    is_on: bool | None = None
    client_id: str | None = None
    card: Mapping[str, Any] | None = None
    quote: QuoteView | None = None
    mentions: tuple[PersonView, ...] = ()
    # What a status entry changed: state, assigned, snoozed_until.
    status: Mapping[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        """The wire shape of protocol.md; what does not belong to the kind is left out."""
        wire: dict[str, Any] = {
            "conversation": str(self.conversation),
            "seq": self.seq,
            "kind": self.kind,
            "id": str(self.id),
            "author": self.author.as_json(),
            "at": as_wire(self.at),
        }
        if self.message is not None:
            wire["message"] = str(self.message)
        if self.body is not None:
            wire["body"] = self.body
        if self.files:
            wire["files"] = [each.as_json() for each in self.files]
        if self.emoji is not None:
            wire["emoji"] = self.emoji
            wire["on"] = bool(self.is_on)
        if self.client_id is not None:
            wire["client_id"] = self.client_id
        if self.card is not None:
            wire["card"] = dict(self.card)
        if self.quote is not None:
            wire["quote"] = self.quote.as_json()
        if self.mentions:
            wire["mentions"] = [each.as_json() for each in self.mentions]
        if self.status is not None:
            wire["status"] = dict(self.status)
        return wire


@dataclass(frozen=True, slots=True)
class ConversationView:
    """A conversation in somebody's list; `notes` is the staff's twin for internal notes.

    `state` as `state_shown` says it. Who has it in hand, and whether it sleeps, only staff see.
    """

    id: UUID
    title: str
    client_number: str
    client_name: str
    client_id: UUID
    state: str
    last_seq: int
    read_seq: int
    unread: int
    last_text: str
    last_entry_at: datetime | None
    is_private: bool = False
    private_to: PersonView | None = None
    assigned: PersonView | None = None
    snoozed_until: datetime | None = None
    notes: "ConversationView | None" = None

    def as_json(self) -> dict[str, Any]:
        wire: dict[str, Any] = {
            "id": str(self.id),
            "title": self.title,
            "client": self.client_number,
            "client_name": self.client_name,
            "state": self.state,
            "last_seq": self.last_seq,
            "read_seq": self.read_seq,
            "unread": self.unread,
            "last_text": self.last_text,
            "last_entry_at": as_wire(self.last_entry_at) if self.last_entry_at else None,
        }
        if self.is_private:
            wire["private"] = True
        if self.private_to is not None:
            wire["private_to"] = self.private_to.as_json()
        if self.assigned is not None:
            wire["assigned"] = self.assigned.as_json()
        if self.snoozed_until is not None:
            wire["snoozed_until"] = as_wire(self.snoozed_until)
        if self.notes is not None:
            wire["notes"] = str(self.notes.id)
            wire["notes_last_seq"] = self.notes.last_seq
            wire["notes_read_seq"] = self.notes.read_seq
            wire["notes_unread"] = self.notes.unread
        return wire
