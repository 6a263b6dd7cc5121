"""Conversations as numbered entries, what was read, and what leaves the house."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields

from models.base import Row
from models.clients import Client, Contact
from models.fields import BigWholeField, JsonField, UtcDatetimeField, WholeField
from models.firm import Firm, Staff


class ConversationKind(StrEnum):
    CLIENT = "client"
    # The twin of a client conversation: no contact may ever join it.
    NOTES = "notes"


class ConversationState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class WaitingFor(StrEnum):
    """Whose turn it is in an open conversation: of whoever did not write last."""

    NOBODY = ""
    US = "us"
    CLIENT = "client"


class EntryKind(StrEnum):
    MESSAGE = "message"
    EDIT = "edit"
    DELETE = "delete"
    REACTION = "reaction"
    CARD = "card"
    STATUS = "status"


class KeptAs(StrEnum):
    """Why a message outlives the firm's ordinary time for talk."""

    TALK = "talk"
    # It evidences or explains a transaction: kept as long as vouchers are.
    ACCOUNTING = "accounting"


class AuthorKind(StrEnum):
    CONTACT = "contact"
    STAFF = "staff"
    BOT = "bot"
    SYSTEM = "system"


class DeliveryState(StrEnum):
    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCLEAR = "unclear"


class Conversation(Row):
    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    client: fields.ForeignKeyRelation[Client] = fields.ForeignKeyField("models.Client")
    client_id: UUID
    kind = fields.CharEnumField(ConversationKind, max_length=10)
    # Set on the notes twin: the client conversation that it belongs to.
    notes_of: fields.OneToOneNullableRelation["Conversation"] = fields.OneToOneField(
        "models.Conversation", related_name="notes", null=True
    )
    notes_of_id: UUID | None
    # Set when only this contact of the client may see it.
    private_to: fields.ForeignKeyNullableRelation[Contact] = fields.ForeignKeyField(
        "models.Contact", null=True
    )
    private_to_id: UUID | None
    title = fields.CharField(max_length=200, default="", db_default="")
    state = fields.CharEnumField(
        ConversationState, max_length=10, default=ConversationState.OPEN, db_default="open"
    )
    waiting_for = fields.CharEnumField(
        WaitingFor, max_length=10, default=WaitingFor.NOBODY, db_default=""
    )
    # Who of the staff has it in hand; the firm's own affair.
    assigned_id = fields.UUIDField(null=True)
    # Out of the way until then, or until the client writes.
    snoozed_until = UtcDatetimeField(null=True)
    last_seq = BigWholeField(default=0, db_default=0)
    last_entry_at = UtcDatetimeField(null=True)
    last_text = fields.CharField(max_length=200, default="", db_default="")

    class Meta:
        table = "conversation"
        indexes = (("firm_id", "client_id"),)


class Entry(Row):
    """One thing that happened in a conversation: the log that every screen is made from."""

    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm", db_index=False)
    firm_id: UUID
    conversation: fields.ForeignKeyRelation[Conversation] = fields.ForeignKeyField(
        "models.Conversation", db_index=False
    )
    conversation_id: UUID
    seq = BigWholeField()
    kind = fields.CharEnumField(EntryKind, max_length=10)
    # The message that is written, edited, deleted or reacted to.
    message_id = fields.UUIDField(null=True)
    author_kind = fields.CharEnumField(AuthorKind, max_length=10)
    author_id = fields.UUIDField(null=True)
    author_name = fields.CharField(max_length=120)
    # Where it was written: client, console, slack, cli, job, demo.
    channel = fields.CharField(max_length=10, default="", db_default="")
    body = fields.TextField(null=True)
    files = JsonField[list[dict[str, Any]] | None](null=True)
    emoji = fields.CharField(max_length=40, null=True)
    is_on = fields.BooleanField(null=True)
    card = JsonField[dict[str, Any] | None](null=True)
    # The earlier message that it answers, as it reads now: message, seq, author, text.
    quote = JsonField[dict[str, Any] | None](null=True)
    # Staff named in a note: id and name of each.
    mentions = JsonField[list[dict[str, Any]] | None](null=True)
    # What a status entry changed: state, assigned, snoozed_until.
    status = JsonField[dict[str, Any] | None](null=True)
    # The sender's own id of the request, so that a repeated send is one entry.
    client_key = fields.CharField(max_length=64, null=True)
    at = UtcDatetimeField()

    class Meta:
        table = "entry"
        unique_together = (
            ("conversation", "seq"),
            ("conversation", "author_id", "client_key"),
        )


