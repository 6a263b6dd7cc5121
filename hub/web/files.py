"""Upload and download of files: streamed, capped, and never shown inline."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from urllib.parse import quote

from aiohttp import BodyPartReader, web
from pydantic import ValidationError

from hub.actions.files import (
    Incoming,
    file_state,
    open_file,
    open_preview,
    read_whole,
    receive_file,
)
from hub.actions.previews import PREVIEW_TYPE
from hub.actions.sniffing import PLAIN_TYPES, UNKNOWN
from hub.errors import TooLargeError, UserError
from hub.shapes import FileShape, Id, Shape
from hub.web.endpoints import Endpoint, answer, path_id
from hub.web.errors import bad_input
from hub.web.house import house_of
from hub.web.people import any_person
from hub.web.rates import check_person
from hub.web.uploads import rules_of

CHUNK = 64 * 1024
LONGEST_FIELD = 100
# Beside the file: boundaries, headers and two short fields.
FORM_ROOM = 16 * 1024
SLOWEST_CHUNK_S = 30.0
SLOWEST_UPLOAD_S = 600.0


# Whatever it is, it runs nowhere, and whoever loses access has no copy in a cache of ours.
_LOCKED_IN = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "private, no-store",
    # A part of a file is no file; nobody may ask for a thousand of them.
    "Accept-Ranges": "none",
}


class UploadFields(Shape):
    conversation: Id
    client_id: Id


async def post_file(request: web.Request) -> web.StreamResponse:
    person = await any_person(request)
    await check_person(request, "upload", person.asker.id)
    house = house_of(request)
    settings = house.settings
    if (request.content_length or 0) > settings.largest_file + FORM_ROOM:
        raise TooLargeError(
            "realtime.file_too_large", field="file", megabytes=settings.largest_file // 1024**2
        )
    try:
        async with asyncio.timeout(SLOWEST_UPLOAD_S):
            fields, part = await _form(request)
            incoming = Incoming(
                fields.conversation, str(fields.client_id), part.filename or "", _chunks(part)
            )
            file = await receive_file(person.asker, incoming, rules_of(request))
    except (TimeoutError, ConnectionError):
        raise UserError("realtime.upload_cut", field="file") from None
    return answer(FileShape.model_validate(file.as_json()), status=201)


async def get_file(request: web.Request) -> web.StreamResponse:
    person = await any_person(request)
    file, chunks = await open_file(person.asker, path_id(request), house_of(request).storage)
    response = web.StreamResponse(
        headers={
            "Content-Type": file.media_type if file.media_type in PLAIN_TYPES else UNKNOWN,
            "Content-Disposition": disposition(file.name),
            **_LOCKED_IN,
        }
    )
    response.content_length = file.size
    return await _streamed(request, response, chunks)


async def get_preview(request: web.Request) -> web.StreamResponse:
    """Our own drawing of it; still an attachment, so that nobody opens it as a page."""
    person = await any_person(request)
    chunks = await open_preview(person.asker, path_id(request), house_of(request).storage)
    response = web.StreamResponse(
        headers={
            "Content-Type": PREVIEW_TYPE,
            "Content-Disposition": disposition("preview.webp"),
            **_LOCKED_IN,
        }
    )
    return await _streamed(request, response, chunks)


async def get_state(request: web.Request) -> web.StreamResponse:
    person = await any_person(request)
    file = await file_state(person.asker, path_id(request))
    return answer(FileShape.model_validate(file.as_json()))


async def _streamed(
    request: web.Request, response: web.StreamResponse, chunks: AsyncIterator[bytes]
) -> web.StreamResponse:
    whole = read_whole(chunks)
    first = await anext(whole, b"")
    await response.prepare(request)
    await response.write(first)
    async for chunk in whole:
        await response.write(chunk)
    await response.write_eof()
    return response


def disposition(name: str) -> str:
    """RFC 6266: a plain name for old readers, the true one beside it."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


async def _form(request: web.Request) -> tuple[UploadFields, BodyPartReader]:
    """The short fields, and the file behind them, not yet read. Raises UserError."""
    if request.content_type != "multipart/form-data":
        raise UserError("realtime.not_multipart", field="Content-Type")
    given: dict[str, str] = {}
    with contextlib.suppress(ValueError, KeyError):
        reader = await request.multipart()
        while (part := await reader.next()) is not None:
            if not isinstance(part, BodyPartReader):
                break
            if part.name == "file":
                return _fields(given), part
            if part.name not in UploadFields.model_fields or part.name in given:
                break
            raw = await part.read_chunk(LONGEST_FIELD)
            given[part.name] = raw.decode(errors="replace")
            if not part.at_eof() and await part.read_chunk(1):
                break
    raise UserError("realtime.not_multipart", field="file")


def _fields(given: dict[str, str]) -> UploadFields:
    try:
        return UploadFields.model_validate(given)
    except ValidationError as error:
        raise bad_input(error) from None


async def _chunks(part: BodyPartReader) -> AsyncIterator[bytes]:
    while True:
        async with asyncio.timeout(SLOWEST_CHUNK_S):
            chunk = await part.read_chunk(CHUNK)
        if not chunk:
            return
        yield bytes(chunk)


ENDPOINTS = (
    Endpoint(
        "POST",
        "/api/files",
        post_file,
        "Upload a file: multipart fields conversation, client_id, then file",
        answer=FileShape,
        status=201,
        has_contacts=True,
    ),
    Endpoint(
        "GET",
        "/api/files/{id}",
        get_file,
        "Download a file, as an attachment",
        has_contacts=True,
        media_type="application/octet-stream",
    ),
    Endpoint(
        "GET",
        "/api/files/{id}/preview",
        get_preview,
        "A picture of a file (an image, or the first page of a PDF), drawn anew without metadata",
        has_contacts=True,
        media_type="image/webp",
    ),
    Endpoint(
        "GET",
        "/api/files/{id}/state",
        get_state,
        "How a file stands: in quarantine, clean or refused",
        answer=FileShape,
        has_contacts=True,
    ),
)
