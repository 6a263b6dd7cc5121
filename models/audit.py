"""The audit trail: appended by every action, sealed into a chain of hashes, never changed."""

from typing import Any
from uuid import UUID

from tortoise import fields

from models.base import Row
from models.fields import BigWholeField, JsonField
from models.firm import Firm


class AuditRow(Row):
    """Who did what to which row, over which channel.

    `number` and `hash` are set once by the sealing job, in the order it found the rows; the
    database refuses every later change (triggers of the migrations).
    """

    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm", db_index=False)
    firm_id: UUID
    actor_kind = fields.CharField(max_length=10)
    actor_id = fields.UUIDField(null=True)
    actor_name = fields.CharField(max_length=120, default="", db_default="")
    channel = fields.CharField(max_length=10, default="", db_default="")
    request_id = fields.CharField(max_length=40, default="", db_default="")
    subject = fields.CharField(max_length=20)
    subject_id = fields.UUIDField(null=True)
    verb = fields.CharField(max_length=40)
    before = JsonField[dict[str, Any] | None](null=True)
    after = JsonField[dict[str, Any] | None](null=True)
    number = BigWholeField(null=True)
    hash = fields.CharField(max_length=64, default="", db_default="")

    class Meta:
        table = "audit_row"
        unique_together = (("firm", "number"),)
        indexes = (("firm_id", "subject", "subject_id"),)
