"""The inbox: whose turn it is in a conversation, who has it in hand, and until when it sleeps."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from models.backends.operations import SqlOfEach
from models.chat import WaitingFor
from models.fields import JsonField, UtcDatetimeField

# Conversations of before wait for whoever did not write last.
WHOSE_TURN = """
UPDATE conversation SET waiting_for = COALESCE((
    SELECT CASE message.author_kind WHEN 'contact' THEN 'us' WHEN 'staff' THEN 'client' ELSE '' END
    FROM message WHERE message.conversation_id = conversation.id ORDER BY message.seq DESC LIMIT 1
), '') WHERE kind = 'client';
"""
# What they waited for goes with the column.
NOTHING = "SELECT 1;"


class Migration(migrations.Migration):
    dependencies = [("models", "0008_upload_uniques")]

    initial = False

    operations = [
        ops.AddField(
            model_name="Conversation",
            name="assigned_id",
            field=fields.UUIDField(null=True),
        ),
        ops.AddField(
            model_name="Conversation",
            name="snoozed_until",
            field=UtcDatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Conversation",
            name="waiting_for",
            field=fields.CharEnumField(
                default=WaitingFor.NOBODY,
                description="NOBODY: \nUS: us\nCLIENT: client",
                db_default="",
                enum_type=WaitingFor,
                max_length=10,
            ),
        ),
        ops.AddField(
            model_name="Entry",
            name="status",
            field=JsonField(null=True),
        ),
        SqlOfEach(
            {"sqlite": WHOSE_TURN, "postgres": WHOSE_TURN}, {"sqlite": NOTHING, "postgres": NOTHING}
        ),
    ]
