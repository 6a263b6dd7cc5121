"""How one is told while away: one's own choice, and how long the firm waits before it tells."""

import re
from typing import Annotated, Literal

from aiohttp import web
from pydantic import Field

from hub.access import require_staff
from hub.actions.notices import choose_notices, set_away_after
from hub.queries.notices import Choice, away_after_s, choice_of
from hub.shapes import Shape
from hub.web.endpoints import Endpoint, answer, read_body
from hub.web.people import any_person, staff_person

_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
Clock = Annotated[str, Field(pattern=f"^{_CLOCK.pattern}$")]


class NoticeChoiceShape(Shape):
    """`auto`: staff in Slack where linked, else by e-mail; contacts by e-mail. Quiet: local HH:MM."""

    way: Literal["auto", "slack", "email", "push", "off"]
    digest: Literal["now", "hourly", "daily"]
    quiet_from: Clock | None
    quiet_to: Clock | None
    time_zone: Annotated[str, Field(max_length=40)]


class AwayShape(Shape):
    """After how many seconds unseen somebody counts as away."""

    away_after_s: int


async def get_notices(request: web.Request) -> web.StreamResponse:
    person = await any_person(request)
    return answer(_shape(await choice_of(person.asker)))


async def put_notices(request: web.Request) -> web.StreamResponse:
    person = await any_person(request)
    wish = await read_body(request, NoticeChoiceShape)
    chosen = Choice(
        wish.way, wish.digest, _minute(wish.quiet_from), _minute(wish.quiet_to), wish.time_zone
    )
    return answer(_shape(await choose_notices(person.asker, chosen)))


async def get_away(request: web.Request) -> web.StreamResponse:
    person = await staff_person(request)
    require_staff(person.asker)
    return answer(AwayShape(away_after_s=await away_after_s(person.asker.firm_id)))


async def put_away(request: web.Request) -> web.StreamResponse:
    person = await staff_person(request)
    wish = await read_body(request, AwayShape)
    await set_away_after(person.asker, wish.away_after_s)
    return answer(wish)


def _minute(clock: str | None) -> int | None:
    return None if clock is None else int(clock[:2]) * 60 + int(clock[3:])


def _clock(minute: int | None) -> str | None:
    return None if minute is None else f"{minute // 60:02}:{minute % 60:02}"


def _shape(choice: Choice) -> NoticeChoiceShape:
    return NoticeChoiceShape.model_validate(
        {
            "way": choice.way,
            "digest": choice.digest,
            "quiet_from": _clock(choice.quiet_from),
            "quiet_to": _clock(choice.quiet_to),
            "time_zone": choice.time_zone,
        }
    )


ENDPOINTS = (
    Endpoint(
        "GET",
        "/api/notices",
        get_notices,
        "How I am told while I am away",
        answer=NoticeChoiceShape,
        has_contacts=True,
    ),
    Endpoint(
        "PUT",
        "/api/notices",
        put_notices,
        "Choose how I am told while I am away",
        answer=NoticeChoiceShape,
        body=NoticeChoiceShape,
        has_contacts=True,
    ),
    Endpoint("GET", "/api/firm/away", get_away, "When people count as away", answer=AwayShape),
    Endpoint(
        "PUT",
        "/api/firm/away",
        put_away,
        "Set when people count as away; for administrators",
        answer=AwayShape,
        body=AwayShape,
    ),
)
