"""An invoice shown where it was asked for: its card anew, and one line of what happened."""

from uuid import UUID

from hub import clock
from hub.actions.base import Work
from hub.actions.cards import renew
from hub.actions.entries import append_card, append_status
from hub.actions.invoice_cards import InvoiceFacts, Reason, invoice_card, outcome_line
from models.billing import BilledEntry, Invoice, InvoiceRow
from models.chat import Conversation, StoredCard
from models.clients import Client
from models.firm import Staff


async def tell(work: Work, invoice_id: UUID, client: Client, verb: str) -> None:
    """Show the invoice's card anew, and say in one line what happened."""
    invoice = await Invoice.get(id=invoice_id)
    await work.audit("billing", invoice_id, verb, after={"state": invoice.external_state})
    await show(work, invoice, client)
    if invoice.conversation_id is not None:
        conversation = await Conversation.get(id=invoice.conversation_id)
        facts = await facts_of(invoice, client)
        await append_status(work, conversation, outcome_line(facts, await _language(work, invoice)))


async def show(work: Work, invoice: Invoice, client: Client) -> None:
    if invoice.card_id is None:
        return
    card = invoice_card(await facts_of(invoice, client), await _language(work, invoice))
    stored = await StoredCard.get(id=invoice.card_id)
    if stored.conversation_id is None:
        conversation = await Conversation.get(id=invoice.conversation_id)
        await append_card(work, conversation, card.kept_as(invoice.card_id, clock.now()))
        return
    await renew(work, invoice.card_id, card)


async def _language(work: Work, invoice: Invoice) -> str:
    """Of who acts; what a job tells is told to who pushed it."""
    if work.asker.is_staff or invoice.created_by_id is None:
        return work.asker.language
    author = await Staff.get_or_none(id=invoice.created_by_id)
    return author.language if author else work.asker.language


async def facts_of(invoice: Invoice, client: Client) -> InvoiceFacts:
    """An invoice as its card tells it."""
    rows = await InvoiceRow.filter(invoice_id=invoice.id).order_by("position")
    return InvoiceFacts(
        client_name=client.name,
        number=invoice.number,
        period=invoice.period,
        state=invoice.state.value,
        external_number=invoice.external_number,
        external_state=invoice.external_state,
        net_cents=invoice.net_cents,
        vat_cents=invoice.vat_cents,
        total_cents=invoice.total_cents,
        rows=tuple((row.description, row.minutes, row.net_cents) for row in rows),
        problems=tuple(Reason(**each) for each in invoice.problems),
    )


async def free_hours(invoice_id: UUID) -> None:
    """Nothing of this invoice is billed any more."""
    rows = await InvoiceRow.filter(invoice_id=invoice_id).values_list("id", flat=True)
    await BilledEntry.filter(row_id__in=rows).delete()