class Message(Row):
    """The state of a message, projected from its entries."""

    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm", db_index=False)
    firm_id: UUID
    conversation: fields.ForeignKeyRelation[Conversation] = fields.ForeignKeyField(
        "models.Conversation", db_index=False
    )
    conversation_id: UUID
    seq = BigWholeField()
    author_kind = fields.CharEnumField(AuthorKind, max_length=10)
    author_id = fields.UUIDField(null=True)
    body = fields.TextField()
    edited_at = UtcDatetimeField(null=True)
    deleted_at = UtcDatetimeField(null=True)
    kept_as = fields.CharEnumField(
        KeptAs, max_length=12, default=KeptAs.TALK, db_default=KeptAs.TALK.value
    )

    class Meta:
        table = "message"
        unique_together = (("conversation", "seq"),)


class MessageVersion(Row):
    """What a message said before it was changed or taken back: for the firm's eyes only."""

    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm", db_index=False)
    firm_id: UUID
    message: fields.ForeignKeyRelation[Message] = fields.ForeignKeyField("models.Message")
    message_id: UUID
    body = fields.TextField()
    # Until then it stood so.
    until = UtcDatetimeField()

    class Meta:
        table = "message_version"


class Mention(Row):
    """A staff member named in a note: theirs to look at until they have read it."""

    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm", db_index=False)
    firm_id: UUID
    staff: fields.ForeignKeyRelation[Staff] = fields.ForeignKeyField("models.Staff")
    staff_id: UUID
    message: fields.ForeignKeyRelation[Message] = fields.ForeignKeyField(
        "models.Message", db_index=False
    )
    message_id: UUID

    class Meta:
        table = "mention"
        unique_together = (("message", "staff"),)


class Reaction(Row):
    """Who reacts how to a message now."""

    message: fields.ForeignKeyRelation[Message] = fields.ForeignKeyField("models.Message")
    message_id: UUID
    author_id = fields.UUIDField()
    emoji = fields.CharField(max_length=40)

    class Meta:
        table = "reaction"
        unique_together = (("message", "author_id", "emoji"),)


class ReadMark(Row):
    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm", db_index=False)
    firm_id: UUID
    conversation: fields.ForeignKeyRelation[Conversation] = fields.ForeignKeyField(
        "models.Conversation", db_index=False
    )
    conversation_id: UUID
    reader_kind = fields.CharEnumField(AuthorKind, max_length=10)
    reader_id = fields.UUIDField()
    seq = BigWholeField(default=0, db_default=0)

    class Meta:
        table = "read_mark"
        unique_together = (("conversation", "reader_id"),)


class StoredCard(Row):
    """A card with what its buttons need; the content is what people see."""

    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    # Which command answers its buttons.
    command = fields.CharField(max_length=40)
    owner_kind = fields.CharEnumField(AuthorKind, max_length=10)
    owner_id = fields.UUIDField(null=True)
    # Set when it stands in a conversation: its members may press it.
    conversation: fields.ForeignKeyNullableRelation[Conversation] = fields.ForeignKeyField(
        "models.Conversation", null=True
    )
    conversation_id: UUID | None
    content = JsonField[dict[str, Any]]()
    payload = JsonField[dict[str, Any]](default=dict)
    version = WholeField(default=1, db_default=1)
    updated_at = UtcDatetimeField(auto_now=True)

    class Meta:
        table = "stored_card"


