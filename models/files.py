"""Files people sent: what is known of them; the bytes lie in storage."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models.base import Row
from models.chat import AuthorKind, Conversation, Message
from models.fields import BigWholeField, WholeField
from models.firm import Firm


class FileState(StrEnum):
    QUARANTINED = "quarantined"
    CLEAN = "clean"
    REFUSED = "refused"


class File(Row):
    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    # Who may see it: the members of this conversation.
    conversation: fields.ForeignKeyRelation[Conversation] = fields.ForeignKeyField(
        "models.Conversation"
    )
    conversation_id: UUID
    uploader_kind = fields.CharEnumField(AuthorKind, max_length=10)
    uploader_id = fields.UUIDField(null=True)
    client_key = fields.CharField(max_length=64, null=True)
    name = fields.CharField(max_length=255)
    size = BigWholeField(default=0, db_default=0)
    media_type = fields.CharField(max_length=100, default="", db_default="")
    sha256 = fields.CharField(max_length=64, default="", db_default="")
    storage_key = fields.CharField(max_length=200)
    state = fields.CharEnumField(FileState, max_length=20, default=FileState.QUARANTINED)
    refused_because = fields.CharField(max_length=100, default="", db_default="")
    # What its readers are warned of, words with blanks between them: macros external_links …
    flags = fields.CharField(max_length=100, default="", db_default="")
    # Of the picture that was drawn of it; 0: there is none.
    preview_width = WholeField(default=0, db_default=0)
    preview_height = WholeField(default=0, db_default=0)

    class Meta:
        table = "file"
        unique_together = (("uploader_id", "client_key"),)


class Upload(Row):
    """A file on its way, piece by piece; it becomes a File when all of it has come."""

    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    conversation: fields.ForeignKeyRelation[Conversation] = fields.ForeignKeyField(
        "models.Conversation"
    )
    conversation_id: UUID
    uploader_id = fields.UUIDField()
    client_key = fields.CharField(max_length=64)
    name = fields.CharField(max_length=255)
    size = BigWholeField()

    class Meta:
        table = "upload"
        unique_together = (("uploader_id", "client_key"),)


class UploadPart(Row):
    """Bytes that have come, from `start` on; each start is taken once."""

    upload: fields.ForeignKeyRelation[Upload] = fields.ForeignKeyField("models.Upload")
    upload_id: UUID
    start = BigWholeField()
    size = BigWholeField()
    storage_key = fields.CharField(max_length=200)

    class Meta:
        table = "upload_part"
        unique_together = (("upload", "start"),)


class Attachment(Row):
    """A file on a message."""

    file: fields.ForeignKeyRelation[File] = fields.ForeignKeyField("models.File")
    file_id: UUID
    message: fields.ForeignKeyRelation[Message] = fields.ForeignKeyField("models.Message")
    message_id: UUID

    class Meta:
        table = "attachment"
        unique_together = (("file", "message"),)
