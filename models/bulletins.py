"""Bulletins to many clients, and who received, read and acknowledged them."""

from typing import Any
from uuid import UUID

from tortoise import fields

from models.base import Row
from models.chat import Conversation, StoredCard
from models.clients import Client, Contact
from models.fields import BigWholeField, JsonField, UtcDatetimeField, WholeField
from models.firm import Firm


class Bulletin(Row):
    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    title = fields.CharField(max_length=200)
    body = fields.TextField()
    version = WholeField(default=1, db_default=1)
    # {"all": true} or {"clients": [number, …]}
    audience = JsonField[dict[str, Any]](default=dict)
    author_id = fields.UUIDField(null=True)
    sent_at = UtcDatetimeField(null=True)
    client_key = fields.CharField(max_length=64, null=True, unique=True)

    class Meta:
        table = "bulletin"


class Receipt(Row):
    """What one contact did with one bulletin."""

    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    bulletin: fields.ForeignKeyRelation[Bulletin] = fields.ForeignKeyField("models.Bulletin")
    bulletin_id: UUID
    client: fields.ForeignKeyRelation[Client] = fields.ForeignKeyField("models.Client")
    client_id: UUID
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField("models.Contact")
    contact_id: UUID
    conversation: fields.ForeignKeyNullableRelation[Conversation] = fields.ForeignKeyField(
        "models.Conversation", null=True
    )
    conversation_id: UUID | None
    card: fields.ForeignKeyNullableRelation[StoredCard] = fields.ForeignKeyField(
        "models.StoredCard", null=True
    )
    card_id: UUID | None
    # Where in the conversation the bulletin's card stands: read when the reader's mark reaches it.
    seq = BigWholeField(default=0, db_default=0)
    sent_at = UtcDatetimeField()
    delivered_at = UtcDatetimeField(null=True)
    read_at = UtcDatetimeField(null=True)
    acknowledged_at = UtcDatetimeField(null=True)

    class Meta:
        table = "receipt"
        unique_together = (("bulletin", "contact"),)
