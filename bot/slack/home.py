"""App Home: the person's day, most important on top, one press to each thing."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import aiohttp
import structlog
from slack_sdk.errors import SlackClientError

from bot.slack.people import People, Person
from bot.slack.render import Block, card_blocks, literal, plain_text
from bot.slack.shortcuts import LOG_TIME
from bot.slack.web import SlackWeb
from hub.access import Asker
from hub.cards import Card
from hub.texts import say

log = structlog.get_logger()

MOST_BLOCKS = 100


@dataclass(frozen=True, slots=True)
class Day:
    """What stands on somebody's home: cards, the most important first."""

    cards: tuple[Card, ...]


DayOf = Callable[[Asker], Awaitable[Day]]


class Home:
    """Publishes the home tab; `day_of` knows the person's hours and tasks."""

    def __init__(self, web: SlackWeb, people: People, day_of: DayOf | None) -> None:
        self.web = web
        self.people = people
        self.day_of = day_of

    async def publish(self, person: Person) -> None:
        view = await self._view(person)
        try:
            await self.web.client_of(person.installation).views_publish(
                user_id=person.user_id, view=view
            )
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            log.warning("slack home not published", problem=type(error).__name__)

    async def _view(self, person: Person) -> Block:
        if person.asker is None:
            language = await self.people.language(person)
            return {"type": "home", "blocks": [literal(say("slack.not_linked", language))]}
        language = person.asker.language
        hello = say("slack.home_hello", language, name=person.asker.name)
        button = {
            "type": "button",
            "action_id": LOG_TIME,
            "text": plain_text(say("slack.log_title", language), 75),
            "style": "primary",
        }
        blocks: list[Block] = [
            {"type": "header", "text": plain_text(hello, 150)},
            {"type": "actions", "elements": [button]},
        ]
        day = await self.day_of(person.asker) if self.day_of else Day(())
        for card in day.cards:
            blocks += [{"type": "divider"}, *card_blocks(card)]
        return {"type": "home", "blocks": blocks[:MOST_BLOCKS]}
