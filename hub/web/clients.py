"""Clients for the console: a list that can be searched, and one client's card."""

from typing import Annotated, Literal

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from hub.queries.clients import ClientView, client_card, clients_page
from hub.shapes import Id, Shape
from hub.web.endpoints import Endpoint, answer, path_id, read_query
from hub.web.people import staff_person


class ClientsQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")
    search: Annotated[str, Field(max_length=100)] = ""
    after: Annotated[str, Field(max_length=40)] = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class ClientShape(Shape):
    id: Id
    number: str
    name: str
    business_id: str
    language: Literal["fi", "sv", "en"]


class ClientsAnswer(Shape):
    """`next` is the `after` of the next page."""

    clients: list[ClientShape]
    next: str | None = None


class ContactShape(Shape):
    id: Id
    name: str
    email: str
    language: str


class ResponsibleShape(Shape):
    id: Id
    name: str
    email: str
    role: str


class ClientAnswer(ClientShape):
    contacts: list[ContactShape]
    responsible: list[ResponsibleShape]
    conversations: list[Id]


async def get_clients(request: web.Request) -> web.StreamResponse:
    person = await staff_person(request)
    query = read_query(request, ClientsQuery)
    views, following = await clients_page(
        person.asker, search=query.search, after=query.after, limit=query.limit
    )
    shapes = [ClientShape.model_validate(_fields(each)) for each in views]
    return answer(ClientsAnswer(clients=shapes, next=following))


async def get_client(request: web.Request) -> web.StreamResponse:
    person = await staff_person(request)
    card = await client_card(person.asker, path_id(request))
    return answer(
        ClientAnswer.model_validate(
            {
                **_fields(card.client),
                "contacts": [
                    {"id": each.id, "name": each.name, "email": each.email, "language": each.role}
                    for each in card.contacts
                ],
                "responsible": [
                    {"id": each.id, "name": each.name, "email": each.email, "role": each.role}
                    for each in card.responsible
                ],
                "conversations": list(card.conversations),
            }
        )
    )


def _fields(view: ClientView) -> dict[str, object]:
    return {
        "id": view.id,
        "number": view.number,
        "name": view.name,
        "business_id": view.business_id,
        "language": view.language,
    }


ENDPOINTS = (
    Endpoint(
        "GET",
        "/api/clients",
        get_clients,
        "Clients by number, searched by name, number or alias",
        answer=ClientsAnswer,
        query=ClientsQuery,
    ),
    Endpoint(
        "GET", "/api/clients/{id}", get_client, "One client with its people", answer=ClientAnswer
    ),
)
