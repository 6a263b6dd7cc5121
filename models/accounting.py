"""What ties our rows to the accounting system's, and each try to push an invoice there."""

from typing import Any
from uuid import UUID

from tortoise import fields

from models.base import Row
from models.billing import Invoice
from models.fields import JsonField, UtcDatetimeField
from models.firm import Firm


class ExternalRef(Row):
    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    system = fields.CharField(max_length=20)
    # Ids are unique per company only (Procountor).
    company_id = fields.CharField(max_length=40)
    # client, product, invoice
    kind = fields.CharField(max_length=20)
    external_id = fields.CharField(max_length=60)
    local_id = fields.UUIDField()

    class Meta:
        table = "external_ref"
        unique_together = (
            ("system", "company_id", "kind", "external_id"),
            ("system", "company_id", "kind", "local_id"),
        )


class PushAttempt(Row):
    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    invoice: fields.ForeignKeyRelation[Invoice] = fields.ForeignKeyField("models.Invoice")
    invoice_id: UUID
    ended_at = UtcDatetimeField(null=True)
    # pushed, refused, unclear
    outcome = fields.CharField(max_length=20, default="", db_default="")
    problems = JsonField[list[dict[str, Any]]](default=list)

    class Meta:
        table = "push_attempt"
