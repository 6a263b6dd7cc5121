"""What every row shares: an id that sorts by time, and the firm it belongs to."""

from tortoise.models import Model

from models.fields import UtcDatetimeField, id_field


class Row(Model):
    """A row with a UUIDv7 as its key."""

    id = id_field()
    created_at = UtcDatetimeField(auto_now_add=True)

    class Meta:
        abstract = True
