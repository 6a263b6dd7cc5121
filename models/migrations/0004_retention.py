"""Retention: how long a firm keeps talk, and which messages outlive it."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from models.chat import KeptAs
from models.fields import WholeField
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("models", "0003_audit_is_append_only")]

    initial = False

    operations = [
        ops.AddField(
            model_name="Firm",
            name="chat_retention_months",
            field=WholeField(null=True),
        ),
        ops.AddField(
            model_name="Message",
            name="kept_as",
            field=fields.CharEnumField(
                default=KeptAs.TALK,
                description="TALK: talk\nACCOUNTING: accounting",
                db_default="talk",
                enum_type=KeptAs,
                max_length=12,
            ),
        ),
    ]
