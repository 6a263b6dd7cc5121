"""How long a message may be changed, what it said before, mentions, quotes, office hours."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from models.fields import JsonField, UtcDatetimeField, WholeField
from tortoise.fields.base import OnDelete
from uuid_utils.compat import uuid7
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0004_retention")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Mention",
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
                "table": "mention",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A staff member named in a note: theirs to look at until they have read it.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="MessageVersion",
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
                    "message",
                    fields.ForeignKeyField(
                        "models.Message",
                        source_field="message_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("body", fields.TextField(unique=False)),
                ("until", UtcDatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "message_version",
                "app": "models",
                "pk_attr": "id",
                "table_description": "What a message said before it was changed or taken back: for the firm's eyes only.",
            },
            bases=["Row"],
        ),
        ops.AddField(
            model_name="Entry",
            name="mentions",
            field=JsonField(null=True),
        ),
        ops.AddField(
            model_name="Entry",
            name="quote",
            field=JsonField(null=True),
        ),
        ops.AddField(
            model_name="Firm",
            name="answer_minutes",
            field=WholeField(default=60, db_default=60),
        ),
        ops.AddField(
            model_name="Firm",
            name="edit_minutes",
            field=WholeField(default=60, db_default=60),
        ),
        ops.AddField(
            model_name="Firm",
            name="has_staff_receipts",
            field=fields.BooleanField(default=True, db_default=True),
        ),
        ops.AddField(
            model_name="Firm",
            name="office_hours",
            field=JsonField(null=True),
        ),
    ]
