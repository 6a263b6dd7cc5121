"""One mark for a person and conversation."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import UniqueConstraint


class Migration(migrations.Migration):
    dependencies = [("models", "0010_notices")]

    initial = False

    operations = [
        ops.AddConstraint(
            model_name="NoticeMark",
            constraint=UniqueConstraint(fields=("conversation", "person_id"), name=None),
        ),
    ]
