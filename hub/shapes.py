"""The small shapes that requests, answers and events are made of."""

import re
import unicodedata
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

LARGEST_FRAME = 64 * 1024
LONGEST_BODY = 20_000
LARGEST_NUMBER = 2**53 - 1

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# What a person may not send: it shows nothing, and PostgreSQL refuses NUL.
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def _as_uuid(given: object) -> object:
    """Only the canonical text is an id: no upper case, braces, numbers or bytes."""
    if isinstance(given, UUID):
        return given
    if isinstance(given, str) and _UUID.fullmatch(given):
        return UUID(given)
    raise PydanticCustomError("uuid", "not an id")


def _as_text(given: object) -> object:
    if not isinstance(given, str):
        return given
    return unicodedata.normalize("NFC", _UNSEEN.sub("", given).replace("\r\n", "\n"))


def is_blank(text: str) -> bool:
    """Whether it shows nothing: spaces, and signs that only steer or hide (U+200B, U+202E)."""
    return all(sign.isspace() or unicodedata.category(sign) in {"Cf", "Cc"} for sign in text)


Id = Annotated[
    UUID,
    BeforeValidator(_as_uuid),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "format": "uuid", "pattern": f"^{_UUID.pattern}$"}),
]
Seq = Annotated[int, Field(ge=0, le=LARGEST_NUMBER)]
Text = Annotated[str, BeforeValidator(_as_text)]
Body = Annotated[Text, StringConstraints(max_length=LONGEST_BODY)]
Emoji = Annotated[
    str, StringConstraints(min_length=1, max_length=40, pattern=r"^[^\s\x00-\x20<>&\x7f]+$")
]
Key = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[\w.:-]+$")]
Day = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]
Moment = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]


class Shape(BaseModel):
    """Anything on the wire: strict types, and no field that is not promised."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Author(Shape):
    kind: Literal["contact", "staff", "bot", "system"]
    id: Id | None
    name: str


class PreviewShape(Shape):
    """The size in pixels of a file's picture at `/api/files/{id}/preview`."""

    width: int
    height: int


class FileShape(Shape):
    """`flags` warn of what lies inside; they are no reason to refuse it."""

    id: Id
    name: str
    size: int
    media_type: str
    state: Literal["quarantined", "clean", "refused"]
    flags: list[Literal["macros", "external_links", "active", "locked", "misnamed"]] | None = None
    preview: PreviewShape | None = None


class CardFieldShape(Shape):
    label: str
    value: str


class ButtonShape(Shape):
    id: str
    label: str
    style: Literal["default", "primary", "danger"]
    confirm: str | None = None


class OptionShape(Shape):
    value: str
    label: str


class FormFieldShape(Shape):
    id: str
    kind: Literal["text", "textarea", "number", "date", "select", "checkbox", "file"]
    label: str
    value: str | None = None
    options: list[OptionShape] = []
    required: bool = False
    hint: str | None = None


class FormShape(Shape):
    fields: list[FormFieldShape]


class CardShape(Shape):
    """`id` is null on a card that is not kept: its buttons, if any, do nothing."""

    id: Id | None
    kind: str
    title: str
    lines: list[str]
    fields: list[CardFieldShape]
    buttons: list[ButtonShape]
    form: FormShape | None = None
    state: Literal["open", "done", "failed", "info"]
    updated_at: Moment | None = None


class QuoteShape(Shape):
    """The earlier message that this one answers; `text` is empty once that was deleted."""

    message: Id
    seq: Seq
    author: Author
    text: str


class PersonShape(Shape):
    id: Id
    name: str


ConversationState = Literal["open", "waiting_us", "waiting_client", "closed"]


class StatusShape(Shape):
    """What a status entry changed: only the fields that are there. The last two only staff hear of."""

    state: ConversationState | None = None
    assigned: PersonShape | None = None
    snoozed_until: Moment | None = None


class EntryShape(Shape):
    """One numbered thing of a conversation; sort by `seq`, never by arrival."""

    conversation: Id
    seq: Seq
    kind: Literal["message", "edit", "delete", "reaction", "card", "status"]
    id: Id
    author: Author
    at: Moment
    message: Id | None = None
    body: str | None = None
    files: list[FileShape] | None = None
    emoji: str | None = None
    on: bool | None = None
    client_id: str | None = None
    card: CardShape | None = None
    quote: QuoteShape | None = None
    mentions: list[PersonShape] | None = None
    status: StatusShape | None = None


class HitShape(EntryShape):
    """A message as it stands now; `marks`: found words as [start, end] in UTF-16 units of its body."""

    marks: list[Annotated[list[int], Field(min_length=2, max_length=2)]]


class ConversationShape(Shape):
    """A line of the list. `client` is the client's number; `notes…` is the staff's twin.

    A message makes it the other side's turn, and opens it when it was closed; a contact's message
    ends a snooze. `private`: of one contact alone. Who has it in hand, only staff are told.
    """

    id: Id
    title: str
    client: str
    client_name: str
    state: ConversationState
    last_seq: Seq
    read_seq: Seq
    unread: int
    last_text: str
    last_entry_at: Moment | None
    private: bool = False
    private_to: PersonShape | None = None
    assigned: PersonShape | None = None
    snoozed_until: Moment | None = None
    notes: Id | None = None
    notes_last_seq: Seq | None = None
    notes_read_seq: Seq | None = None
    notes_unread: int | None = None


class Me(Shape):
    kind: Literal["contact", "staff"]
    id: Id
    name: str
    language: Literal["fi", "sv", "en"]
    client: str | None = None
    rights: list[str] = []


class ClientName(Shape):
    """A client as lists name it."""

    number: str
    name: str


class OpenSpan(Shape):
    opens: Moment
    closes: Moment


class OfficeShape(Shape):
    """When the firm is open next, and within how many open minutes it means to answer."""

    open: list[OpenSpan]
    answer_minutes: int


class FirmShape(Shape):
    id: Id
    name: str
    language: Literal["fi", "sv", "en"]
    demo: bool
    edit_minutes: int | None = None
    office: OfficeShape | None = None


class Problem(Shape):
    code: Literal[
        "invalid",
        "not_found",
        "forbidden",
        "conflict",
        "rate_limited",
        "too_large",
        "unavailable",
        "unknown_event",
        "unauthorized",
    ]
    message: str
    field: str | None = None
    retry_after: int | None = None


# A moment that somebody names: aware, in ISO 8601.
Later = Annotated[AwareDatetime, Field(strict=False)]
PressValue = str | int | float | bool | list[str] | None
Values = dict[Key, PressValue]
Json = dict[str, Any]
