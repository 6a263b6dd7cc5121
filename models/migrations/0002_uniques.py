"""The composite uniques of the first tables, as indexes of their own."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import UniqueConstraint


class Migration(migrations.Migration):
    dependencies = [("models", "0001_initial")]

    initial = False

    operations = [
        ops.AddConstraint(
            model_name="Activity",
            constraint=UniqueConstraint(fields=("firm", "code"), name=None),
        ),
        ops.AddConstraint(
            model_name="Assignment",
            constraint=UniqueConstraint(fields=("client", "template"), name=None),
        ),
        ops.AddConstraint(
            model_name="Attachment",
            constraint=UniqueConstraint(fields=("file", "message"), name=None),
        ),
        ops.AddConstraint(
            model_name="AuditRow",
            constraint=UniqueConstraint(fields=("firm", "number"), name=None),
        ),
        ops.AddConstraint(
            model_name="Client",
            constraint=UniqueConstraint(fields=("firm", "number"), name=None),
        ),
        ops.AddConstraint(
            model_name="Contact",
            constraint=UniqueConstraint(fields=("client", "external_id"), name=None),
        ),
        ops.AddConstraint(
            model_name="DeliveredFile",
            constraint=UniqueConstraint(fields=("item", "file"), name=None),
        ),
        ops.AddConstraint(
            model_name="Entry",
            constraint=UniqueConstraint(fields=("conversation", "seq"), name=None),
        ),
        ops.AddConstraint(
            model_name="Entry",
            constraint=UniqueConstraint(
                fields=("conversation", "author_id", "client_key"), name=None
            ),
        ),
        ops.AddConstraint(
            model_name="ExternalRef",
            constraint=UniqueConstraint(
                fields=("system", "company_id", "kind", "external_id"), name=None
            ),
        ),
        ops.AddConstraint(
            model_name="ExternalRef",
            constraint=UniqueConstraint(
                fields=("system", "company_id", "kind", "local_id"), name=None
            ),
        ),
        ops.AddConstraint(
            model_name="File",
            constraint=UniqueConstraint(fields=("uploader_id", "client_key"), name=None),
        ),
        ops.AddConstraint(
            model_name="InboxEvent",
            constraint=UniqueConstraint(fields=("team_id", "event_id"), name=None),
        ),
        ops.AddConstraint(
            model_name="Invoice",
            constraint=UniqueConstraint(fields=("firm", "number"), name=None),
        ),
        ops.AddConstraint(
            model_name="Message",
            constraint=UniqueConstraint(fields=("conversation", "seq"), name=None),
        ),
        ops.AddConstraint(
            model_name="Product",
            constraint=UniqueConstraint(fields=("firm", "code"), name=None),
        ),
        ops.AddConstraint(
            model_name="Reaction",
            constraint=UniqueConstraint(fields=("message", "author_id", "emoji"), name=None),
        ),
        ops.AddConstraint(
            model_name="ReadMark",
            constraint=UniqueConstraint(fields=("conversation", "reader_id"), name=None),
        ),
        ops.AddConstraint(
            model_name="Receipt",
            constraint=UniqueConstraint(fields=("bulletin", "contact"), name=None),
        ),
        ops.AddConstraint(
            model_name="Reminder",
            constraint=UniqueConstraint(fields=("kind", "person_id", "day"), name=None),
        ),
        ops.AddConstraint(
            model_name="Responsibility",
            constraint=UniqueConstraint(fields=("client", "staff", "role"), name=None),
        ),
        ops.AddConstraint(
            model_name="SlackChannel",
            constraint=UniqueConstraint(fields=("team_id", "channel_id"), name=None),
        ),
        ops.AddConstraint(
            model_name="SlackChannel",
            constraint=UniqueConstraint(fields=("team_id", "client"), name=None),
        ),
        ops.AddConstraint(
            model_name="SlackLink",
            constraint=UniqueConstraint(fields=("team_id", "channel_id", "ts"), name=None),
        ),
        ops.AddConstraint(
            model_name="SlackThread",
            constraint=UniqueConstraint(fields=("team_id", "channel_id", "thread_ts"), name=None),
        ),
        ops.AddConstraint(
            model_name="SlackThread",
            constraint=UniqueConstraint(fields=("team_id", "conversation"), name=None),
        ),
        ops.AddConstraint(
            model_name="SlackUser",
            constraint=UniqueConstraint(fields=("team_id", "user_id"), name=None),
        ),
        ops.AddConstraint(
            model_name="Staff",
            constraint=UniqueConstraint(fields=("firm", "email"), name=None),
        ),
        ops.AddConstraint(
            model_name="Task",
            constraint=UniqueConstraint(fields=("assignment", "period"), name=None),
        ),
        ops.AddConstraint(
            model_name="Template",
            constraint=UniqueConstraint(fields=("firm", "code"), name=None),
        ),
        ops.AddConstraint(
            model_name="TimeEntry",
            constraint=UniqueConstraint(fields=("staff", "client_key"), name=None),
        ),
        ops.AddConstraint(
            model_name="UsedToken",
            constraint=UniqueConstraint(fields=("firm", "jti"), name=None),
        ),
        ops.AddConstraint(
            model_name="WorkSchedule",
            constraint=UniqueConstraint(fields=("staff", "valid_from"), name=None),
        ),
    ]
