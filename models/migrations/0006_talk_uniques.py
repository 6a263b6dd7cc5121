"""A staff member is mentioned once in a note: the composite unique, as an index of its own."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import UniqueConstraint


class Migration(migrations.Migration):
    dependencies = [("models", "0005_talk")]

    initial = False

    operations = [
        ops.AddConstraint(
            model_name="Mention",
            constraint=UniqueConstraint(fields=("message", "staff"), name=None),
        ),
    ]
