"""Invoices from hours: queued once, pushed once, and told what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from hub import clock, events
from hub.access import (
    PUSH_INVOICES,
    access_card,
    access_client_number,
    require,
    require_staff,
)
from hub.actions.base import Work, action
from hub.actions.cards import renew
from hub.actions.conversations import main_conversation, notes_twin
from hub.actions.entries import append_card, append_status
from hub.actions.invoice_cards import InvoiceFacts, invoice_card, outcome_line
from hub.errors import ConflictError, NotFoundError, UserError
from hub.queries.billing import Draft, draft_for
from models.billing import BilledEntry, Invoice, InvoiceRow, InvoiceState
from models.chat import Conversation, StoredCard
from models.clients import Client
from models.firm import Firm

# How long a process may be busy with one invoice before another looks what became of it.
LEASE = timedelta(seconds=90)


@dataclass(frozen=True, slots=True)
class ReasonView:
    """Why an accounting system refused: its code, the field it names, its words."""

    code: str
    field: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the accounting system said of an invoice."""

    external_id: str
    external_number: str
    external_state: str
    net_cents: int
    vat_cents: int
    total_cents: int


@action
async def queue_invoice(
    work: Work, *, client: str, period: str, card_id: UUID, expected_cents: int
) -> UUID:
    """Make an invoice of a client's approved, unbilled hours of a month and queue it for pushing.

    The same card queues once. `expected_cents` is the total that the person saw: when hours have
    changed since, nothing is written and ConflictError asks to look again. Raises UserError when
    there is nothing to bill or a price is missing.
    """
    require(work.asker, PUSH_INVOICES)
    stored = await access_card(work.asker, card_id)
    await StoredCard.filter(id=card_id).select_for_update().get()
    known = await Invoice.get_or_none(client_key=str(card_id), firm_id=work.firm_id)
    if known is not None:
        return known.id
    row = await access_client_number(work.asker, client)
    # One invoice at a time for a client: two cards of the same month cannot both take its hours.
    await Client.filter(id=row.id).select_for_update().get()
    draft = await draft_for(row, period, row.language)
    _check_billable(draft, expected_cents)
    conversation = await _home_of(work, row, stored)
    invoice = await _make(work, row, draft, card_id, conversation)
    await StoredCard.filter(id=card_id).update(
        conversation_id=conversation.id, payload={"invoice": str(invoice.id)}
    )
    await _show(work, invoice, row)
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
    await _show(work, await Invoice.get(id=invoice.id), client)
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
    await BilledEntry.filter(row__invoice_id=invoice.id).delete()
    await Invoice.filter(id=invoice.id).update(state=InvoiceState.CANCELLED)
    await work.audit("billing", invoice.id, "cancel", before={"state": invoice.state.value})
    await _show(work, await Invoice.get(id=invoice.id), client)


@action
async def note_pushed(work: Work, invoice_id: UUID, outcome: Outcome) -> None:
    """It stands in the accounting system; its sums there are the truth."""
    invoice, client = await _of_job(work, invoice_id)
    if invoice.state == InvoiceState.PUSHED and invoice.external_state == outcome.external_state:
        return
    await Invoice.filter(id=invoice_id).update(
        state=InvoiceState.PUSHED,
        external_id=outcome.external_id,
        external_number=outcome.external_number,
        external_state=outcome.external_state,
        net_cents=outcome.net_cents,
        vat_cents=outcome.vat_cents,
        total_cents=outcome.total_cents,
        problems=[],
        leased_until=None,
        leased_by="",
        pushed_at=invoice.pushed_at or clock.now(),
    )
    await _tell(work, invoice_id, client, "pushed")


@action
async def note_refused(work: Work, invoice_id: UUID, reasons: Sequence[ReasonView]) -> None:
    """The accounting system said no: shown with its reasons to who can mend it."""
    _, client = await _of_job(work, invoice_id)
    await Invoice.filter(id=invoice_id).update(
        state=InvoiceState.REFUSED,
        problems=[
            {"code": each.code, "field": each.field, "message": each.message} for each in reasons
        ],
        leased_until=None,
        leased_by="",
    )
    await _tell(work, invoice_id, client, "refused")


@action
async def note_unclear(work: Work, invoice_id: UUID, after_s: float) -> None:
    """No answer came: it is looked up after so many seconds before anything is repeated."""
    invoice, client = await _of_job(work, invoice_id)
    was_unclear = invoice.state == InvoiceState.UNCLEAR
    await Invoice.filter(id=invoice_id).update(
        state=InvoiceState.UNCLEAR,
        leased_until=clock.now() + timedelta(seconds=after_s),
        leased_by="",
    )
    if not was_unclear:
        await _tell(work, invoice_id, client, "unclear")


@action
async def note_not_there(work: Work, invoice_id: UUID) -> None:
    """It was looked for and is not in the accounting system: it may be pushed now."""
    await _of_job(work, invoice_id)
    await Invoice.filter(id=invoice_id, state=InvoiceState.SENDING).update(
        state=InvoiceState.QUEUED, leased_until=None, leased_by=""
    )
    await work.audit("billing", invoice_id, "not_there")


# --- within ------------------------------------------------------------------------------------


def _check_billable(draft: Draft, expected_cents: int) -> None:
    if draft.unpriced:
        raise UserError("invoice.unpriced", activities=", ".join(draft.unpriced))
    if not draft.rows:
        raise UserError("invoice.nothing", client=draft.client_name)
    if draft.total_cents != expected_cents:
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
    await Firm.filter(id=work.firm_id).select_for_update().get()
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


async def _of_job(work: Work, invoice_id: UUID) -> tuple[Invoice, Client]:
    require_staff(work.asker)
    invoice = (
        await Invoice.filter(id=invoice_id, firm_id=work.firm_id).select_for_update().get_or_none()
    )
    if invoice is None:
        raise NotFoundError
    return invoice, await Client.get(id=invoice.client_id)


async def _tell(work: Work, invoice_id: UUID, client: Client, verb: str) -> None:
    """Show the invoice's card anew, and say in one line what happened."""
    invoice = await Invoice.get(id=invoice_id)
    await work.audit("billing", invoice_id, verb, after={"state": invoice.external_state})
    await _show(work, invoice, client)
    if invoice.conversation_id is not None:
        conversation = await Conversation.get(id=invoice.conversation_id)
        facts = await facts_of(invoice, client)
        await append_status(work, conversation, outcome_line(facts, work.asker.language))


async def _show(work: Work, invoice: Invoice, client: Client) -> None:
    if invoice.card_id is None:
        return
    card = invoice_card(await facts_of(invoice, client), work.asker.language)
    stored = await StoredCard.get(id=invoice.card_id)
    if stored.conversation_id is None:
        conversation = await Conversation.get(id=invoice.conversation_id)
        await append_card(work, conversation, card.kept_as(invoice.card_id, clock.now()))
        return
    await renew(work, invoice.card_id, card)


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
        problems=tuple((each["code"], each["message"]) for each in invoice.problems),
    )
