"""What we ask of an accounting system, and the facts that travel: cents, days, frozen words."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from integrations.errors import Problem


class InvoiceChannel(StrEnum):
    """How an invoice reaches its receiver; the last two are read, never written."""

    EMAIL = "email"
    MAIL = "mail"
    E_INVOICE = "e_invoice"
    NO_SENDING = "no_sending"
    EDIFACT = "edifact"
    PAPER_INVOICE = "paper_invoice"


class InvoiceStatus(StrEnum):
    """Procountor's own words; a sales invoice goes unfinished → not_sent → sent → paid."""

    EMPTY = "empty"
    UNFINISHED = "unfinished"
    NOT_SENT = "not_sent"
    SENT = "sent"
    RECEIVED = "received"
    PAID = "paid"
    PAYMENT_DENIED = "payment_denied"
    VERIFIED = "verified"
    APPROVED = "approved"
    INVALIDATED = "invalidated"
    PAYMENT_QUEUED = "payment_queued"
    PARTLY_PAID = "partly_paid"
    PAYMENT_SENT_TO_BANK = "payment_sent_to_bank"
    MARKED_PAID = "marked_paid"
    STARTED = "started"
    INVOICED = "invoiced"
    OVERRIDDEN = "overridden"
    DELETED = "deleted"
    UNSAVED = "unsaved"
    PAYMENT_TRANSACTION_REMOVED = "payment_transaction_removed"
    # A word that we do not know yet.
    UNKNOWN = "unknown"

    @property
    def is_paid(self) -> bool:
        return self in (InvoiceStatus.PAID, InvoiceStatus.MARKED_PAID)

    @property
    def is_void(self) -> bool:
        return self in (InvoiceStatus.INVALIDATED, InvoiceStatus.DELETED)


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """Whom a key stands for: one user in one company."""

    company_id: int
    company_name: str
    user_id: int
    user_name: str
    country: str = ""
    product_version: str = ""


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    is_ok: bool
    word: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class VatRates:
    """What the company may use on sales: rates in 1/100 % (2550 is 25,5 %) and statuses by number."""

    sales_bp: frozenset[int]
    statuses: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Address:
    """`country` is an ISO code (FI)."""

    name: str = ""
    specifier: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = "FI"
    subdivision: str = ""


