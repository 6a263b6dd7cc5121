"""Notices to people who are away: choices, marks, addresses for answers, browsers."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from models.chat import AuthorKind
from models.fields import BigWholeField, UtcDatetimeField, WholeField
from models.notices import Digest, NoticeWay
from tortoise.fields.base import OnDelete
from uuid_utils.compat import uuid7
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0009_inbox")]

    initial = False

    operations = [
        ops.CreateModel(
            name="NoticeChoice",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "firm",
                    fields.ForeignKeyField(
                        "models.Firm",
                        source_field="firm_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "person_kind",
                    fields.CharEnumField(
                        description="CONTACT: contact\nSTAFF: staff\nBOT: bot\nSYSTEM: system",
                        enum_type=AuthorKind,
                        max_length=10,
                    ),
                ),
                ("person_id", fields.UUIDField(unique=True)),
                (
                    "way",
                    fields.CharEnumField(
                        default=NoticeWay.AUTO,
                        description="AUTO: auto\nSLACK: slack\nEMAIL: email\nPUSH: push\nOFF: off",
                        db_default="auto",
                        enum_type=NoticeWay,
                        max_length=10,
                    ),
                ),
                (
                    "digest",
                    fields.CharEnumField(
                        default=Digest.NOW,
                        description="NOW: now\nHOURLY: hourly\nDAILY: daily",
                        db_default="now",
                        enum_type=Digest,
                        max_length=10,
                    ),
                ),
                ("quiet_from", WholeField(null=True)),
                ("quiet_to", WholeField(null=True)),
                ("time_zone", fields.CharField(default="", db_default="", max_length=40)),
            ],
            options={
                "table": "notice_choice",
                "app": "models",
                "pk_attr": "id",
                "table_description": "What one person has chosen; without a row the defaults hold.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="NoticeMark",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "firm",
                    fields.ForeignKeyField(
                        "models.Firm",
                        source_field="firm_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "conversation",
                    fields.ForeignKeyField(
                        "models.Conversation",
                        source_field="conversation_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("person_id", fields.UUIDField()),
                ("seq", BigWholeField(default=0, db_default=0)),
            ],
            options={
                "table": "notice_mark",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Up to which entry of a conversation a person was told: each entry is told once.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="NoticeRules",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "firm",
                    fields.OneToOneField(
                        "models.Firm",
                        source_field="firm_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("away_after_s", WholeField(default=300, db_default=300)),
            ],
            options={
                "table": "notice_rules",
                "app": "models",
                "pk_attr": "id",
                "table_description": "What a firm has set; without a row the defaults hold.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="PushSubscription",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "firm",
                    fields.ForeignKeyField(
                        "models.Firm",
                        source_field="firm_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "contact",
                    fields.ForeignKeyField(
                        "models.Contact",
                        source_field="contact_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("endpoint", fields.TextField(unique=False)),
                ("endpoint_hash", fields.CharField(unique=True, max_length=64)),
                ("p256dh", fields.CharField(max_length=100)),
                ("auth", fields.CharField(max_length=40)),
                ("server_key", fields.CharField(max_length=100)),
            ],
            options={
                "table": "push_subscription",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A browser of a contact that takes Web Push.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="ReplyAddress",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "firm",
                    fields.ForeignKeyField(
                        "models.Firm",
                        source_field="firm_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "contact",
                    fields.ForeignKeyField(
                        "models.Contact",
                        source_field="contact_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "conversation",
                    fields.ForeignKeyField(
                        "models.Conversation",
                        source_field="conversation_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("token_hash", fields.CharField(unique=True, max_length=64)),
                ("expires_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "reply_address",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Where a contact answers by mail; only a hash of its token is kept.",
            },
            bases=["Row"],
        ),
    ]
