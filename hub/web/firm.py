"""The firm's own settings, and which messages outlive the firm's time for talk."""

from typing import Literal

from aiohttp import web

from hub.actions.retention import keep_message, set_retention
from hub.queries.firm import firm_settings
from hub.shapes import Shape
from hub.web.endpoints import Endpoint, answer, path_id, read_body
from hub.web.people import staff_person


class FirmSettings(Shape):
    """`chat_retention_months`: null keeps messages for good."""

    chat_retention_months: int | None


class KeptBody(Shape):
    kept_as: Literal["talk", "accounting"]


class DoneAnswer(Shape):
    ok: Literal[True] = True


async def get_firm(request: web.Request) -> web.StreamResponse:
    person = await staff_person(request)
    found = await firm_settings(person.asker)
    return answer(FirmSettings(chat_retention_months=found.chat_retention_months))


async def put_firm(request: web.Request) -> web.StreamResponse:
    person = await staff_person(request)
    body = await read_body(request, FirmSettings)
    await set_retention(person.asker, months=body.chat_retention_months)
    return answer(body)


async def put_kept(request: web.Request) -> web.StreamResponse:
    person = await staff_person(request)
    body = await read_body(request, KeptBody)
    await keep_message(person.asker, path_id(request), kept_as=body.kept_as)
    return answer(DoneAnswer(ok=True))


ENDPOINTS = (
    Endpoint("GET", "/api/firm", get_firm, "The firm's settings", answer=FirmSettings),
    Endpoint(
        "PUT",
        "/api/firm",
        put_firm,
        "Change the firm's settings; for administrators",
        answer=FirmSettings,
        body=FirmSettings,
    ),
    Endpoint(
        "PUT",
        "/api/messages/{id}/kept",
        put_kept,
        "Keep a message as accounting material, or with the talk",
        answer=DoneAnswer,
        body=KeptBody,
    ),
)
