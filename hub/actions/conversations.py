"""Opening and closing conversations, each with its twin for notes."""

from uuid import UUID

from hub import events
from hub.access import access_client_number, conversations_for, require_staff
from hub.actions.base import Work, action, action_in_order
from hub.actions.entries import Place, hold
from hub.errors import NotFoundError, UserError
from models.chat import Conversation, ConversationKind, ConversationState


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
    place, _ = await hold(work, conversation_id)
    if place.kind != ConversationKind.CLIENT:
        raise NotFoundError
    state = ConversationState.CLOSED if closed else ConversationState.OPEN
    if place.state != state:
        await set_state(work, place, state)


async def set_state(work: Work, place: Place, state: ConversationState) -> None:
    await Conversation.filter(id=place.id).update(state=state)
    await work.audit(
        "chat",
        place.id,
        "state",
        before={"state": place.state},
        after={"state": state},
    )
    work.tell(
        events.ConversationChanged(
            firm_id=work.firm_id,
            client_id=place.client_id,
            private_to=place.private_to_id,
            conversation_id=place.id,
        )
    )
