"""Prices, invoices and which hours stand on them. Money in cents, unit prices in 1/10000 €."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields

from models.base import Row
from models.chat import Conversation, StoredCard
from models.clients import Client
from models.fields import BigWholeField, JsonField, UtcDatetimeField, WholeField
from models.firm import Firm
from models.hours import Activity, TimeEntry


class InvoiceState(StrEnum):
    DRAFT = "draft"
    QUEUED = "queued"
    SENDING = "sending"
    PUSHED = "pushed"
    REFUSED = "refused"
    UNCLEAR = "unclear"
    CANCELLED = "cancelled"


class PriceRule(Row):
    """The hourly price: the most exact rule (client and activity) that holds on the day wins."""

    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    client: fields.ForeignKeyNullableRelation[Client] = fields.ForeignKeyField(
        "models.Client", null=True
    )
    client_id: UUID | None
    activity: fields.ForeignKeyNullableRelation[Activity] = fields.ForeignKeyField(
        "models.Activity", null=True
    )
    activity_id: UUID | None
    hour_price_e4 = BigWholeField()
    valid_from = fields.DateField()
    valid_to = fields.DateField(null=True)

    class Meta:
        table = "price_rule"


class Product(Row):
    """What an invoice row sells; code and name as in the accounting system."""

    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    code = fields.CharField(max_length=40)
    name = fields.CharField(max_length=100)
    unit = fields.CharField(max_length=20, default="hour", db_default="hour")
    price_e4 = BigWholeField(default=0, db_default=0)
    is_active = fields.BooleanField(default=True, db_default=True)

    class Meta:
        table = "product"
        unique_together = (("firm", "code"),)


class Invoice(Row):
    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    client: fields.ForeignKeyRelation[Client] = fields.ForeignKeyField("models.Client")
    client_id: UUID
    # Our own number, unique in the firm: how the invoice is found again in Procountor.
    number = fields.CharField(max_length=40)
    period = fields.CharField(max_length=7)
    date = fields.DateField()
    due_on = fields.DateField()
    state = fields.CharEnumField(InvoiceState, max_length=10, default=InvoiceState.DRAFT)
    net_cents = BigWholeField(default=0, db_default=0)
    vat_cents = BigWholeField(default=0, db_default=0)
    total_cents = BigWholeField(default=0, db_default=0)
    # Where the result is told, and the card that shows it.
    conversation: fields.ForeignKeyNullableRelation[Conversation] = fields.ForeignKeyField(
        "models.Conversation", null=True
    )
    conversation_id: UUID | None
    card: fields.ForeignKeyNullableRelation[StoredCard] = fields.ForeignKeyField(
        "models.StoredCard", null=True
    )
    card_id: UUID | None
    created_by_id = fields.UUIDField(null=True)
    # The accounting system's own id, number and state, once known.
    external_id = fields.CharField(max_length=40, default="", db_default="")
    external_number = fields.CharField(max_length=40, default="", db_default="")
    external_state = fields.CharField(max_length=40, default="", db_default="")
    problems = JsonField[list[dict[str, Any]]](default=list)
    leased_until = UtcDatetimeField(null=True)
    leased_by = fields.CharField(max_length=60, default="", db_default="")
    pushed_at = UtcDatetimeField(null=True)
    client_key = fields.CharField(max_length=64, null=True, unique=True)

    class Meta:
        table = "invoice"
        unique_together = (("firm", "number"),)


class InvoiceRow(Row):
    invoice: fields.ForeignKeyRelation[Invoice] = fields.ForeignKeyField(
        "models.Invoice", related_name="rows"
    )
    invoice_id: UUID
    position = WholeField()
    activity: fields.ForeignKeyNullableRelation[Activity] = fields.ForeignKeyField(
        "models.Activity", null=True
    )
    activity_id: UUID | None
    product_code = fields.CharField(max_length=40, default="", db_default="")
    description = fields.CharField(max_length=200)
    minutes = WholeField()
    hour_price_e4 = BigWholeField()
    # VAT in 1/100 %: 2550 is 25,5 %.
    vat_bp = WholeField()
    net_cents = BigWholeField()
    first_day = fields.DateField()
    last_day = fields.DateField()

    class Meta:
        table = "invoice_row"


class BilledEntry(Row):
    """A time entry on an invoice row: on at most one live row, held by the database."""

    entry: fields.OneToOneRelation[TimeEntry] = fields.OneToOneField("models.TimeEntry")
    entry_id: UUID
    row: fields.ForeignKeyRelation[InvoiceRow] = fields.ForeignKeyField("models.InvoiceRow")
    row_id: UUID

    class Meta:
        table = "billed_entry"
