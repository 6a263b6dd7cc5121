"""What the firm asks a client to deliver, item by item."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models.base import Row
from models.chat import Conversation, StoredCard
from models.clients import Client
from models.fields import UtcDatetimeField, WholeField
from models.files import File
from models.firm import Firm


class ItemState(StrEnum):
    OPEN = "open"
    DELIVERED = "delivered"
    ACCEPTED = "accepted"
    MORE_WANTED = "more_wanted"
    REFUSED = "refused"
    NOT_THIS_PERIOD = "not_this_period"


class MaterialRequest(Row):
    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    client: fields.ForeignKeyRelation[Client] = fields.ForeignKeyField("models.Client")
    client_id: UUID
    conversation: fields.ForeignKeyRelation[Conversation] = fields.ForeignKeyField(
        "models.Conversation"
    )
    conversation_id: UUID
    card: fields.ForeignKeyNullableRelation[StoredCard] = fields.ForeignKeyField(
        "models.StoredCard", null=True
    )
    card_id: UUID | None
    title = fields.CharField(max_length=200)
    period = fields.CharField(max_length=7, null=True)
    due_on = fields.DateField(null=True)
    requested_by_id = fields.UUIDField(null=True)
    closed_at = UtcDatetimeField(null=True)
    client_key = fields.CharField(max_length=64, null=True, unique=True)

    class Meta:
        table = "material_request"


class MaterialItem(Row):
    request: fields.ForeignKeyRelation[MaterialRequest] = fields.ForeignKeyField(
        "models.MaterialRequest", related_name="items"
    )
    request_id: UUID
    position = WholeField(default=0, db_default=0)
    title = fields.CharField(max_length=200)
    state = fields.CharEnumField(ItemState, max_length=20, default=ItemState.OPEN)
    delivered_at = UtcDatetimeField(null=True)

    class Meta:
        table = "material_item"


class DeliveredFile(Row):
    item: fields.ForeignKeyRelation[MaterialItem] = fields.ForeignKeyField(
        "models.MaterialItem", related_name="files"
    )
    item_id: UUID
    file: fields.ForeignKeyRelation[File] = fields.ForeignKeyField("models.File")
    file_id: UUID

    class Meta:
        table = "delivered_file"
        unique_together = (("item", "file"),)
