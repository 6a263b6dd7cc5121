"""What a client may ask over the socket: one class an event."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from hub.shapes import Body, Emoji, Id, Key, Later, Seq, Shape, Text, Values, is_blank


class Hello(Shape):
    """Who am I, and which conversations are mine."""


class MessageSend(Shape):
    """`client_id` is the sender's own UUID: a repeated send gives the same answer.

    `reply_to` is an earlier message of the same conversation; `mentions` are staff, in notes only.
    """

    conversation: Id
    client_id: Id
    body: Body
    files: Annotated[list[Id], Field(max_length=10, default_factory=list)]
    reply_to: Id | None = None
    mentions: Annotated[list[Id], Field(max_length=20, default_factory=list)]

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if is_blank(self.body) and not self.files:
            raise PydanticCustomError("empty", "empty", {"field": "body"})
        return self


class MessageEdit(Shape):
    conversation: Id
    message: Id
    body: Annotated[Body, StringConstraints(min_length=1, pattern=r"\S")]
    client_id: Id


class MessageDelete(Shape):
    conversation: Id
    message: Id
    client_id: Id


class ReactionSet(Shape):
    conversation: Id
    message: Id
    emoji: Emoji
    on: bool
    client_id: Id


class ReadMark(Shape):
    """Read up to here; the largest mark wins."""

    conversation: Id
    seq: Seq


class Sync(Shape):
    """What I have of each conversation; the answer holds what came after."""

    have: Annotated[dict[Id, Seq], Field(max_length=1000)]


class History(Shape):
    """A page before or after a number, or around it; the newest where nothing is said."""

    conversation: Id
    around: Seq | None = None
    before: Seq | None = None
    after: Seq | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class Search(Shape):
    """`before` is a message: only older ones than that."""

    text: Annotated[Text, StringConstraints(min_length=1, max_length=200)]
    conversation: Id | None = None
    before: Id | None = None
    limit: Annotated[int, Field(ge=1, le=50)] = 20


class ConversationOpen(Shape):
    """Staff names the client by its number; a contact opens one with its own firm.

    `private`: seen by one contact alone, the one who asks or whom staff name in `contact`.
    """

    client: Annotated[Text, StringConstraints(min_length=1, max_length=40)] | None = None
    title: Annotated[Text, StringConstraints(max_length=200)] | None = None
    private: bool = False
    contact: Id | None = None


class ConversationClose(Shape):
    """Close it, or open it again (`closed: false`); a new message opens it too."""

    conversation: Id
    closed: bool = True


class ConversationAssign(Shape):
    """Into whose hand it goes; null is nobody's."""

    conversation: Id
    staff: Id | None


class ConversationSnooze(Shape):
    """Out of the way until then (ISO 8601 with a zone), or back at once with null."""

    conversation: Id
    until: Later | None


class Typing(Shape):
    conversation: Id
    on: bool


class CommandRun(Shape):
    """A sentence to the bot (staff); the card comes back to the asker alone."""

    text: Annotated[Text, StringConstraints(min_length=1, max_length=2000)]
    conversation: Id | None = None


class CardPress(Shape):
    """Pressing twice with one `client_id` does the thing once."""

    card: Id
    button: Key
    client_id: Id
    values: Annotated[Values, Field(max_length=60, default_factory=dict)]


class ConnectAuth(Shape):
    """The Socket.IO `auth` payload. `have` is what `sync` would send."""

    token: Annotated[str, StringConstraints(min_length=1, max_length=8192)]
    have: Annotated[dict[Id, Seq], Field(max_length=1000, default_factory=dict)]
