"""Bulletins: one text to many clients, acknowledged company by company."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from hub import clock
from hub.access import SEND_BULLETINS, access_conversation, require
from hub.actions.base import Work, action
from hub.actions.cards import keep, renew
from hub.actions.conversations import main_conversation
from hub.cards import Button, Card, CardField, card_from_json
from hub.clock import day_of
from hub.errors import ForbiddenError, NotFoundError, UserError
from hub.queries.bulletins import reached_by
from hub.texts import say, say_date
from models.bulletins import Bulletin, Receipt
from models.chat import Conversation, StoredCard
from models.clients import Client, Contact
from models.firm import Firm

LONGEST_TITLE = 200
LONGEST_BODY = 10_000


@dataclass(frozen=True, slots=True)
class SentBulletin:
    id: UUID
    clients: int
    contacts: int


@action
async def send_bulletin(
    work: Work, *, title: str, body: str, clients: Sequence[str] | None, client_key: str
) -> SentBulletin:
    """Send a bulletin to the clients named by number (None: all active); the same key sends once.

    Each client's conversation gets one card; every active contact there gets a receipt. Raises
    UserError when there is nobody to read it.
    """
    require(work.asker, SEND_BULLETINS)
    title, body = check_text(title, body)
    # One at a time: of several presses the first sends, and no two hold each other's clients.
    await Firm.filter(id=work.firm_id).select_for_update(no_key=True).get()
    known = await Bulletin.get_or_none(client_key=client_key, firm_id=work.firm_id)
    if known is not None:
        return await _sent(known.id)
    to, _ = await reached_by(work.asker, clients)
    if not to:
        raise UserError("bulletin.nobody", field="audience")
    bulletin = await Bulletin.create(
        firm_id=work.firm_id,
        title=title,
        body=body,
        audience={"all": True} if clients is None else {"clients": list(clients)},
        author_id=work.asker.id,
        sent_at=clock.now(),
        client_key=client_key,
    )
    for client in to:
        await _send_to(work, bulletin, client)
    await work.audit("bulletins", bulletin.id, "send", after={"clients": len(to)})
    return await _sent(bulletin.id)


@action
async def acknowledge(work: Work, card_id: UUID) -> Card:
    """The contact has read the bulletin of this card; again changes nothing.

    Raises ForbiddenError for staff: nobody acknowledges for a client.
    """
    stored = await StoredCard.filter(id=card_id, firm_id=work.firm_id).get_or_none()
    if stored is None or stored.conversation_id is None:
        raise NotFoundError
    await access_conversation(work.asker, stored.conversation_id)
    if not work.asker.is_contact:
        raise ForbiddenError("bulletin.only_clients")
    stored = await StoredCard.filter(id=card_id).select_for_update(no_key=True).get()
    receipt = await Receipt.get_or_none(card_id=card_id, contact_id=work.asker.id)
    if receipt is None:
        receipt = await _late_receipt(work, card_id)
    if receipt.acknowledged_at is not None:
        return card_from_json(stored.content)
    now = clock.now()
    await Receipt.filter(id=receipt.id).update(
        acknowledged_at=now,
        read_at=receipt.read_at or now,
        delivered_at=receipt.delivered_at or now,
    )
    await work.audit("bulletins", receipt.bulletin_id, "acknowledge")
    bulletin = await Bulletin.get(id=receipt.bulletin_id)
    client = await Client.get(id=receipt.client_id)
    return await renew(work, card_id, await _card(bulletin, client, card_id))


def check_text(title: str, body: str) -> tuple[str, str]:
    """Title and body, trimmed. Raises UserError for what is missing or too long."""
    title, body = " ".join(title.split()), body.replace("\x00", "").strip()
    if not title:
        raise UserError("bulletin.no_title", field="title")
    if not body:
        raise UserError("bulletin.no_body", field="body")
    if len(title) > LONGEST_TITLE:
        raise UserError("bulletin.title_too_long", field="title", limit=LONGEST_TITLE)
    if len(body) > LONGEST_BODY:
        raise UserError("bulletin.body_too_long", field="body", limit=LONGEST_BODY)
    return title, body


async def _send_to(work: Work, bulletin: Bulletin, client: Client) -> None:
    conversation = await main_conversation(work, client.id)
    card = await keep(
        work,
        await _card(bulletin, client, None),
        command="bulletin",
        payload={"bulletin": str(bulletin.id)},
        conversation_id=conversation.id,
    )
    seq = (await Conversation.get(id=conversation.id)).last_seq
    for contact in await Contact.filter(client_id=client.id, is_active=True):
        await Receipt.create(
            firm_id=work.firm_id,
            bulletin_id=bulletin.id,
            client_id=client.id,
            contact_id=contact.id,
            conversation_id=conversation.id,
            card_id=card.id,
            seq=seq,
            sent_at=bulletin.sent_at,
        )


async def _late_receipt(work: Work, card_id: UUID) -> Receipt:
    """A receipt for a contact who joined the client after the bulletin was sent."""
    other = await Receipt.filter(card_id=card_id).first()
    if other is None:
        raise NotFoundError
    return await Receipt.create(
        firm_id=work.firm_id,
        bulletin_id=other.bulletin_id,
        client_id=other.client_id,
        contact_id=work.asker.id,
        conversation_id=other.conversation_id,
        card_id=card_id,
        seq=other.seq,
        sent_at=other.sent_at,
    )


async def _card(bulletin: Bulletin, client: Client, card_id: UUID | None) -> Card:
    """The bulletin in the client's frame language; done when every contact has acknowledged."""
    language = client.language
    receipts = (
        await Receipt.filter(card_id=card_id).prefetch_related("contact").order_by("id")
        if card_id
        else []
    )
    done = [each for each in receipts if each.acknowledged_at is not None]
    fields = tuple(
        CardField(
            each.contact.name,
            say(
                "bulletin.acknowledged_on",
                language,
                day=say_date(day_of(each.acknowledged_at), language),
            ),
        )
        for each in done
        if each.acknowledged_at is not None
    )
    is_done = bool(receipts) and len(done) == len(receipts)
    button = Button("acknowledge", say("bulletin.acknowledge", language), style="primary")
    return Card(
        kind="bulletin",
        title=bulletin.title,
        lines=tuple(line for line in bulletin.body.splitlines() if line.strip()),
        fields=fields,
        buttons=() if is_done else (button,),
        state="done" if is_done else "open",
    )


async def _sent(bulletin_id: UUID) -> SentBulletin:
    rows = await Receipt.filter(bulletin_id=bulletin_id).values_list("client_id", flat=True)
    return SentBulletin(bulletin_id, clients=len(set(rows)), contacts=len(rows))
