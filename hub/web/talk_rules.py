"""How the firm talks with its clients, for those who administer it: read and set."""

from typing import Annotated

from aiohttp import web
from pydantic import Field

from hub.actions.firm import set_talk_rules
from hub.queries.talk_rules import TalkRules, talk_rules_for
from hub.shapes import Shape
from hub.web.endpoints import Endpoint, answer, read_body
from hub.web.people import staff_person

Minute = Annotated[int, Field(ge=0, le=1440)]


class OpenShape(Shape):
    """Minutes of the day, in the firm's zone."""

    opens: Minute
    closes: Minute


class TalkRulesShape(Shape):
    """`week`: seven days, Monday first; null on a day that is closed. Holidays are always closed."""

    edit_minutes: Annotated[int, Field(ge=0, le=10080)]
    has_staff_receipts: bool
    answer_minutes: Minute
    week: Annotated[list[OpenShape | None], Field(min_length=7, max_length=7)]


async def get_rules(request: web.Request) -> web.StreamResponse:
    person = await staff_person(request)
    return answer(_shape(await talk_rules_for(person.asker)))


async def put_rules(request: web.Request) -> web.StreamResponse:
    person = await staff_person(request)
    asked = await read_body(request, TalkRulesShape)
    week = tuple((day.opens, day.closes) if day else None for day in asked.week)
    rules = TalkRules(asked.edit_minutes, asked.has_staff_receipts, week, asked.answer_minutes)
    await set_talk_rules(person.asker, rules)
    return answer(asked)


def _shape(rules: TalkRules) -> TalkRulesShape:
    return TalkRulesShape(
        edit_minutes=rules.edit_minutes,
        has_staff_receipts=rules.has_staff_receipts,
        answer_minutes=rules.answer_minutes,
        week=[OpenShape(opens=day[0], closes=day[1]) if day else None for day in rules.week],
    )


ENDPOINTS = (
    Endpoint(
        "GET",
        "/api/firm/talk",
        get_rules,
        "How the firm talks with its clients: changes, receipts, office hours",
        answer=TalkRulesShape,
    ),
    Endpoint(
        "PUT",
        "/api/firm/talk",
        put_rules,
        "Set how the firm talks with its clients",
        answer=TalkRulesShape,
        body=TalkRulesShape,
    ),
)
