"""Pushing queued invoices: one at a time, saved before the call, looked up before repeating."""

import os
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import structlog
from tortoise.expressions import Q
from tortoise.transactions import in_transaction

from hub import clock
from hub.access import Asker, house_of
from hub.actions.billing import (
    LEASE,
    Outcome,
    ReasonView,
    note_not_there,
    note_pushed,
    note_refused,
    note_unclear,
)
from hub.ids import new_id
from hub.texts import say_period
from integrations.errors import NoAnswerError, RefusedError
from integrations.procountor.port import (
    AccountingSystem,
    Address,
    BusinessPartner,
    DraftRow,
    InvoiceChannel,
    InvoiceDraft,
    PartnerQuery,
    PushedInvoice,
)
from models.accounting import ExternalRef, PushAttempt
from models.billing import Invoice, InvoiceRow, InvoiceState
from models.clients import Client

log = structlog.get_logger()

ME = f"{os.getpid()}-{new_id()}"
LOOK_AGAIN_S = 15.0
SYSTEM = "procountor"
# Hours to four decimals: under a third of a second, so no cent at any hourly price below 100 €.
QUANTITY_STEP = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Claimed:
    """An invoice that this process may push now; `is_unclear`: look before pushing."""

    invoice: Invoice
    is_unclear: bool


async def push_due(system: AccountingSystem, own_iban: str) -> int:
    """Push every invoice that is queued or was left half-way; returns how many were handled.

    Any number of processes may run it.
    """
    handled = 0
    while (claimed := await _claim()) is not None:
        await _push(system, claimed, own_iban)
        handled += 1
    return handled


async def _claim() -> Claimed | None:
    """The oldest invoice that waits, marked `sending` and ours before anything is called."""
    now = clock.now()
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    async with in_transaction():
        row = (
            await Invoice.filter(
                free,
                state__in=[InvoiceState.QUEUED, InvoiceState.SENDING, InvoiceState.UNCLEAR],
            )
            .order_by("id")
            .select_for_update(skip_locked=True)
            .first()
        )
        if row is None:
            return None
        was = row.state
        changed = await Invoice.filter(free, id=row.id, state=was).update(
            state=InvoiceState.SENDING, leased_until=now + LEASE, leased_by=ME
        )
        if not changed:
            return None
    # A process that died while sending leaves an invoice that may be there already.
    return Claimed(row, is_unclear=was != InvoiceState.QUEUED)


async def _push(system: AccountingSystem, claimed: Claimed, own_iban: str) -> None:
    invoice = claimed.invoice
    asker = await house_of(invoice.firm_id)
    attempt = await PushAttempt.create(firm_id=invoice.firm_id, invoice_id=invoice.id)
    try:
        if claimed.is_unclear:
            found = await system.find_invoice_by_original_number(invoice.number)
            if found is None:
                await note_not_there(asker, invoice.id)
                await _end(attempt, "not_there")
                return
            # A search shows the short form: the sums are read in full.
            found = await system.invoice(found.id)
        else:
            found = await _send(system, asker, invoice, own_iban)
    except RefusedError as error:
        if error.retry_after_s is not None:
            # Refused for the crowd: certainly not done, and it may be tried again.
            await note_unclear(asker, invoice.id, error.retry_after_s)
            await _end(attempt, "busy")
            return
        await note_refused(asker, invoice.id, _reasons(error))
        await _end(attempt, "refused")
    except NoAnswerError as error:
        log.warning("no answer from the accounting system", invoice=str(invoice.id), why=str(error))
        await note_unclear(asker, invoice.id, LOOK_AGAIN_S)
        await _end(attempt, "unclear")
    else:
        await note_pushed(asker, invoice.id, outcome_of(found))
        await _end(attempt, "pushed")


async def _send(
    system: AccountingSystem, asker: Asker, invoice: Invoice, own_iban: str
) -> PushedInvoice:
    client = await Client.get(id=invoice.client_id)
    partner = await _partner(system, client)
    rows = await InvoiceRow.filter(invoice_id=invoice.id).order_by("position")
    draft = InvoiceDraft(
        original_number=invoice.number,
        partner=partner,
        dated_on=invoice.date,
        due_on=invoice.due_on,
        rows=tuple(_draft_row(row, invoice, client.language) for row in rows),
        own_iban=own_iban,
        first_day=min((row.first_day for row in rows), default=None),
        last_day=max((row.last_day for row in rows), default=None),
        notes=f"Kirjuri {invoice.number} ({asker.name})",
    )
    return await system.push_invoice(draft)


