"""Numbering and storing entries: the one place where a conversation's log grows.

The message path: prepared SQL, and few statements (tests/hub/test_statements.py counts them).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from hub import clock, events
from hub.access import Asker, check_conversation
from hub.actions.base import Work
from hub.actions.prepared import (
    Rows,
    Statement,
    as_id,
    as_id_or_none,
    as_json_text,
    can_lock_rows,
    insert,
    run_all,
)
from hub.cards import Card
from hub.entries import AuthorView, EntryKind, EntryView, FileView, PersonView, QuoteView
from hub.errors import NotFoundError
from hub.ids import new_id
from hub.queries.chat import entry_view
from models.chat import Conversation, ConversationKind, DeliveryState, Entry

LONGEST_SNIPPET = 120

_PLACE = """
SELECT "id", "firm_id", "client_id", "kind", "state", "waiting_for", "assigned_id",
  "snoozed_until", "last_seq", "notes_of_id", "private_to_id"
FROM "conversation" WHERE "id" = $1"""
# Asked after the row is held: what another process stored before is seen then, and not earlier.
_BESIDE = """
SELECT EXISTS(
  SELECT 1 FROM "slack_installation" WHERE "firm_id" = $1 AND "revoked_at" IS NULL
) AS "in_slack", (
  SELECT "id" FROM "entry" WHERE "conversation_id" = $2 AND "client_key" = $3 AND "author_id" {is_me}
) AS "already"
"""
_BESIDE_OF_SOMEBODY, _BESIDE_OF_NOBODY = (
    _BESIDE.format(is_me="= $4"),
    _BESIDE.format(is_me="IS NULL"),
)
_NUMBER = 'UPDATE "conversation" SET "last_seq" = $2, "last_entry_at" = $3 WHERE "id" = $1'
_NUMBER_AND_SHOW = _NUMBER.replace(" WHERE", ', "last_text" = $4 WHERE')
# A message is said to the other side: it opens what was closed, and it is their turn now.
_NUMBER_AND_OPEN = _NUMBER_AND_SHOW.replace(" WHERE", """, "state" = 'open' WHERE""")
_NUMBER_AND_TURN = {
    "staff": _NUMBER_AND_OPEN.replace(" WHERE", """, "waiting_for" = 'client' WHERE"""),
    "contact": _NUMBER_AND_OPEN.replace(
        " WHERE", """, "waiting_for" = 'us', "snoozed_until" = NULL WHERE"""
    ),
}
SHOWN_IN_LISTS = frozenset({"message", "card", "status"})


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation held against other writers until commit, as it stood before this entry."""

    id: UUID
    firm_id: UUID
    client_id: UUID
    kind: str
    state: str
    waiting_for: str
    assigned_id: UUID | None
    is_snoozed: bool
    last_seq: int
    notes_of_id: UUID | None
    private_to_id: UUID | None
    is_in_slack: bool

    @property
    def is_notes(self) -> bool:
        return self.kind == ConversationKind.NOTES


async def hold(
    work: Work, conversation_id: UUID, client_key: str | None = None
) -> tuple[Place, EntryView | None]:
    """Hold a conversation of the asker's; and the entry that the same request made before.

    Raises NotFoundError when it is not the asker's, or is none.
    """
    place, already = await _hold(work.asker, conversation_id, client_key)
    check_conversation(work.asker, place)
    if already is None:
        return place, None
    return place, entry_view(await Entry.get(id=already))


async def append(
    work: Work,
    place: Place,
    kind: EntryKind,
    *,
    entry_id: UUID | None = None,
    message_id: UUID | None = None,
    body: str | None = None,
    files: tuple[FileView, ...] = (),
    emoji: str | None = None,
    is_on: bool | None = None,
    card: dict[str, Any] | None = None,
    quote: QuoteView | None = None,
    mentions: tuple[PersonView, ...] = (),
    status: dict[str, Any] | None = None,
    client_key: str | None = None,
    beside: Sequence[Statement] = (),
) -> EntryView:
    """Number an entry, store it, queue it for the other faces, tell it after commit.

    One entry for each `hold`. `beside` is stored in the same step, after the entry.
    """
    entry = EntryView(
        conversation=place.id,
        seq=place.last_seq + 1,
        kind=kind,
        id=entry_id or new_id(),
        author=AuthorView(work.asker.kind, work.asker.id, work.asker.name),
        at=clock.now(),
        message=message_id,
        body=body,
        files=files,
        emoji=emoji,
        is_on=is_on,
        client_id=client_key,
        card=card,
        quote=quote,
        mentions=mentions,
        status=status,
    )
    statements = [_number(entry, place), _stored(work.asker, entry), *beside]
    if goes_to_slack := _goes_to_slack(work.asker, place, entry):
        statements.append(_queued_for_slack(place, entry))
    await run_all(*statements)
    if goes_to_slack:
        work.tell(events.DeliveryQueued(firm_id=work.firm_id, channel="slack"))
    work.tell(
        events.EntryStored(
            firm_id=work.firm_id,
            client_id=place.client_id,
            is_notes=place.is_notes,
            private_to=place.private_to_id,
            entry=entry,
        )
    )
    return entry


