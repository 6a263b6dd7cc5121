"""What was done to a message later is found from the message: an index that plain messages skip."""

from tortoise import migrations

from models.backends.operations import SqlOfEach

INDEX = "CREATE INDEX entry_of_message ON entry (message_id) WHERE kind <> 'message';"
BACK = "DROP INDEX entry_of_message;"


class Migration(migrations.Migration):
    dependencies = [("models", "0012_search")]

    initial = False

    operations = [
        SqlOfEach({"sqlite": INDEX, "postgres": INDEX}, {"sqlite": BACK, "postgres": BACK}),
    ]
