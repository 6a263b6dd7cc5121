"""What a client may ask over the socket: one class an event."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from hub.shapes import Body, Emoji, Id, Key, Seq, Shape, Text, Values, is_blank


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
    conversation: Id
    before: Seq | None = None
    after: Seq | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class Search(Shape):
    text: Annotated[Text, StringConstraints(min_length=1, max_length=200)]
    conversation: Id | None = None
    limit: Annotated[int, Field(ge=1, le=50)] = 20


class ConversationOpen(Shape):
    """Staff names the client by its number; a contact opens one with its own firm."""

    client: Annotated[Text, StringConstraints(min_length=1, max_length=40)] | None = None
    title: Annotated[Text, StringConstraints(max_length=200)] | None = None


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