class Delivery(Row):
    """A row of the outbox: something that must leave the house once, in order."""

    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm", db_index=False)
    firm_id: UUID
    # Which adapter takes it: slack, email.
    channel = fields.CharField(max_length=20)
    # Rows of one key leave one after another.
    order_key = fields.CharField(max_length=100)
    # Unique, so that the same fact is queued once.
    dedup_key = fields.CharField(max_length=150, unique=True)
    kind = fields.CharField(max_length=40)
    payload = JsonField[dict[str, Any]](default=dict)
    state = fields.CharEnumField(DeliveryState, max_length=10, default=DeliveryState.DUE)
    attempts = WholeField(default=0, db_default=0)
    due_at = UtcDatetimeField()
    leased_until = UtcDatetimeField(null=True)
    leased_by = fields.CharField(max_length=60, default="", db_default="")
    # What the other side calls it, once known.
    external_id = fields.CharField(max_length=150, default="", db_default="")
    problem = fields.TextField(default="", db_default="")
    sent_at = UtcDatetimeField(null=True)

    class Meta:
        table = "delivery"
        indexes = (("channel", "state", "due_at"), ("order_key", "state"))


class SlackChannel(Row):
    """The Slack channel of a client."""

    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    client: fields.ForeignKeyRelation[Client] = fields.ForeignKeyField("models.Client")
    client_id: UUID
    team_id = fields.CharField(max_length=40)
    channel_id = fields.CharField(max_length=40)
    # When set, thread replies go to the client without a button.
    is_direct = fields.BooleanField(default=False, db_default=False)

    class Meta:
        table = "slack_channel"
        unique_together = (("team_id", "channel_id"), ("team_id", "client"))


class SlackThread(Row):
    """The thread of a conversation: its root card's place."""

    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    conversation: fields.ForeignKeyRelation[Conversation] = fields.ForeignKeyField(
        "models.Conversation"
    )
    conversation_id: UUID
    team_id = fields.CharField(max_length=40)
    channel_id = fields.CharField(max_length=40)
    thread_ts = fields.CharField(max_length=40)

    class Meta:
        table = "slack_thread"
        unique_together = (("team_id", "channel_id", "thread_ts"), ("team_id", "conversation"))


class SlackLink(Row):
    """Which of our messages, notes or cards a Slack message is."""

    firm: fields.ForeignKeyRelation[Firm] = fields.ForeignKeyField("models.Firm")
    firm_id: UUID
    team_id = fields.CharField(max_length=40)
    channel_id = fields.CharField(max_length=40)
    ts = fields.CharField(max_length=40)
    thread_ts = fields.CharField(max_length=40, default="", db_default="")
    conversation: fields.ForeignKeyNullableRelation[Conversation] = fields.ForeignKeyField(
        "models.Conversation", null=True
    )
    conversation_id: UUID | None
    # The message, card or delivery that it shows.
    hub_id = fields.UUIDField()
    # message, note, card, root
    kind = fields.CharField(max_length=10)
    # True: we posted it; False: a person wrote it in Slack.
    is_ours = fields.BooleanField()
    user_id = fields.CharField(max_length=40, default="", db_default="")
    # Hash of text, blocks and files as last seen: an "edit" that changes nothing is none.
    content_hash = fields.CharField(max_length=64, default="", db_default="")

    class Meta:
        table = "slack_link"
        unique_together = (("team_id", "channel_id", "ts"),)
        indexes = (("hub_id",),)


class InboxEvent(Row):
    """A request from Slack, stored before it is acknowledged."""

    team_id = fields.CharField(max_length=40)
    event_id = fields.CharField(max_length=100)
    # events, commands, interactive
    kind = fields.CharField(max_length=20)
    body = fields.TextField()
    # Serial per key: team, channel, thread root.
    order_key = fields.CharField(max_length=150)
    # Slack's own ts, which orders within the key.
    event_ts = fields.CharField(max_length=40, default="", db_default="")
    state = fields.CharEnumField(DeliveryState, max_length=10, default=DeliveryState.DUE)
    attempts = WholeField(default=0, db_default=0)
    due_at = UtcDatetimeField()
    leased_until = UtcDatetimeField(null=True)
    problem = fields.TextField(default="", db_default="")

    class Meta:
        table = "inbox_event"
        unique_together = (("team_id", "event_id"),)
        indexes = (("state", "due_at"),)
