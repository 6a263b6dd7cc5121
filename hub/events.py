"""What has happened, told after commit. A listener wakes a job or writes to an open socket."""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import structlog

from hub.entries import AuthorKind, EntryView

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Event:
    firm_id: UUID


@dataclass(frozen=True, slots=True)
class EntryStored(Event):
    """`is_notes`: in a twin, for staff only. `client_id`: the client whose conversation it is."""

    client_id: UUID
    is_notes: bool
    private_to: UUID | None
    entry: EntryView


@dataclass(frozen=True, slots=True)
class ReadMarked(Event):
    client_id: UUID
    is_notes: bool
    conversation_id: UUID
    reader_kind: AuthorKind
    reader_id: UUID
    seq: int
    reader_name: str
    # False: what staff have read is the firm's own affair.
    is_for_contacts: bool = True
    private_to: UUID | None = None


@dataclass(frozen=True, slots=True)
class ConversationChanged(Event):
    """A conversation appeared, or its summary (title, state) changed.

    `is_internal`: what changed is the firm's own affair, so no contact is told anything.
    """

    client_id: UUID
    private_to: UUID | None
    conversation_id: UUID
    is_internal: bool = False


@dataclass(frozen=True, slots=True)
class AccessChanged(Event):
    """Somebody's rights or place changed: their sockets look again or go."""

    person_kind: AuthorKind
    person_id: UUID


@dataclass(frozen=True, slots=True)
class DeliveryQueued(Event):
    """A row waits in the outbox of this channel."""

    channel: str


@dataclass(frozen=True, slots=True)
class DeliveryFailed(Event):
    """A row of the outbox was given up: nothing tries it any more."""

    delivery_id: UUID


@dataclass(frozen=True, slots=True)
class InvoiceQueued(Event):
    invoice_id: UUID


@dataclass(frozen=True, slots=True)
class WorkChanged(Event):
    """A staff member's hours or tasks changed: what stands at the side is stale."""

    staff_id: UUID


E = TypeVar("E", bound=Event)
Listener = Callable[[Any], Awaitable[None]]

_listeners: dict[type[Event], list[Listener]] = defaultdict(list)


def subscribe(kind: type[E], listener: Callable[[E], Awaitable[None]]) -> Callable[[], None]:
    """Call `listener` with every event of this kind; returns what ends it."""
    _listeners[kind].append(listener)

    def end() -> None:
        _listeners[kind].remove(listener)

    return end


async def publish(event: Event) -> None:
    """Tell the listeners one after another; one that fails does not keep it from the others."""
    for listener in tuple(_listeners[type(event)]):
        try:
            await listener(event)
        except Exception:
            log.exception("listener failed", happening=type(event).__name__)
