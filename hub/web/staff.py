"""The firm's people for the console: who may be given a conversation."""

from aiohttp import web

from hub.queries.inbox import colleagues
from hub.shapes import PersonShape, Shape
from hub.web.endpoints import Endpoint, answer
from hub.web.people import staff_person


class StaffAnswer(Shape):
    staff: list[PersonShape]


async def get_staff(request: web.Request) -> web.StreamResponse:
    person = await staff_person(request)
    found = await colleagues(person.asker)
    return answer(StaffAnswer(staff=[PersonShape(id=each.id, name=each.name) for each in found]))


ENDPOINTS = (
    Endpoint("GET", "/api/staff", get_staff, "One's colleagues by name", answer=StaffAnswer),
)