def _draft_row(row: InvoiceRow, invoice: Invoice, language: str) -> DraftRow:
    return DraftRow(
        text=row.description,
        quantity=(Decimal(row.minutes) / 60).quantize(QUANTITY_STEP),
        unit_price_e4=row.hour_price_e4,
        vat_bp=row.vat_bp,
        first_day=row.first_day,
        last_day=row.last_day,
        product_code=row.product_code,
        comment=say_period(invoice.period, language),
    )


async def _partner(system: AccountingSystem, client: Client) -> BusinessPartner:
    """The client in the accounting system's register: known, found by its number, or added."""
    company = str((await system.session()).company_id)
    known = await ExternalRef.get_or_none(
        system=SYSTEM, company_id=company, kind="client", local_id=client.id
    )
    if known is not None:
        return await system.partner(int(known.external_id))
    found = None
    async for row in system.partners(PartnerQuery(customer_number=client.number)):
        if row.customer_number == client.number:
            found = await system.partner(row.id)
            break
    if found is None:
        found = await system.create_partner(_new_partner(client))
    await _remember(client, company, str(found.id))
    return found


async def _remember(client: Client, company: str, external_id: str) -> None:
    await ExternalRef.get_or_create(
        system=SYSTEM,
        company_id=company,
        kind="client",
        local_id=client.id,
        defaults={"external_id": external_id, "firm_id": client.firm_id},
    )


def _new_partner(client: Client) -> BusinessPartner:
    address = Address(
        name=client.name, street=client.street, postcode=client.postcode, city=client.city
    )
    return BusinessPartner(
        name=client.name,
        customer_number=client.number,
        identifier=client.business_id,
        identifier_type="YHD" if client.business_id else "",
        address=address,
        channel=InvoiceChannel(client.invoice_channel),
        language=client.language,
        email=client.email,
        e_invoice_address=client.e_invoice_address,
        e_invoice_operator=client.e_invoice_operator,
        payment_term_days=client.payment_term_days,
    )


def outcome_of(pushed: PushedInvoice) -> Outcome:
    """What the accounting system says of the invoice, in our words."""
    return Outcome(
        external_id=str(pushed.id),
        external_number=pushed.number,
        external_state=pushed.status.value,
        net_cents=pushed.net_cents,
        vat_cents=pushed.vat_cents,
        total_cents=pushed.total_cents,
    )


def _reasons(error: RefusedError) -> list[ReasonView]:
    """Their codes; where the door itself was shut they say only so, and the status says why."""
    shut = {401: "UNAUTHORIZED", 403: "FORBIDDEN"}.get(error.status)
    if shut is not None:
        return [ReasonView(shut, message=str(error))]
    told = [ReasonView(each.code, each.field, each.message) for each in error.problems]
    return told or [ReasonView(f"HTTP_{error.status}")]


async def _end(attempt: PushAttempt, outcome: str) -> None:
    await PushAttempt.filter(id=attempt.id).update(ended_at=clock.now(), outcome=outcome)


async def refresh_states(system: AccountingSystem) -> int:
    """Ask how pushed invoices stand now; a change is told in the conversation."""
    rows = await Invoice.filter(state=InvoiceState.PUSHED).exclude(
        external_state__in=["paid", "marked_paid", "invalidated"]
    )
    by_external: dict[int, tuple[UUID, UUID]] = {
        int(row.external_id): (row.id, row.firm_id) for row in rows if row.external_id
    }
    if not by_external:
        return 0
    changed = 0
    states = {int(row.external_id): row.external_state for row in rows if row.external_id}
    for found in await system.invoices_by_id(sorted(by_external)):
        if found.status.value == states[found.id]:
            continue
        invoice_id, firm_id = by_external[found.id]
        await note_pushed(await house_of(firm_id), invoice_id, outcome_of(found))
        changed += 1
    return changed
