"""Notices to people who are away: how each wants them, how far they were told, where they answer."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models.base import Row
from models.chat import AuthorKind, Conversation
from models.clients import Contact
from models.fields import BigWholeField, UtcDatetimeField, WholeField
from models.firm import Firm


class NoticeWay(StrEnum):
    # Staff: Slack when linked there, else e-mail. Contacts: e-mail.
    AUTO = "auto"
    SLACK = "slack"
    EMAIL = "email"
    PUSH = "push"
    OFF = "off"


class Digest(StrEnum):
    NOW = "now"
    HOURLY = "hourly"
    DAILY = "daily"


class NoticeRules(Row):
    """What a firm has set; without a row the defaults hold."""

    firm: fields.OneToOneRelation[Firm] = fields.OneToOneField("models.Firm")
    firm_id: UUID
    # How long something stays unseen before its reader counts as away.
    away_after_s = WholeField(default=300, db_default=300)

    class Meta:
        table = "notice_rules"


class NoticeChoice(Row):
    """What one person has chosen; without a row the defaults hold."""

    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    person_kind = fields.CharEnumField(AuthorKind, max_length=10)
    person_id = fields.UUIDField(unique=True)
    way = fields.CharEnumField(NoticeWay, max_length=10, default=NoticeWay.AUTO, db_default="auto")
    digest = fields.CharEnumField(Digest, max_length=10, default=Digest.NOW, db_default="now")
    # Minutes of the local day between which nothing is sent; from > to goes over midnight.
    quiet_from = WholeField(null=True)
    quiet_to = WholeField(null=True)
    time_zone = fields.CharField(max_length=40, default="", db_default="")

    class Meta:
        table = "notice_choice"


class NoticeMark(Row):
    """Up to which entry of a conversation a person was told: each entry is told once."""

    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm", db_index=False)
    firm_id: UUID
    conversation: fields.ForeignKeyRelation[Conversation] = fields.ForeignKeyField(
        "models.Conversation", db_index=False
    )
    conversation_id: UUID
    person_id = fields.UUIDField()
    seq = BigWholeField(default=0, db_default=0)

    class Meta:
        table = "notice_mark"
        unique_together = (("conversation", "person_id"),)


class ReplyAddress(Row):
    """Where a contact answers by mail; only a hash of its token is kept."""

    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField("models.Contact")
    contact_id: UUID
    conversation: fields.ForeignKeyRelation[Conversation] = fields.ForeignKeyField(
        "models.Conversation"
    )
    conversation_id: UUID
    token_hash = fields.CharField(max_length=64, unique=True)
    expires_at = UtcDatetimeField()

    class Meta:
        table = "reply_address"


class PushSubscription(Row):
    """A browser of a contact that takes Web Push."""

    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField("models.Contact")
    contact_id: UUID
    endpoint = fields.TextField()
    # SHA-256 of the endpoint: one browser is one row.
    endpoint_hash = fields.CharField(max_length=64, unique=True)
    # The browser's public key and secret, and our key that it was subscribed with; base64url.
    p256dh = fields.CharField(max_length=100)
    auth = fields.CharField(max_length=40)
    server_key = fields.CharField(max_length=100)

    class Meta:
        table = "push_subscription"
