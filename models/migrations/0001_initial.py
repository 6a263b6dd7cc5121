"""The first tables, without composite uniques: SQLite could not drop those again."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from models.billing import InvoiceState
from models.chat import AuthorKind, ConversationKind, ConversationState, DeliveryState, EntryKind
from models.clients import ResponsibilityRole
from models.fields import BigWholeField, JsonField, UtcDatetimeField, WholeField
from models.files import FileState
from models.firm import KeyAlgorithm, Role
from models.hours import AbsenceKind
from models.materials import ItemState
from models.tasks import Recurrence, TaskState
from tortoise.fields.base import OnDelete
from uuid_utils.compat import uuid7
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Firm",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=True)),
                ("name", fields.CharField(max_length=120)),
                ("business_id", fields.CharField(default="", db_default="", max_length=20)),
                ("language", fields.CharField(default="fi", db_default="fi", max_length=2)),
                (
                    "time_zone",
                    fields.CharField(
                        default="Europe/Helsinki", db_default="Europe/Helsinki", max_length=40
                    ),
                ),
                ("is_demo", fields.BooleanField(default=False, db_default=False)),
            ],
            options={
                "table": "firm",
                "app": "models",
                "pk_attr": "id",
                "table_description": "The tenant: every other row hangs on a firm.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Activity",
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
                ("code", fields.CharField(max_length=40)),
                ("name_fi", fields.CharField(max_length=80)),
                ("name_sv", fields.CharField(max_length=80)),
                ("name_en", fields.CharField(max_length=80)),
                ("synonyms", JsonField(default=list)),
                ("is_billable", fields.BooleanField(default=True, db_default=True)),
                ("is_active", fields.BooleanField(default=True, db_default=True)),
            ],
            options={
                "table": "activity",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A kind of work, named in three languages.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="AuditRow",
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
                ("actor_kind", fields.CharField(max_length=10)),
                ("actor_id", fields.UUIDField(null=True)),
                ("actor_name", fields.CharField(default="", db_default="", max_length=120)),
                ("channel", fields.CharField(default="", db_default="", max_length=10)),
                ("request_id", fields.CharField(default="", db_default="", max_length=40)),
                ("subject", fields.CharField(max_length=20)),
                ("subject_id", fields.UUIDField(null=True)),
                ("verb", fields.CharField(max_length=40)),
                ("before", JsonField(null=True)),
                ("after", JsonField(null=True)),
                ("number", BigWholeField(null=True)),
                ("hash", fields.CharField(default="", db_default="", max_length=64)),
            ],
            options={
                "table": "audit_row",
                "app": "models",
                "indexes": [Index(fields=["firm_id", "subject", "subject_id"])],
                "pk_attr": "id",
                "table_description": "Who did what to which row, over which channel.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Bulletin",
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
                ("title", fields.CharField(max_length=200)),
                ("body", fields.TextField(unique=False)),
                ("version", WholeField(default=1, db_default=1)),
                ("audience", JsonField(default=dict)),
                ("author_id", fields.UUIDField(null=True)),
                ("sent_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("client_key", fields.CharField(null=True, unique=True, max_length=64)),
            ],
            options={"table": "bulletin", "app": "models", "pk_attr": "id"},
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Client",
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
                ("number", fields.CharField(max_length=40)),
                ("name", fields.CharField(max_length=120)),
                ("business_id", fields.CharField(default="", db_default="", max_length=20)),
                ("aliases", JsonField(default=list)),
                ("language", fields.CharField(default="fi", db_default="fi", max_length=2)),
                ("email", fields.CharField(default="", db_default="", max_length=254)),
                ("street", fields.CharField(default="", db_default="", max_length=80)),
                ("postcode", fields.CharField(default="", db_default="", max_length=20)),
                ("city", fields.CharField(default="", db_default="", max_length=40)),
                (
                    "invoice_channel",
                    fields.CharField(default="email", db_default="email", max_length=20),
                ),
                ("e_invoice_address", fields.CharField(default="", db_default="", max_length=40)),
                ("e_invoice_operator", fields.CharField(default="", db_default="", max_length=40)),
                ("payment_term_days", WholeField(default=14, db_default=14)),
                ("is_active", fields.BooleanField(default=True, db_default=True)),
                ("search_text", fields.TextField(default="", db_default="", unique=False)),
            ],
            options={"table": "client", "app": "models", "pk_attr": "id"},
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Contact",
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
                    "client",
                    fields.ForeignKeyField(
                        "models.Client",
                        source_field="client_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("external_id", fields.CharField(max_length=100)),
                ("name", fields.CharField(max_length=120)),
                ("email", fields.CharField(default="", db_default="", max_length=254)),
                ("language", fields.CharField(default="fi", db_default="fi", max_length=2)),
                ("is_active", fields.BooleanField(default=True, db_default=True)),
            ],
            options={
                "table": "contact",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A person of one client; the same e-mail in two clients is two contacts.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Conversation",
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
                    "client",
                    fields.ForeignKeyField(
                        "models.Client",
                        source_field="client_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "kind",
                    fields.CharEnumField(
                        description="CLIENT: client\nNOTES: notes",
                        enum_type=ConversationKind,
                        max_length=10,
                    ),
                ),
                (
                    "notes_of",
                    fields.OneToOneField(
                        "models.Conversation",
                        source_field="notes_of_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="notes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "private_to",
                    fields.ForeignKeyField(
                        "models.Contact",
                        source_field="private_to_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("title", fields.CharField(default="", db_default="", max_length=200)),
                (
                    "state",
                    fields.CharEnumField(
                        default=ConversationState.OPEN,
                        description="OPEN: open\nCLOSED: closed",
                        db_default="open",
                        enum_type=ConversationState,
                        max_length=10,
                    ),
                ),
                ("last_seq", BigWholeField(default=0, db_default=0)),
                ("last_entry_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("last_text", fields.CharField(default="", db_default="", max_length=200)),
            ],
            options={
                "table": "conversation",
                "app": "models",
                "indexes": [Index(fields=["firm_id", "client_id"])],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="DayLock",
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
                ("last_day", fields.DateField()),
                ("locked_by_id", fields.UUIDField(null=True)),
            ],
            options={
                "table": "day_lock",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Days up to and including this one no longer change.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Delivery",
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
                ("channel", fields.CharField(max_length=20)),
                ("order_key", fields.CharField(max_length=100)),
                ("dedup_key", fields.CharField(unique=True, max_length=150)),
                ("kind", fields.CharField(max_length=40)),
                ("payload", JsonField(default=dict)),
                (
                    "state",
                    fields.CharEnumField(
                        default=DeliveryState.DUE,
                        description="DUE: due\nSENDING: sending\nSENT: sent\nFAILED: failed\nUNCLEAR: unclear",
                        enum_type=DeliveryState,
                        max_length=10,
                    ),
                ),
                ("attempts", WholeField(default=0, db_default=0)),
                ("due_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("leased_until", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("leased_by", fields.CharField(default="", db_default="", max_length=60)),
                ("external_id", fields.CharField(default="", db_default="", max_length=150)),
                ("problem", fields.TextField(default="", db_default="", unique=False)),
                ("sent_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "delivery",
                "app": "models",
                "indexes": [
                    Index(fields=["channel", "state", "due_at"]),
                    Index(fields=["order_key", "state"]),
                ],
                "pk_attr": "id",
                "table_description": "A row of the outbox: something that must leave the house once, in order.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Entry",
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
                ("seq", BigWholeField()),
                (
                    "kind",
                    fields.CharEnumField(
                        description="MESSAGE: message\nEDIT: edit\nDELETE: delete\nREACTION: reaction\nCARD: card\nSTATUS: status",
                        enum_type=EntryKind,
                        max_length=10,
                    ),
                ),
                ("message_id", fields.UUIDField(null=True)),
                (
                    "author_kind",
                    fields.CharEnumField(
                        description="CONTACT: contact\nSTAFF: staff\nBOT: bot\nSYSTEM: system",
                        enum_type=AuthorKind,
                        max_length=10,
                    ),
                ),
                ("author_id", fields.UUIDField(null=True)),
                ("author_name", fields.CharField(max_length=120)),
                ("channel", fields.CharField(default="", db_default="", max_length=10)),
                ("body", fields.TextField(null=True, unique=False)),
                ("files", JsonField(null=True)),
                ("emoji", fields.CharField(null=True, max_length=40)),
                ("is_on", fields.BooleanField(null=True)),
                ("card", JsonField(null=True)),
                ("client_key", fields.CharField(null=True, max_length=64)),
                ("at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "entry",
                "app": "models",
                "pk_attr": "id",
                "table_description": "One thing that happened in a conversation: the log that every screen is made from.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="ExternalRef",
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
                ("system", fields.CharField(max_length=20)),
                ("company_id", fields.CharField(max_length=40)),
                ("kind", fields.CharField(max_length=20)),
                ("external_id", fields.CharField(max_length=60)),
                ("local_id", fields.UUIDField()),
            ],
            options={"table": "external_ref", "app": "models", "pk_attr": "id"},
            bases=["Row"],
        ),
        ops.CreateModel(
            name="File",
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
                (
                    "uploader_kind",
                    fields.CharEnumField(
                        description="CONTACT: contact\nSTAFF: staff\nBOT: bot\nSYSTEM: system",
                        enum_type=AuthorKind,
                        max_length=10,
                    ),
                ),
                ("uploader_id", fields.UUIDField(null=True)),
                ("client_key", fields.CharField(null=True, max_length=64)),
                ("name", fields.CharField(max_length=255)),
                ("size", BigWholeField(default=0, db_default=0)),
                ("media_type", fields.CharField(default="", db_default="", max_length=100)),
                ("sha256", fields.CharField(default="", db_default="", max_length=64)),
                ("storage_key", fields.CharField(max_length=200)),
                (
                    "state",
                    fields.CharEnumField(
                        default=FileState.QUARANTINED,
                        description="QUARANTINED: quarantined\nCLEAN: clean\nREFUSED: refused",
                        enum_type=FileState,
                        max_length=20,
                    ),
                ),
                ("refused_because", fields.CharField(default="", db_default="", max_length=100)),
            ],
            options={"table": "file", "app": "models", "pk_attr": "id"},
            bases=["Row"],
        ),
        ops.CreateModel(
            name="InboxEvent",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=True)),
                ("team_id", fields.CharField(max_length=40)),
                ("event_id", fields.CharField(max_length=100)),
                ("kind", fields.CharField(max_length=20)),
                ("body", fields.TextField(unique=False)),
                ("order_key", fields.CharField(max_length=150)),
                ("event_ts", fields.CharField(default="", db_default="", max_length=40)),
                (
                    "state",
                    fields.CharEnumField(
                        default=DeliveryState.DUE,
                        description="DUE: due\nSENDING: sending\nSENT: sent\nFAILED: failed\nUNCLEAR: unclear",
                        enum_type=DeliveryState,
                        max_length=10,
                    ),
                ),
                ("attempts", WholeField(default=0, db_default=0)),
                ("due_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("leased_until", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("problem", fields.TextField(default="", db_default="", unique=False)),
            ],
            options={
                "table": "inbox_event",
                "app": "models",
                "indexes": [Index(fields=["state", "due_at"])],
                "pk_attr": "id",
                "table_description": "A request from Slack, stored before it is acknowledged.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Message",
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
                ("seq", BigWholeField()),
                (
                    "author_kind",
                    fields.CharEnumField(
                        description="CONTACT: contact\nSTAFF: staff\nBOT: bot\nSYSTEM: system",
                        enum_type=AuthorKind,
                        max_length=10,
                    ),
                ),
                ("author_id", fields.UUIDField(null=True)),
                ("body", fields.TextField(unique=False)),
                ("edited_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("deleted_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "message",
                "app": "models",
                "pk_attr": "id",
                "table_description": "The state of a message, projected from its entries.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "file",
                    fields.ForeignKeyField(
                        "models.File",
                        source_field="file_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "message",
                    fields.ForeignKeyField(
                        "models.Message",
                        source_field="message_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={
                "table": "attachment",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A file on a message.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="PriceRule",
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
                    "client",
                    fields.ForeignKeyField(
                        "models.Client",
                        source_field="client_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "activity",
                    fields.ForeignKeyField(
                        "models.Activity",
                        source_field="activity_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("hour_price_e4", BigWholeField()),
                ("valid_from", fields.DateField()),
                ("valid_to", fields.DateField(null=True)),
            ],
            options={
                "table": "price_rule",
                "app": "models",
                "pk_attr": "id",
                "table_description": "The hourly price: the most exact rule (client and activity) that holds on the day wins.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Product",
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
                ("code", fields.CharField(max_length=40)),
                ("name", fields.CharField(max_length=100)),
                ("unit", fields.CharField(default="hour", db_default="hour", max_length=20)),
                ("price_e4", BigWholeField(default=0, db_default=0)),
                ("is_active", fields.BooleanField(default=True, db_default=True)),
            ],
            options={
                "table": "product",
                "app": "models",
                "pk_attr": "id",
                "table_description": "What an invoice row sells; code and name as in the accounting system.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Reaction",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "message",
                    fields.ForeignKeyField(
                        "models.Message",
                        source_field="message_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("author_id", fields.UUIDField()),
                ("emoji", fields.CharField(max_length=40)),
            ],
            options={
                "table": "reaction",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Who reacts how to a message now.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="ReadMark",
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
                (
                    "reader_kind",
                    fields.CharEnumField(
                        description="CONTACT: contact\nSTAFF: staff\nBOT: bot\nSYSTEM: system",
                        enum_type=AuthorKind,
                        max_length=10,
                    ),
                ),
                ("reader_id", fields.UUIDField()),
                ("seq", BigWholeField(default=0, db_default=0)),
            ],
            options={"table": "read_mark", "app": "models", "pk_attr": "id"},
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Reminder",
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
                ("kind", fields.CharField(max_length=20)),
                ("person_id", fields.UUIDField()),
                ("day", fields.DateField()),
            ],
            options={
                "table": "reminder",
                "app": "models",
                "pk_attr": "id",
                "table_description": "One nudge to one person on one local day: the row is the claim to send it.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="SlackChannel",
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
                    "client",
                    fields.ForeignKeyField(
                        "models.Client",
                        source_field="client_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("team_id", fields.CharField(max_length=40)),
                ("channel_id", fields.CharField(max_length=40)),
                ("is_direct", fields.BooleanField(default=False, db_default=False)),
            ],
            options={
                "table": "slack_channel",
                "app": "models",
                "pk_attr": "id",
                "table_description": "The Slack channel of a client.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="SlackInstallation",
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
                ("team_id", fields.CharField(unique=True, max_length=40)),
                ("team_name", fields.CharField(default="", db_default="", max_length=120)),
                ("enterprise_id", fields.CharField(default="", db_default="", max_length=40)),
                ("app_id", fields.CharField(default="", db_default="", max_length=40)),
                ("bot_id", fields.CharField(default="", db_default="", max_length=40)),
                ("bot_user_id", fields.CharField(default="", db_default="", max_length=40)),
                ("sealed_bot_token", fields.TextField(unique=False)),
                ("scopes", fields.TextField(default="", db_default="", unique=False)),
                ("revoked_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={"table": "slack_installation", "app": "models", "pk_attr": "id"},
            bases=["Row"],
        ),
        ops.CreateModel(
            name="SlackLink",
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
                ("team_id", fields.CharField(max_length=40)),
                ("channel_id", fields.CharField(max_length=40)),
                ("ts", fields.CharField(max_length=40)),
                ("thread_ts", fields.CharField(default="", db_default="", max_length=40)),
                (
                    "conversation",
                    fields.ForeignKeyField(
                        "models.Conversation",
                        source_field="conversation_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("hub_id", fields.UUIDField()),
                ("kind", fields.CharField(max_length=10)),
                ("is_ours", fields.BooleanField()),
                ("user_id", fields.CharField(default="", db_default="", max_length=40)),
                ("content_hash", fields.CharField(default="", db_default="", max_length=64)),
            ],
            options={
                "table": "slack_link",
                "app": "models",
                "indexes": [Index(fields=["hub_id"])],
                "pk_attr": "id",
                "table_description": "Which of our messages, notes or cards a Slack message is.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="SlackThread",
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
                ("team_id", fields.CharField(max_length=40)),
                ("channel_id", fields.CharField(max_length=40)),
                ("thread_ts", fields.CharField(max_length=40)),
            ],
            options={
                "table": "slack_thread",
                "app": "models",
                "pk_attr": "id",
                "table_description": "The thread of a conversation: its root card's place.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Staff",
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
                ("name", fields.CharField(max_length=120)),
                ("email", fields.CharField(max_length=254)),
                ("language", fields.CharField(default="fi", db_default="fi", max_length=2)),
                (
                    "role",
                    fields.CharEnumField(
                        default=Role.ACCOUNTANT,
                        description="OWNER: owner\nMANAGER: manager\nACCOUNTANT: accountant\nASSISTANT: assistant",
                        enum_type=Role,
                        max_length=20,
                    ),
                ),
                ("extra_rights", JsonField(default=list)),
                ("is_active", fields.BooleanField(default=True, db_default=True)),
            ],
            options={"table": "staff", "app": "models", "pk_attr": "id"},
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Absence",
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
                    "staff",
                    fields.ForeignKeyField(
                        "models.Staff",
                        source_field="staff_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "kind",
                    fields.CharEnumField(
                        description="LEAVE: leave\nSICK: sick\nCHILD_SICK: child_sick\nUNPAID: unpaid\nTRAINING: training",
                        enum_type=AbsenceKind,
                        max_length=20,
                    ),
                ),
                ("first_day", fields.DateField()),
                ("last_day", fields.DateField()),
            ],
            options={"table": "absence", "app": "models", "pk_attr": "id"},
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Responsibility",
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
                    "client",
                    fields.ForeignKeyField(
                        "models.Client",
                        source_field="client_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "staff",
                    fields.ForeignKeyField(
                        "models.Staff",
                        source_field="staff_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "role",
                    fields.CharEnumField(
                        default=ResponsibilityRole.ACCOUNTANT,
                        description="ACCOUNTANT: accountant\nPAYROLL: payroll\nSUBSTITUTE: substitute",
                        enum_type=ResponsibilityRole,
                        max_length=20,
                    ),
                ),
            ],
            options={"table": "responsibility", "app": "models", "pk_attr": "id"},
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Session",
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
                    "staff",
                    fields.ForeignKeyField(
                        "models.Staff",
                        source_field="staff_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("token_hash", fields.CharField(unique=True, max_length=64)),
                ("csrf", fields.CharField(max_length=64)),
                ("user_agent", fields.CharField(default="", db_default="", max_length=200)),
                ("expires_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("revoked_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={"table": "session", "app": "models", "pk_attr": "id"},
            bases=["Row"],
        ),
        ops.CreateModel(
            name="SignInLink",
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
                    "staff",
                    fields.ForeignKeyField(
                        "models.Staff",
                        source_field="staff_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("token_hash", fields.CharField(unique=True, max_length=64)),
                ("expires_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("used_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "sign_in_link",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A one-time link; only a hash of its token is kept.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="SlackUser",
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
                    "staff",
                    fields.ForeignKeyField(
                        "models.Staff",
                        source_field="staff_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("team_id", fields.CharField(max_length=40)),
                ("user_id", fields.CharField(max_length=40)),
            ],
            options={
                "table": "slack_user",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Which Slack user a staff member is, confirmed by the person.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="StoredCard",
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
                ("command", fields.CharField(max_length=40)),
                (
                    "owner_kind",
                    fields.CharEnumField(
                        description="CONTACT: contact\nSTAFF: staff\nBOT: bot\nSYSTEM: system",
                        enum_type=AuthorKind,
                        max_length=10,
                    ),
                ),
                ("owner_id", fields.UUIDField(null=True)),
                (
                    "conversation",
                    fields.ForeignKeyField(
                        "models.Conversation",
                        source_field="conversation_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("content", JsonField()),
                ("payload", JsonField(default=dict)),
                ("version", WholeField(default=1, db_default=1)),
                ("updated_at", UtcDatetimeField(auto_now=True, auto_now_add=False)),
            ],
            options={
                "table": "stored_card",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A card with what its buttons need; the content is what people see.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Invoice",
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
                    "client",
                    fields.ForeignKeyField(
                        "models.Client",
                        source_field="client_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("number", fields.CharField(max_length=40)),
                ("period", fields.CharField(max_length=7)),
                ("date", fields.DateField()),
                ("due_on", fields.DateField()),
                (
                    "state",
                    fields.CharEnumField(
                        default=InvoiceState.DRAFT,
                        description="DRAFT: draft\nQUEUED: queued\nSENDING: sending\nPUSHED: pushed\nREFUSED: refused\nUNCLEAR: unclear\nCANCELLED: cancelled",
                        enum_type=InvoiceState,
                        max_length=10,
                    ),
                ),
                ("net_cents", BigWholeField(default=0, db_default=0)),
                ("vat_cents", BigWholeField(default=0, db_default=0)),
                ("total_cents", BigWholeField(default=0, db_default=0)),
                (
                    "conversation",
                    fields.ForeignKeyField(
                        "models.Conversation",
                        source_field="conversation_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "card",
                    fields.ForeignKeyField(
                        "models.StoredCard",
                        source_field="card_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("created_by_id", fields.UUIDField(null=True)),
                ("external_id", fields.CharField(default="", db_default="", max_length=40)),
                ("external_number", fields.CharField(default="", db_default="", max_length=40)),
                ("external_state", fields.CharField(default="", db_default="", max_length=40)),
                ("problems", JsonField(default=list)),
                ("leased_until", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("leased_by", fields.CharField(default="", db_default="", max_length=60)),
                ("pushed_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("client_key", fields.CharField(null=True, unique=True, max_length=64)),
            ],
            options={"table": "invoice", "app": "models", "pk_attr": "id"},
            bases=["Row"],
        ),
        ops.CreateModel(
            name="InvoiceRow",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "invoice",
                    fields.ForeignKeyField(
                        "models.Invoice",
                        source_field="invoice_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="rows",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("position", WholeField()),
                (
                    "activity",
                    fields.ForeignKeyField(
                        "models.Activity",
                        source_field="activity_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("product_code", fields.CharField(default="", db_default="", max_length=40)),
                ("description", fields.CharField(max_length=200)),
                ("minutes", WholeField()),
                ("hour_price_e4", BigWholeField()),
                ("vat_bp", WholeField()),
                ("net_cents", BigWholeField()),
                ("first_day", fields.DateField()),
                ("last_day", fields.DateField()),
            ],
            options={"table": "invoice_row", "app": "models", "pk_attr": "id"},
            bases=["Row"],
        ),
        ops.CreateModel(
            name="MaterialRequest",
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
                    "client",
                    fields.ForeignKeyField(
                        "models.Client",
                        source_field="client_id",
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
                (
                    "card",
                    fields.ForeignKeyField(
                        "models.StoredCard",
                        source_field="card_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("title", fields.CharField(max_length=200)),
                ("period", fields.CharField(null=True, max_length=7)),
                ("due_on", fields.DateField(null=True)),
                ("requested_by_id", fields.UUIDField(null=True)),
                ("closed_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("client_key", fields.CharField(null=True, unique=True, max_length=64)),
            ],
            options={"table": "material_request", "app": "models", "pk_attr": "id"},
            bases=["Row"],
        ),
        ops.CreateModel(
            name="MaterialItem",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "request",
                    fields.ForeignKeyField(
                        "models.MaterialRequest",
                        source_field="request_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="items",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("position", WholeField(default=0, db_default=0)),
                ("title", fields.CharField(max_length=200)),
                (
                    "state",
                    fields.CharEnumField(
                        default=ItemState.OPEN,
                        description="OPEN: open\nDELIVERED: delivered\nACCEPTED: accepted\nMORE_WANTED: more_wanted\nREFUSED: refused\nNOT_THIS_PERIOD: not_this_period",
                        enum_type=ItemState,
                        max_length=20,
                    ),
                ),
                ("delivered_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={"table": "material_item", "app": "models", "pk_attr": "id"},
            bases=["Row"],
        ),
        ops.CreateModel(
            name="DeliveredFile",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "item",
                    fields.ForeignKeyField(
                        "models.MaterialItem",
                        source_field="item_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="files",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "file",
                    fields.ForeignKeyField(
                        "models.File",
                        source_field="file_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={"table": "delivered_file", "app": "models", "pk_attr": "id"},
            bases=["Row"],
        ),
        ops.CreateModel(
            name="PushAttempt",
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
                    "invoice",
                    fields.ForeignKeyField(
                        "models.Invoice",
                        source_field="invoice_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("ended_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("outcome", fields.CharField(default="", db_default="", max_length=20)),
                ("problems", JsonField(default=list)),
            ],
            options={"table": "push_attempt", "app": "models", "pk_attr": "id"},
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Receipt",
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
                    "bulletin",
                    fields.ForeignKeyField(
                        "models.Bulletin",
                        source_field="bulletin_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "client",
                    fields.ForeignKeyField(
                        "models.Client",
                        source_field="client_id",
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
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "card",
                    fields.ForeignKeyField(
                        "models.StoredCard",
                        source_field="card_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("seq", BigWholeField(default=0, db_default=0)),
                ("sent_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("delivered_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("read_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "acknowledged_at",
                    UtcDatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "receipt",
                "app": "models",
                "pk_attr": "id",
                "table_description": "What one contact did with one bulletin.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Template",
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
                ("code", fields.CharField(max_length=40)),
                ("name_fi", fields.CharField(max_length=120)),
                ("name_sv", fields.CharField(max_length=120)),
                ("name_en", fields.CharField(max_length=120)),
                (
                    "recurrence",
                    fields.CharEnumField(
                        description="MONTHLY: monthly\nYEARLY: yearly",
                        enum_type=Recurrence,
                        max_length=10,
                    ),
                ),
                ("due_day", WholeField()),
                ("due_months_after", WholeField(default=1, db_default=1)),
            ],
            options={
                "table": "template",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A kind of recurring task, due on a day of a month after its period.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Assignment",
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
                    "client",
                    fields.ForeignKeyField(
                        "models.Client",
                        source_field="client_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "template",
                    fields.ForeignKeyField(
                        "models.Template",
                        source_field="template_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "assignee",
                    fields.ForeignKeyField(
                        "models.Staff",
                        source_field="assignee_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("is_active", fields.BooleanField(default=True, db_default=True)),
            ],
            options={"table": "assignment", "app": "models", "pk_attr": "id"},
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Task",
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
                    "client",
                    fields.ForeignKeyField(
                        "models.Client",
                        source_field="client_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "assignment",
                    fields.ForeignKeyField(
                        "models.Assignment",
                        source_field="assignment_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "assignee",
                    fields.ForeignKeyField(
                        "models.Staff",
                        source_field="assignee_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("title", fields.CharField(max_length=200)),
                ("period", fields.CharField(null=True, max_length=7)),
                ("due_on", fields.DateField(null=True)),
                (
                    "state",
                    fields.CharEnumField(
                        default=TaskState.OPEN,
                        description="OPEN: open\nDONE: done",
                        enum_type=TaskState,
                        max_length=10,
                    ),
                ),
                ("done_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("done_by_id", fields.UUIDField(null=True)),
                ("client_key", fields.CharField(null=True, unique=True, max_length=64)),
            ],
            options={
                "table": "task",
                "app": "models",
                "indexes": [
                    Index(fields=["firm_id", "client_id", "state"]),
                    Index(fields=["assignee_id", "state", "due_on"]),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="TimeEntry",
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
                    "staff",
                    fields.ForeignKeyField(
                        "models.Staff",
                        source_field="staff_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "client",
                    fields.ForeignKeyField(
                        "models.Client",
                        source_field="client_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "activity",
                    fields.ForeignKeyField(
                        "models.Activity",
                        source_field="activity_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "task",
                    fields.ForeignKeyField(
                        "models.Task",
                        source_field="task_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("date", fields.DateField()),
                ("minutes", WholeField()),
                ("billed_minutes", WholeField(null=True)),
                ("is_billable", fields.BooleanField(default=True, db_default=True)),
                ("period", fields.CharField(null=True, max_length=7)),
                ("comment", fields.TextField(default="", db_default="", unique=False)),
                ("channel", fields.CharField(default="", db_default="", max_length=10)),
                ("client_key", fields.CharField(null=True, max_length=64)),
                ("approved_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("approved_by_id", fields.UUIDField(null=True)),
                ("deleted_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "time_entry",
                "app": "models",
                "indexes": [
                    Index(fields=["firm_id", "client_id", "date"]),
                    Index(fields=["staff_id", "date"]),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="BilledEntry",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "entry",
                    fields.OneToOneField(
                        "models.TimeEntry",
                        source_field="entry_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "row",
                    fields.ForeignKeyField(
                        "models.InvoiceRow",
                        source_field="row_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={
                "table": "billed_entry",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A time entry on an invoice row: on at most one live row, held by the database.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="UsedToken",
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
                ("jti", fields.CharField(max_length=100)),
                ("expires_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "used_token",
                "app": "models",
                "pk_attr": "id",
                "table_description": "The jti of a one-time identity that was used.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="WidgetKey",
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
                ("kid", fields.CharField(unique=True, max_length=40)),
                (
                    "algorithm",
                    fields.CharEnumField(
                        default=KeyAlgorithm.HS256,
                        description="HS256: HS256\nES256: ES256\nRS256: RS256",
                        enum_type=KeyAlgorithm,
                        max_length=10,
                    ),
                ),
                ("sealed_secret", fields.TextField(default="", db_default="", unique=False)),
                ("public_key", fields.TextField(default="", db_default="", unique=False)),
                ("allowed_origins", JsonField(default=list)),
                ("revoked_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "widget_key",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A key the firm's site signs identities with; two may live at once for rotation.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="WorkSchedule",
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
                    "staff",
                    fields.ForeignKeyField(
                        "models.Staff",
                        source_field="staff_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("valid_from", fields.DateField()),
                ("weekday_minutes", JsonField()),
            ],
            options={
                "table": "work_schedule",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Target minutes of each weekday from a day on; the latest that has begun holds.",
            },
            bases=["Row"],
        ),
    ]
