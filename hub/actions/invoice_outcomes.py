"""What became of an invoice in the accounting system: pushed, refused, unclear, told to people."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from hub import clock
from hub.access import require_staff
from hub.actions.base import Work, action
from hub.actions.invoice_cards import Reason
from hub.actions.invoice_telling import free_hours, show, tell
from hub.errors import NotFoundError
from models.billing import Invoice, InvoiceState
from models.clients import Client

# How long a process may be busy with one call before another looks what became of it: longer than
# the call itself can last, two keys and two knocks of 20 s included.
LEASE = timedelta(seconds=120)
# The least pause before anything is tried again.
SHORTEST_PAUSE_S = 1.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the accounting system said of an invoice."""

    external_id: str
    external_number: str
    external_state: str
    net_cents: int
    vat_cents: int
    total_cents: int
    # It was invalidated there.
    is_void: bool = False


@action
async def note_pushed(work: Work, invoice_id: UUID, outcome: Outcome) -> None:
    """It stands in the accounting system; its sums there are the truth.

    One that was invalidated there bills nothing: its hours are free again.
    """
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
    if outcome.is_void:
        await free_hours(invoice_id)
    await tell(work, invoice_id, client, "pushed")


@action
async def note_refused(
    work: Work, invoice_id: UUID, holder: str, reasons: Sequence[Reason]
) -> None:
    """The accounting system said no: shown with its reasons to who can mend it."""
    invoice, client = await _of_job(work, invoice_id)
    if not _is_held(invoice, holder):
        return
    await _let_go(invoice, InvoiceState.REFUSED, reasons)
    await tell(work, invoice_id, client, "refused")


@action
async def note_waiting(
    work: Work, invoice_id: UUID, holder: str, after_s: float, reasons: Sequence[Reason]
) -> None:
    """It certainly was not taken, and may be pushed again after so many seconds."""
    invoice, client = await _of_job(work, invoice_id)
    if not _is_held(invoice, holder):
        return
    await _let_go(invoice, InvoiceState.QUEUED, reasons, after_s)
    if _codes(invoice.problems) != {each.code for each in reasons}:
        await show(work, await Invoice.get(id=invoice_id), client)


@action
async def note_unclear(
    work: Work,
    invoice_id: UUID,
    holder: str,
    after_s: float,
    reasons: Sequence[Reason] = (),
    *,
    is_news: bool = True,
) -> None:
    """Nobody knows whether it is there: it is looked up after so many seconds before anything else.

    `is_news` is False when it was unclear before; then only a new reason is shown.
    """
    invoice, client = await _of_job(work, invoice_id)
    if not _is_held(invoice, holder):
        return
    await _let_go(invoice, InvoiceState.UNCLEAR, reasons, after_s)
    if is_news:
        await tell(work, invoice_id, client, "unclear")
    elif _codes(invoice.problems) != {each.code for each in reasons}:
        await show(work, await Invoice.get(id=invoice_id), client)


@action
async def note_not_there(work: Work, invoice_id: UUID, holder: str) -> None:
    """It was looked for and is not in the accounting system: it may be pushed now."""
    invoice, _ = await _of_job(work, invoice_id)
    if not _is_held(invoice, holder):
        return
    await Invoice.filter(id=invoice_id).update(
        state=InvoiceState.QUEUED, leased_until=None, leased_by=""
    )
    await work.audit("billing", invoice_id, "not_there")


# --- within ------------------------------------------------------------------------------------


def _is_held(invoice: Invoice, holder: str) -> bool:
    """Whether it is still this process that is busy with it; another's word counts for more."""
    return invoice.state == InvoiceState.SENDING and invoice.leased_by == holder


async def _let_go(
    invoice: Invoice, state: InvoiceState, reasons: Sequence[Reason], after_s: float = 0
) -> None:
    """Nobody's for now: taken up again after so many seconds, when its state is one to take up."""
    pause = timedelta(seconds=max(after_s, SHORTEST_PAUSE_S))
    await Invoice.filter(id=invoice.id).update(
        state=state,
        problems=[asdict(each) for each in reasons],
        leased_until=None if state == InvoiceState.REFUSED else clock.now() + pause,
        leased_by="",
    )


def _codes(problems: Sequence[Mapping[str, Any]]) -> set[str]:
    return {str(each["code"]) for each in problems}


async def _of_job(work: Work, invoice_id: UUID) -> tuple[Invoice, Client]:
    require_staff(work.asker)
    invoice = (
        await Invoice.filter(id=invoice_id, firm_id=work.firm_id).select_for_update().get_or_none()
    )
    if invoice is None:
        raise NotFoundError
    return invoice, await Client.get(id=invoice.client_id)
