"""Files on their way in pieces; and what is told of a file: warnings, and its preview."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from models.fields import BigWholeField, UtcDatetimeField, WholeField
from tortoise.fields.base import OnDelete
from uuid_utils.compat import uuid7
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0006_talk_uniques")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Upload",
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
                ("uploader_id", fields.UUIDField()),
                ("client_key", fields.CharField(max_length=64)),
                ("name", fields.CharField(max_length=255)),
                ("size", BigWholeField()),
            ],
            options={
                "table": "upload",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A file on its way, piece by piece; it becomes a File when all of it has come.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="UploadPart",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True),
                ),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "upload",
                    fields.ForeignKeyField(
                        "models.Upload",
                        source_field="upload_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("start", BigWholeField()),
                ("size", BigWholeField()),
                ("storage_key", fields.CharField(max_length=200)),
            ],
            options={
                "table": "upload_part",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Bytes that have come, from `start` on; each start is taken once.",
            },
            bases=["Row"],
        ),
        ops.AddField(
            model_name="File",
            name="flags",
            field=fields.CharField(default="", db_default="", max_length=100),
        ),
        ops.AddField(
            model_name="File",
            name="preview_height",
            field=WholeField(default=0, db_default=0),
        ),
        ops.AddField(
            model_name="File",
            name="preview_width",
            field=WholeField(default=0, db_default=0),
        ),
    ]
