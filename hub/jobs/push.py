"""Pushing queued invoices: one at a time, saved before the call, looked up before repeating."""

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from decimal import Decimal
from http import HTTPStatus
from uuid import UUID

import structlog
from tortoise.expressions import Q
from tortoise.transactions import in_transaction

from hub import clock
from hub.access import Asker, house_of
from hub.actions.invoice_cards import Reason
from hub.actions.invoice_outcomes import (
    LEASE,
    Outcome,
    note_not_there,
    note_pushed,
    note_refused,
    note_unclear,
    note_waiting,
)
from hub.ids import new_id
from hub.texts import say_period
from integrations.errors import IntegrationError, NoAnswerError, RefusedError
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

LOOK_AGAIN_S = 15.0
# After a fault of our own.
LONG_PAUSE_S = 300.0
# What we stopped waiting for may still be on its way in: only what is not there after so long is
# not there.
SETTLED = timedelta(seconds=60)
SYSTEM = "procountor"
# Hours to four decimals: under a third of a second, so no cent at any hourly price below 100 €.
QUANTITY_STEP = Decimal("0.0001")
BROKEN = Reason("BROKEN")


@dataclass(frozen=True, slots=True)
class Claimed:
    """An invoice that this process may work on now, and how it was found."""

    invoice: Invoice
    was: InvoiceState
    holder: str
    attempt_id: UUID

    @property
    def is_unclear(self) -> bool:
        """Left half-way by us or by a process that died: look before pushing."""
        return self.was != InvoiceState.QUEUED

    @property
    def is_news(self) -> bool:
        """Whether it would be news that nobody knows where it is."""
        told = {each["code"] for each in self.invoice.problems}
        return self.was != InvoiceState.UNCLEAR and BROKEN.code not in told


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
    now, holder = clock.now(), f"{os.getpid()}-{new_id()}"
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
            state=InvoiceState.SENDING, leased_until=now + LEASE, leased_by=holder
        )
        if not changed:
            return None
        attempt = await PushAttempt.create(firm_id=row.firm_id, invoice_id=row.id)
    return Claimed(row, was, holder, attempt.id)


async def _push(system: AccountingSystem, claimed: Claimed, own_iban: str) -> None:
    asker = await house_of(claimed.invoice.firm_id)
    step = _look if claimed.is_unclear else _send
    try:
        outcome = await step(system, asker, claimed, own_iban)
        reasons: Sequence[Reason] = ()
    except RefusedError as error:
        reasons = _reasons(error)
        outcome = await _after_refusal(asker, claimed, error, reasons)
    except NoAnswerError as error:
        log.warning("no answer", invoice=str(claimed.invoice.id), why=str(error))
        reasons = (Reason("NO_ANSWER"),)
        outcome = await _after_silence(asker, claimed, error, reasons)
    # One delivery: its fault must not keep the others waiting, and somebody must see it.
    except Exception:
        log.exception("pushing broke", invoice=str(claimed.invoice.id))
        reasons = (BROKEN,)
        await _unclear(asker, claimed, LONG_PAUSE_S, reasons)
        outcome = "broken"
    await PushAttempt.filter(id=claimed.attempt_id).update(
        ended_at=clock.now(), outcome=outcome, problems=[asdict(each) for each in reasons]
    )


async def _look(system: AccountingSystem, asker: Asker, claimed: Claimed, _: str) -> str:
    """What became of an invoice that may be there; pushed anew only when it certainly is not."""
    invoice = claimed.invoice
    found = await system.find_invoice_by_original_number(invoice.number)
    if found is not None:
        # A search shows the short form: the sums are read in full.
        await note_pushed(asker, invoice.id, outcome_of(await system.invoice(found.id)))
        return "found"
    if not await _is_settled(claimed):
        await _unclear(asker, claimed, LOOK_AGAIN_S)
        return "not_settled"
    await note_not_there(asker, invoice.id, claimed.holder)
    return "not_there"


