"""Cards that live: kept with what their buttons need, updated in place."""

from typing import Any
from uuid import UUID

from hub import clock
from hub.access import Asker, access_card, access_conversation
from hub.actions.base import Work, action
from hub.actions.entries import append_card
from hub.cards import Card, card_from_json
from hub.errors import ConflictError
from hub.ids import new_id
from models.chat import AuthorKind, Conversation, StoredCard


@action
async def keep_card(
    work: Work,
    card: Card,
    *,
    command: str,
    payload: dict[str, Any],
    conversation_id: UUID | None = None,
) -> Card:
    """Keep a card so that its buttons work; into a conversation when one is named.

    `command` is who answers the buttons, `payload` what it needs; neither is ever shown.
    """
    if conversation_id is not None:
        await access_conversation(work.asker, conversation_id)
    return await keep(work, card, command=command, payload=payload, conversation_id=conversation_id)


async def keep(
    work: Work,
    card: Card,
    *,
    command: str,
    payload: dict[str, Any],
    conversation_id: UUID | None = None,
) -> Card:
    """The same inside another action's work."""
    kept = card.kept_as(card.id or new_id(), clock.now())
    await StoredCard.create(
        id=kept.id,
        firm_id=work.firm_id,
        command=command,
        owner_kind=AuthorKind(work.asker.kind),
        owner_id=work.asker.id,
        conversation_id=conversation_id,
        content=kept.as_json(),
        payload=payload,
    )
    if conversation_id is not None:
        await append_card(work, await Conversation.get(id=conversation_id), kept)
    return kept


@action
async def update_card(
    work: Work,
    card_id: UUID,
    card: Card,
    *,
    payload: dict[str, Any] | None = None,
    version: int | None = None,
) -> Card:
    """Show a kept card's new state everywhere it stands.

    Raises ConflictError when `version` is given and the card has moved on.
    """
    await access_card(work.asker, card_id)
    return await renew(work, card_id, card, payload=payload, version=version)


async def renew(
    work: Work,
    card_id: UUID,
    card: Card,
    *,
    payload: dict[str, Any] | None = None,
    version: int | None = None,
) -> Card:
    """The same inside another action's work."""
    stored = await StoredCard.filter(id=card_id).select_for_update().get()
    if version is not None and stored.version != version:
        raise ConflictError("cards.moved_on")
    kept = card.kept_as(card_id, clock.now())
    stored.content = kept.as_json()
    stored.version += 1
    if payload is not None:
        stored.payload = payload
    await stored.save()
    if stored.conversation_id is not None:
        await append_card(work, await Conversation.get(id=stored.conversation_id), kept)
    return kept


async def shown_card(asker: Asker, card_id: UUID) -> tuple[StoredCard, Card]:
    """A card as it stands now, with its row; NotFoundError unless it is the asker's to press."""
    stored = await access_card(asker, card_id)
    return stored, card_from_json(stored.content)
