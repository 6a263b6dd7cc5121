"""Invoices from hours: queued once, queued again, given up."""

from datetime import date, timedelta
from uuid import UUID

from hub import clock, events
from hub.access import PUSH_INVOICES, access_card, access_client_number, require
from hub.actions.base import Work, action
from hub.actions.conversations import main_conversation, notes_twin
from hub.actions.invoice_telling import free_hours, show
from hub.errors import ConflictError, NotFoundError, UserError
from hub.queries.billing import Draft, draft_for
from models.billing import BilledEntry, Invoice, InvoiceRow, InvoiceState
from models.chat import Conversation, StoredCard
from models.clients import Client
from models.firm import Firm


@action
async def queue_invoice(
    work: Work, *, client: str, period: str, card_id: UUID, expected: str
) -> UUID:
    """Make an invoice of a client's approved, unbilled hours of a month and queue it for pushing.

    The same card queues once. `expected` is the fingerprint of the draft that the person saw:
    when hours have changed since, nothing is written and ConflictError asks to look again. Raises
    UserError when there is nothing to bill or a price is missing.
    """
    require(work.asker, PUSH_INVOICES)
    stored = await access_card(work.asker, card_id)
    await StoredCard.filter(id=card_id).select_for_update(no_key=True).get()
    known = await Invoice.get_or_none(client_key=str(card_id), firm_id=work.firm_id)
    if known is not None:
        return known.id
    row = await access_client_number(work.asker, client)
    # One invoice at a time for a client: two cards of the same month cannot both take its hours.
    await Client.filter(id=row.id).select_for_update(no_key=True).get()
    draft = await draft_for(row, period, row.language)
    _check_billable(draft, expected)
    conversation = await _home_of(work, row, stored)
    invoice = await _make(work, row, draft, card_id, conversation)
    await StoredCard.filter(id=card_id).update(
        conversation_id=conversation.id, payload={"invoice": str(invoice.id)}
    )
    await show(work, invoice, row)
    await work.audit(
        "billing", invoice.id, "queue", after={"number": invoice.number, "net": invoice.net_cents}
    )
    work.tell(events.InvoiceQueued(firm_id=work.firm_id, invoice_id=invoice.id))
    return invoice.id


@action
async def retry_invoice(work: Work, *, card_id: UUID) -> None:
    """Queue a refused invoice again, after what was wrong has been mended."""
    require(work.asker, PUSH_INVOICES)
    invoice, client = await _of_card(work, card_id)
    if invoice.state != InvoiceState.REFUSED:
        return
    await Invoice.filter(id=invoice.id).update(state=InvoiceState.QUEUED, problems=[])
    await work.audit("billing", invoice.id, "retry")
    await show(work, await Invoice.get(id=invoice.id), client)
    work.tell(events.InvoiceQueued(firm_id=work.firm_id, invoice_id=invoice.id))


@action
async def cancel_invoice(work: Work, *, card_id: UUID) -> None:
    """Give up an invoice that is not in the accounting system: its hours are free again."""
    require(work.asker, PUSH_INVOICES)
    invoice, client = await _of_card(work, card_id)
    if invoice.state == InvoiceState.CANCELLED:
        return
    if invoice.state not in {InvoiceState.REFUSED, InvoiceState.QUEUED}:
        raise ConflictError("invoice.cannot_cancel")
    await free_hours(invoice.id)
    await Invoice.filter(id=invoice.id).update(state=InvoiceState.CANCELLED)
    await work.audit("billing", invoice.id, "cancel", before={"state": invoice.state.value})
    await show(work, await Invoice.get(id=invoice.id), client)


# --- within ------------------------------------------------------------------------------------


def _check_billable(draft: Draft, expected: str) -> None:
    if draft.unpriced:
        raise UserError("invoice.unpriced", activities=", ".join(draft.unpriced))
    if not draft.rows:
        raise UserError("invoice.nothing", client=draft.client_name)
    if draft.fingerprint != expected:
        raise ConflictError("invoice.changed")


async def _make(
    work: Work, client: Client, draft: Draft, card_id: UUID, conversation: Conversation
) -> Invoice:
    today = clock.today()
    invoice = await Invoice.create(
        firm_id=work.firm_id,
        client_id=client.id,
        number=await _next_number(work, today),
        period=draft.period,
        date=today,
        due_on=today + timedelta(days=client.payment_term_days),
        state=InvoiceState.QUEUED,
        net_cents=draft.net_cents,
        vat_cents=draft.vat_cents,
        total_cents=draft.total_cents,
        conversation_id=conversation.id,
        card_id=card_id,
        created_by_id=work.asker.id,
        client_key=str(card_id),
    )
    for position, each in enumerate(draft.rows):
        row = await InvoiceRow.create(
            invoice_id=invoice.id,
            position=position,
            activity_id=each.activity_id,
            product_code=each.activity_code,
            description=each.description,
            minutes=each.minutes,
            hour_price_e4=each.hour_price_e4,
            vat_bp=each.vat_bp,
            net_cents=each.net_cents,
            first_day=each.first_day,
            last_day=each.last_day,
        )
        await BilledEntry.bulk_create(
            [BilledEntry(entry_id=entry, row_id=row.id) for entry in each.entries]
        )
    return invoice


async def _next_number(work: Work, today: date) -> str:
    """The firm's next own number of the year, as 2026-00042; the firm is held while it counts."""
    await Firm.filter(id=work.firm_id).select_for_update(no_key=True).get()
    last = (
        await Invoice.filter(firm_id=work.firm_id, number__startswith=f"{today.year}-")
        .order_by("-number")
        .first()
    )
    count = int(last.number.split("-")[1]) if last else 0
    return f"{today.year}-{count + 1:05d}"


async def _home_of(work: Work, client: Client, stored: StoredCard) -> Conversation:
    """Where the result is told: the notes of the conversation it was asked in, else the main's."""
    wanted = stored.payload.get("conversation")
    if wanted:
        found = await Conversation.get_or_none(id=wanted, firm_id=work.firm_id, client_id=client.id)
        if found is not None:
            return await notes_twin(found)
    return await notes_twin(await main_conversation(work, client.id))


async def _of_card(work: Work, card_id: UUID) -> tuple[Invoice, Client]:
    await access_card(work.asker, card_id)
    invoice = (
        await Invoice.filter(card_id=card_id, firm_id=work.firm_id)
        .select_for_update()
        .get_or_none()
    )
    if invoice is None:
        raise NotFoundError
    return invoice, await Client.get(id=invoice.client_id)