@dataclass(frozen=True, slots=True)
class BusinessPartner:
    """A customer with everything its invoices need.

    `language` is an ISO code (fi, sv, en, da, nb, et). `identifier_type` YHD is a Finnish
    business id. `source` is what was read, kept unread: replacing sends back from it what we
    have no field for. `version` is their mark of the last change, kept as they wrote it.
    """

    name: str
    id: int = 0
    kind: str = "CUSTOMER"
    customer_number: str = ""
    identifier: str = ""
    identifier_type: str = ""
    address: Address = Address()
    billing_address: Address | None = None
    channel: InvoiceChannel = InvoiceChannel.EMAIL
    language: str = "fi"
    email: str = ""
    contact_person: str = ""
    e_invoice_address: str = ""
    e_invoice_operator: str = ""
    ovt: str = ""
    order_reference: str = ""
    payment_term_days: int = 14
    payment_method: str = "BANK_TRANSFER"
    is_active: bool = True
    version: str = ""
    source: str = field(default="", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """A partner as a list shows it: the short form."""

    id: int
    name: str
    customer_number: str = ""
    identifier: str = ""
    is_active: bool = True
    version: str = ""


@dataclass(frozen=True, slots=True)
class PartnerQuery:
    """Inactive partners are found only by asking for them. Empty fields do not narrow."""

    name: str = ""
    identifier: str = ""
    customer_number: str = ""
    is_active: bool = True
    changed_from: datetime | None = None
    changed_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """Prices in 1/10000 € without VAT; `vat_bp` in 1/100 %. `unit` is theirs in small letters."""

    name: str
    code: str = ""
    id: int = 0
    kind: str = "SALES"
    unit: str = "hour"
    price_e4: int = 0
    vat_bp: int | None = None
    discount_bp: int = 0
    currency: str = "EUR"
    is_active: bool = True
    version: str = ""
    source: str = field(default="", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class ProductQuery:
    name: str = ""
    code: str = ""
    is_active: bool | None = None
    changed_from: datetime | None = None
    changed_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class DraftRow:
    """`quantity` is exact (hours as Decimal("1.5")), the price in 1/10000 € without VAT.

    The days are those of supply: they decide the VAT rate (2550 is 25,5 %).
    """

    text: str
    quantity: Decimal
    unit_price_e4: int
    vat_bp: int
    unit: str = "hour"
    first_day: date | None = None
    last_day: date | None = None
    product_code: str = ""
    product_id: int | None = None
    comment: str = ""
    discount_bp: int = 0


@dataclass(frozen=True, slots=True)
class InvoiceDraft:
    """One sales invoice to be made. `original_number` is ours and finds it again: unique, ≤ 40.

    `partner` must stand in the register already (`id` set). `own_iban` is the firm's account.
    """

    original_number: str
    partner: BusinessPartner
    dated_on: date
    due_on: date
    rows: tuple[DraftRow, ...]
    own_iban: str
    first_day: date | None = None
    last_day: date | None = None
    currency: str = "EUR"
    vat_status: int = 1
    order_reference: str = ""
    # Printed on the invoice.
    additional_information: str = ""
    # Seen in Procountor only.
    notes: str = ""
    penalty_bp: int | None = None


@dataclass(frozen=True, slots=True)
class PushedInvoice:
    """An invoice as it stands there. Its sums are the server's, in cents: they are the truth.

    `number` is theirs. `reference_number` is empty where only the short form was read.
    """

    id: int
    number: str
    status: InvoiceStatus
    net_cents: int
    vat_cents: int
    total_cents: int
    original_number: str = ""
    partner_id: int = 0
    dated_on: date | None = None
    due_on: date | None = None
    reference_number: str = ""
    ledger_receipt_id: int | None = None
    version: str = ""


@dataclass(frozen=True, slots=True)
class PaymentEvent:
    """One payment of one invoice. `kind` is Procountor's word (REFERENCEPAYMENT, CASH …)."""

    id: int
    invoice_id: int
    paid_on: date
    amount_cents: int
    currency: str = "EUR"
    kind: str = ""
    description: str = ""


class AccountingSystem(Protocol):
    """One company's books, reached with one key.

    Every method may raise RefusedError (they said no, nothing was done) and NoAnswerError
    (nothing came back). What reads is tried a few times and waits out "too many requests"; what
    writes goes out once: after NoAnswerError with `may_be_done`, look before repeating, and a
    RefusedError with `retry_after_s` may be repeated then. Reading waits at most a minute,
    writing at most 20 s. Source: Procountor API 26.04 (see the reference's section 5).
    """

    async def session(self) -> SessionInfo:
        """Which company and user the key stands for: the first call with a new key."""

    async def status(self) -> ServiceStatus:
        """Whether the service says that it is well."""

    async def vat_rates(self) -> VatRates:
        """The rates switched on for the company today; which holds on a day is ours to know."""

    def partners(self, query: PartnerQuery) -> AsyncIterator[PartnerRow]:
        """Every match, oldest id first, read page by page while you go."""

    async def partner(self, partner_id: int) -> BusinessPartner:
        """One partner in full. Raises RefusedError with status 404 when there is none."""

    async def partners_by_id(self, partner_ids: Sequence[int]) -> tuple[BusinessPartner, ...]:
        """Several in full, 200 a request; unknown ids are left out without a word."""

    async def create_partner(self, partner: BusinessPartner) -> BusinessPartner:
        """Add a customer; comes back with its id. Nothing there refuses a second one alike."""

    async def replace_partner(self, partner: BusinessPartner) -> BusinessPartner:
        """Write the whole partner, as read and then changed: what `source` lacks is cleared."""

    async def change_partner(self, partner: BusinessPartner) -> None:
        """Change name, address and invoicing data if `version` is still the newest.

        Raises RefusedError with status 400 when somebody changed it meanwhile: read again.
        """

    def products(self, query: ProductQuery) -> AsyncIterator[Product]:
        """Every sales product that matches, oldest id first."""

    async def product(self, product_id: int) -> Product:
        """One product. Raises RefusedError with status 404 when there is none."""

    async def create_product(self, product: Product) -> Product:
        """Add a product; comes back with its id."""

    async def replace_product(self, product: Product) -> Product:
        """Write the whole product, as read and then changed."""

    def draft_problems(self, draft: InvoiceDraft) -> tuple[Problem, ...]:
        """What would be refused, told without asking anybody: for the dry run. Empty is good."""

    async def push_invoice(self, draft: InvoiceDraft) -> PushedInvoice:
        """Create one sales invoice; it is unfinished there afterwards.

        Raises NoAnswerError: with `may_be_done` the invoice may exist, so find it by its
        original number first.
        """

    async def find_invoice_by_original_number(self, original_number: str) -> PushedInvoice | None:
        """The sales invoice with our number, in its short form; a live one before a void one.

        Raises RefusedError (`SEVERAL_INVOICES`) when more than one live invoice has it.
        """

    async def invoice(self, invoice_id: int) -> PushedInvoice:
        """One invoice in full. Raises RefusedError with status 404 when there is none."""

    async def invoices_by_id(self, invoice_ids: Sequence[int]) -> tuple[PushedInvoice, ...]:
        """Several in full, 200 a request; unknown ids are left out without a word."""

    async def approve_invoice(self, invoice_id: int) -> None:
        """Unfinished → not_sent; no change afterwards. Status 403: the state or the period."""

    async def send_invoice(self, invoice_id: int) -> None:
        """Send through its channel; only from not_sent or sent, else status 403."""

    async def set_invoice_notes(self, invoice_id: int, notes: str) -> None:
        """Replace the notes that only Procountor's users see, in any state."""

    async def payment_events(self, invoice_id: int) -> tuple[PaymentEvent, ...]:
        """What was paid on the invoice, oldest first."""

    async def close(self) -> None:
        """Close connections and forget the token."""
