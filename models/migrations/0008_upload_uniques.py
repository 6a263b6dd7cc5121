"""One upload for a sender's id, and one piece for a place in it: indexes of their own."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import UniqueConstraint


class Migration(migrations.Migration):
    dependencies = [("models", "0007_uploads")]

    initial = False

    operations = [
        ops.AddConstraint(
            model_name="Upload",
            constraint=UniqueConstraint(fields=("uploader_id", "client_key"), name=None),
        ),
        ops.AddConstraint(
            model_name="UploadPart",
            constraint=UniqueConstraint(fields=("upload", "start"), name=None),
        ),
    ]
