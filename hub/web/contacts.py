"""What is kept of a client's person: handed out whole, or erased."""

import json

from aiohttp import web

from hub.actions.erasure import erase_contact
from hub.queries.personal_data import personal_data_of
from hub.shapes import Shape
from hub.web.endpoints import Endpoint, answer, path_id
from hub.web.files import disposition
from hub.web.people import staff_person


class ErasedAnswer(Shape):
    """`kept`: messages that stay, with their author's name, as accounting material."""

    messages: int
    kept: int


async def get_personal_data(request: web.Request) -> web.StreamResponse:
    person = await staff_person(request)
    found = await personal_data_of(person.asker, path_id(request))
    return web.json_response(
        found.as_json(),
        dumps=lambda given: json.dumps(given, ensure_ascii=False, indent=1),
        headers={
            "Content-Disposition": disposition(f"{found.person['name']}.json"),
            "Cache-Control": "private, no-store",
        },
    )


async def delete_contact(request: web.Request) -> web.StreamResponse:
    person = await staff_person(request)
    done = await erase_contact(person.asker, path_id(request))
    return answer(ErasedAnswer(messages=done.messages, kept=done.kept))


ENDPOINTS = (
    Endpoint(
        "GET",
        "/api/contacts/{id}/data",
        get_personal_data,
        "Everything kept of a contact (GDPR article 15); for administrators",
    ),
    Endpoint(
        "DELETE",
        "/api/contacts/{id}",
        delete_contact,
        "Erase a contact for good (GDPR article 17); for administrators",
        answer=ErasedAnswer,
    ),
)
