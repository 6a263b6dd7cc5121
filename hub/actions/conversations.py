"""Opening conversations, each with its twin for notes."""

from uuid import UUID

from hub import events
from hub.access import access_client_number, access_contact, conversations_for
from hub.actions.base import Work, action
from hub.errors import NotFoundError, UserError
from models.chat import Conversation, ConversationKind


@action
async def open_conversation(
    work: Work,
    *,
    client: str | None = None,
    title: str = "",
    private: bool = False,
    contact_id: UUID | None = None,
) -> UUID:
    """Open a conversation with a client and its twin for notes; returns the id.

    A contact opens one with their own company, `private` for themselves alone. Staff name the
    client by its number, or the one contact whom it is private to.
    """
    if work.asker.is_contact:
        client_id = work.asker.client_id
        if client_id is None or contact_id is not None:
            raise NotFoundError
        return await open_for_client(
            work, client_id, title=title, private_to=work.asker.id if private else None
        )
    if contact_id is not None:
        contact = await access_contact(work.asker, contact_id)
        if not contact.is_active:
            raise NotFoundError
        return await open_for_client(work, contact.client_id, title=title, private_to=contact.id)
    if client is None:
        raise UserError("chat.which_client", field="client")
    if private:
        raise UserError("chat.which_contact", field="contact")
    return await open_for_client(
        work, (await access_client_number(work.asker, client)).id, title=title
    )


async def open_for_client(
    work: Work, client_id: UUID, *, title: str = "", private_to: UUID | None = None
) -> UUID:
    """The same inside another action's work."""
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
