"""The bot's commands, for the list behind `/` in the composer."""

from aiohttp import web

from hub.shapes import Shape
from hub.web.endpoints import Endpoint, answer
from hub.web.house import house_of
from hub.web.people import staff_person


class CommandShape(Shape):
    name: str
    usage: str
    summary: str


class CommandsAnswer(Shape):
    commands: list[CommandShape]


async def get_commands(request: web.Request) -> web.StreamResponse:
    person = await staff_person(request)
    listed = house_of(request).bot.commands(person.asker.language)
    return answer(
        CommandsAnswer(
            commands=[
                CommandShape(name=each.name, usage=each.usage, summary=each.summary)
                for each in listed
            ]
        )
    )


ENDPOINTS = (
    Endpoint(
        "GET",
        "/api/commands",
        get_commands,
        "The bot's commands in one's language",
        answer=CommandsAnswer,
    ),
)
