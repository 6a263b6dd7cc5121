"""An HTTP call as one declared thing: served, checked and described from the same models."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal, TypeVar
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel, TypeAdapter, ValidationError

from hub.errors import NotFoundError, TooLargeError, UserError
from hub.shapes import LARGEST_FRAME, Id, Shape
from hub.web.errors import bad_input

LARGEST_JSON = LARGEST_FRAME
# What others may read whole: Slack's forms are larger than ours.
LARGEST_READ = 1024 * 1024

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
M = TypeVar("M", bound=BaseModel)
_ID: TypeAdapter[UUID] = TypeAdapter(Id)


class ErrorBody(Shape):
    code: str
    message: str
    field: str | None = None
    retry_after: int | None = None
    request_id: str


class ErrorAnswer(Shape):
    error: ErrorBody


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One call. `is_open`: without sign-in; `query` is a model of the query string."""

    method: Method
    path: str
    handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    summary: str
    answer: type[Shape] | None = None
    body: type[Shape] | None = None
    query: type[BaseModel] | None = None
    status: int = 200
    is_open: bool = False
    has_contacts: bool = False
    media_type: str = "application/json"


async def read_body(request: web.Request, model: type[M]) -> M:
    """The JSON body as its model. Raises TooLargeError before it reads more than allowed."""
    if (request.content_length or 0) > LARGEST_JSON:
        raise TooLargeError("errors.too_large")
    # Any other type can be sent by a foreign page's form.
    if request.content_type != "application/json":
        raise UserError("realtime.not_json", field="Content-Type")
    raw = await _at_most(request, LARGEST_JSON)
    try:
        return model.model_validate_json(raw or b"{}")
    except ValidationError as error:
        raise bad_input(error) from None


async def _at_most(request: web.Request, size: int) -> bytes:
    """A body may be longer than its header said, or say nothing: it is counted as it comes."""
    raw = bytearray()
    async for chunk in request.content.iter_chunked(8192):
        raw += chunk
        if len(raw) > size:
            raise TooLargeError("errors.too_large")
    return bytes(raw)


def read_query(request: web.Request, model: type[M]) -> M:
    try:
        return model.model_validate_strings(dict(request.query))
    except ValidationError as error:
        raise bad_input(error) from None


def path_id(request: web.Request, name: str = "id") -> UUID:
    """The id in the path; what is none cannot be found."""
    try:
        return _ID.validate_python(request.match_info[name])
    except ValidationError:
        raise NotFoundError from None


def answer(shape: Shape, status: int = 200) -> web.Response:
    """What was not set is left out, as in the events of the socket; what is null stays null."""
    return web.Response(
        text=shape.model_dump_json(exclude_unset=True),
        status=status,
        content_type="application/json",
    )
