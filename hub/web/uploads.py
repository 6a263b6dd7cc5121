"""Upload in pieces: announce, send from where it ended, confirm once, or cancel."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, Field, StringConstraints

from hub.actions.files import FileRules
from hub.actions.uploads import (
    LARGEST_PART,
    Announced,
    UploadView,
    add_part,
    begin_upload,
    cancel_upload,
    confirm_upload,
    upload_of,
)
from hub.errors import TooLargeError, UserError
from hub.shapes import LARGEST_NUMBER, FileShape, Id, Shape, Text
from hub.web.endpoints import Endpoint, answer, path_id, read_body, read_query
from hub.web.house import house_of
from hub.web.people import Person, any_person
from hub.web.rates import check_parts, check_person

PIECE = "application/octet-stream"
CHUNK = 64 * 1024
SLOWEST_CHUNK_S = 30.0
SLOWEST_PART_S = 300.0
LONGEST_NAME = 1000


class UploadAsked(Shape):
    conversation: Id
    client_id: Id
    name: Annotated[Text, StringConstraints(max_length=LONGEST_NAME)]
    size: Annotated[int, Field(ge=0, le=LARGEST_NUMBER)]


class PartPlace(BaseModel):
    """Where the piece begins: how much has come before it."""

    offset: Annotated[int, Field(ge=0, le=LARGEST_NUMBER)]


class UploadShape(Shape):
    """`offset`: so much has come. `file` is there when it was confirmed before."""

    id: Id
    size: int
    offset: int
    file: FileShape | None = None


class Done(Shape):
    done: bool


async def post_upload(request: web.Request) -> web.StreamResponse:
    person = await any_person(request)
    await check_person(request, "upload", person.asker.id)
    asked = await read_body(request, UploadAsked)
    announced = Announced(asked.conversation, str(asked.client_id), asked.name, asked.size)
    largest = house_of(request).settings.largest_file
    return _said(await begin_upload(person.asker, announced, largest), status=201)


async def get_upload(request: web.Request) -> web.StreamResponse:
    person = await any_person(request)
    return _said(await upload_of(person.asker, path_id(request)))


async def patch_upload(request: web.Request) -> web.StreamResponse:
    person = await any_person(request)
    await check_parts(request, person.asker.id)
    if (request.content_length or 0) > LARGEST_PART:
        raise TooLargeError("errors.too_large")
    offset = read_query(request, PartPlace).offset
    try:
        async with asyncio.timeout(SLOWEST_PART_S):
            view = await add_part(
                person.asker, path_id(request), offset, _chunks(request), rules_of(request)
            )
    except (TimeoutError, ConnectionError):
        raise UserError("realtime.upload_cut", field="offset") from None
    return _said(view)


async def confirm(request: web.Request) -> web.StreamResponse:
    person = await _checked(request)
    file = await confirm_upload(person.asker, path_id(request), rules_of(request))
    return answer(FileShape.model_validate(file.as_json()), status=201)


async def delete_upload(request: web.Request) -> web.StreamResponse:
    person = await any_person(request)
    await cancel_upload(person.asker, path_id(request), rules_of(request))
    return answer(Done(done=True))


def rules_of(request: web.Request) -> FileRules:
    house = house_of(request)
    settings = house.settings
    return FileRules(house.storage, house.scanner, settings.largest_file, settings.scan_fail_closed)


async def _checked(request: web.Request) -> Person:
    person = await any_person(request)
    await check_person(request, "confirm", person.asker.id)
    return person


async def _chunks(request: web.Request) -> AsyncIterator[bytes]:
    if request.content_type != PIECE:
        raise UserError("files.not_bytes", field="Content-Type")
    while True:
        async with asyncio.timeout(SLOWEST_CHUNK_S):
            chunk = await request.content.read(CHUNK)
        if not chunk:
            return
        yield chunk


def _said(view: UploadView, status: int = 200) -> web.Response:
    told = {"id": str(view.id), "size": view.size, "offset": view.offset}
    more = {"file": view.file.as_json()} if view.file else {}
    return answer(UploadShape.model_validate({**told, **more}), status=status)


ENDPOINTS = (
    Endpoint(
        "POST",
        "/api/uploads",
        post_upload,
        "Announce a file that comes in pieces; the same client_id again says how far it has come",
        body=UploadAsked,
        answer=UploadShape,
        status=201,
        has_contacts=True,
    ),
    Endpoint(
        "GET",
        "/api/uploads/{id}",
        get_upload,
        "How far an upload has come",
        answer=UploadShape,
        has_contacts=True,
    ),
    Endpoint(
        "PATCH",
        "/api/uploads/{id}",
        patch_upload,
        "The next piece of a file (application/octet-stream, 64 KiB to 8 MiB), from offset on",
        query=PartPlace,
        answer=UploadShape,
        has_contacts=True,
    ),
    Endpoint(
        "POST",
        "/api/uploads/{id}/confirm",
        confirm,
        "Make the pieces a file; again: the same answer",
        answer=FileShape,
        status=201,
        has_contacts=True,
    ),
    Endpoint(
        "DELETE",
        "/api/uploads/{id}",
        delete_upload,
        "Cancel an upload",
        answer=Done,
        has_contacts=True,
    ),
)