async def append_card(work: Work, conversation: Conversation, card: Card) -> EntryView:
    """Put a kept card into a conversation, or its newest state in place of the old.

    Inside another action's work, which has checked who may; the card has its id.
    """
    place, _ = await _hold(work.asker, conversation.id)
    return await append(
        work, place, "card", message_id=card.id, card=card.as_json(), body=card.title
    )


async def append_status(
    work: Work, conversation: Conversation, text: str, *, is_for_slack: bool = True
) -> EntryView:
    """A line that says what happened, written by the house; as `append_card`."""
    place, _ = await _hold(work.asker, conversation.id)
    place = replace(place, is_in_slack=place.is_in_slack and is_for_slack)
    return await append(work, place, "status", body=text)


# --- within ------------------------------------------------------------------------------------


async def _hold(
    asker: Asker, conversation_id: UUID, client_key: str | None = None
) -> tuple[Place, UUID | None]:
    beside: Statement = (_BESIDE_OF_NOBODY, [asker.firm_id, conversation_id, client_key])
    if asker.id is not None:
        beside = (_BESIDE_OF_SOMEBODY, [*beside[1], asker.id])
    held = f"{_PLACE} FOR UPDATE" if can_lock_rows() else _PLACE
    found, [row] = await run_all((held, [conversation_id]), beside)
    return _place(found, is_in_slack=bool(row["in_slack"])), as_id_or_none(row["already"])


def _place(found: Rows, *, is_in_slack: bool) -> Place:
    if not found:
        raise NotFoundError
    (row,) = found
    return Place(
        id=as_id(row["id"]),
        firm_id=as_id(row["firm_id"]),
        client_id=as_id(row["client_id"]),
        kind=row["kind"],
        state=row["state"],
        waiting_for=row["waiting_for"],
        assigned_id=as_id_or_none(row["assigned_id"]),
        is_snoozed=row["snoozed_until"] is not None,
        last_seq=row["last_seq"],
        notes_of_id=as_id_or_none(row["notes_of_id"]),
        private_to_id=as_id_or_none(row["private_to_id"]),
        is_in_slack=is_in_slack,
    )


def _number(entry: EntryView, place: Place) -> Statement:
    values: list[UUID | int | datetime | str] = [entry.conversation, entry.seq, entry.at]
    if entry.kind not in SHOWN_IN_LISTS or entry.status is not None:
        return _NUMBER, values
    values.append(snippet(entry.body, entry.files))
    if entry.kind != "message" or place.is_notes:
        return _NUMBER_AND_SHOW, values
    return _NUMBER_AND_TURN.get(entry.author.kind, _NUMBER_AND_OPEN), values


def _stored(asker: Asker, entry: EntryView) -> Statement:
    return insert(
        "entry",
        id=entry.id,
        created_at=entry.at,
        firm_id=asker.firm_id,
        conversation_id=entry.conversation,
        seq=entry.seq,
        kind=entry.kind,
        message_id=entry.message,
        author_kind=entry.author.kind,
        author_id=entry.author.id,
        author_name=entry.author.name,
        channel=asker.channel,
        body=entry.body,
        files=as_json_text([each.as_json() for each in entry.files]) if entry.files else None,
        emoji=entry.emoji,
        is_on=entry.is_on,
        card=as_json_text(entry.card) if entry.card is not None else None,
        quote=as_json_text(entry.quote.as_json()) if entry.quote else None,
        mentions=as_json_text([each.as_json() for each in entry.mentions])
        if entry.mentions
        else None,
        status=as_json_text(entry.status) if entry.status is not None else None,
        client_key=entry.client_id,
        at=entry.at,
    )


def _goes_to_slack(asker: Asker, place: Place, entry: EntryView) -> bool:
    """Everything is shown in the client's Slack thread, unless it was written there."""
    if not place.is_in_slack or asker.channel == "demo":
        return False
    return asker.channel != "slack" or entry.kind in {"card", "status"}


def _queued_for_slack(place: Place, entry: EntryView) -> Statement:
    return insert(
        "delivery",
        id=new_id(),
        created_at=entry.at,
        firm_id=place.firm_id,
        channel="slack",
        kind="entry",
        # Notes and messages share a thread, so they share its order.
        order_key=str(place.notes_of_id or place.id),
        # The entry is new, so nothing of it is queued yet.
        dedup_key=f"slack:{entry.id}",
        payload=as_json_text({"conversation": str(place.id), "entry": str(entry.id)}),
        state=DeliveryState.DUE.value,
        due_at=entry.at,
    )


def snippet(body: str | None, files: tuple[FileView, ...]) -> str:
    text = " ".join((body or "").split()) or ", ".join(each.name for each in files)
    return text if len(text) <= LONGEST_SNIPPET else text[: LONGEST_SNIPPET - 1] + "…"