async def _is_settled(claimed: Claimed) -> bool:
    """Whether the last call that may have done it is long enough ago."""
    calls = PushAttempt.filter(
        invoice_id=claimed.invoice.id, outcome__in=["", "unclear", "broken"]
    ).exclude(id=claimed.attempt_id)
    last = await calls.order_by("-id").first()
    return last is None or clock.now() - (last.ended_at or last.created_at) > SETTLED


async def _after_refusal(
    asker: Asker, claimed: Claimed, error: RefusedError, reasons: Sequence[Reason]
) -> str:
    invoice = claimed.invoice
    if claimed.is_unclear:
        # Only the look was refused: pushing it again now could do it twice.
        pause = LOOK_AGAIN_S if error.retry_after_s is None else error.retry_after_s
        await _unclear(asker, claimed, pause, reasons)
        return "not_looked"
    if error.retry_after_s is not None:
        # Refused for the crowd: certainly not done, and it may be tried again.
        await note_waiting(asker, invoice.id, claimed.holder, error.retry_after_s, reasons)
        return "busy"
    await note_refused(asker, invoice.id, claimed.holder, reasons)
    return "refused"


async def _after_silence(
    asker: Asker, claimed: Claimed, error: NoAnswerError, reasons: Sequence[Reason]
) -> str:
    if claimed.is_unclear:
        await _unclear(asker, claimed, LOOK_AGAIN_S, reasons)
        return "not_looked"
    if not error.may_be_done:
        await note_waiting(asker, claimed.invoice.id, claimed.holder, LOOK_AGAIN_S, reasons)
        return "not_reached"
    await _unclear(asker, claimed, LOOK_AGAIN_S)
    return "unclear"


async def _unclear(
    asker: Asker, claimed: Claimed, after_s: float, reasons: Sequence[Reason] = ()
) -> None:
    await note_unclear(
        asker, claimed.invoice.id, claimed.holder, after_s, reasons, is_news=claimed.is_news
    )


async def _send(system: AccountingSystem, asker: Asker, claimed: Claimed, own_iban: str) -> str:
    invoice = claimed.invoice
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
    if not await _is_still_ours(claimed):
        # Slower than the lease: another process has taken it up.
        return "lost"
    await note_pushed(asker, invoice.id, outcome_of(await system.push_invoice(draft)))
    return "pushed"


async def _is_still_ours(claimed: Claimed) -> bool:
    """Take the whole lease anew for the one call that must not be made twice."""
    now = clock.now()
    mine = Invoice.filter(
        id=claimed.invoice.id,
        state=InvoiceState.SENDING,
        leased_by=claimed.holder,
        leased_until__gt=now,
    )
    return bool(await mine.update(leased_until=now + LEASE))


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
        try:
            return await system.partner(int(known.external_id))
        except RefusedError as error:
            if error.status != HTTPStatus.NOT_FOUND:
                raise
            # Gone there: found anew by its number, or added.
            await known.delete()
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
        is_void=pushed.status.is_void,
    )


def _reasons(error: RefusedError) -> tuple[Reason, ...]:
    told = tuple(
        Reason(each.code, each.field, each.message, error.status) for each in error.problems
    )
    return told or (Reason(f"HTTP_{error.status}", status=error.status),)


async def refresh_states(system: AccountingSystem) -> int:
    """Ask how pushed invoices stand now; a change is told in the conversation."""
    rows = await Invoice.filter(state=InvoiceState.PUSHED).exclude(
        external_state__in=["paid", "marked_paid", "invalidated", "deleted"]
    )
    by_external: dict[int, tuple[UUID, UUID]] = {
        int(row.external_id): (row.id, row.firm_id) for row in rows if row.external_id
    }
    if not by_external:
        return 0
    changed = 0
    states = {int(row.external_id): row.external_state for row in rows if row.external_id}
    try:
        answered = await system.invoices_by_id(sorted(by_external))
    except IntegrationError as error:
        # Their states are asked for again soon.
        log.warning("no states of invoices", why=str(error))
        return 0
    for found in answered:
        if found.status.value == states[found.id]:
            continue
        invoice_id, firm_id = by_external[found.id]
        await note_pushed(await house_of(firm_id), invoice_id, outcome_of(found))
        changed += 1
    return changed
