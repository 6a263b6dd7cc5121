"""Send to client, and take it back: a note goes by a button, after the seconds that undo it."""

from collections.abc import Mapping
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackClientError

from bot.slack.emoji import SEEN_BY_CLIENT
from bot.slack.offers import SEND, TAKE_BACK, Offers, offer_blocks
from bot.slack.people import Person
from bot.slack.talk import Content, ephemeral, words_content
from bot.slack.web import SlackWeb
from hub.access import Asker
from hub.actions.edits import delete_message
from hub.actions.held import take_back_held
from hub.actions.slack import send_note_soon, send_note_to_client
from hub.actions.slack_places import Place
from hub.errors import ConflictError, NotFoundError
from hub.queries.slack import LinkView, link_at, thread_at
from hub.texts import say

log = structlog.get_logger()

Body = Mapping[str, Any]


class Sending:
    def __init__(self, web: SlackWeb, offers: Offers) -> None:
        self.web = web
        self.offers = offers
        self.undo_s = web.settings.slack_undo_seconds

    async def send(self, person: Person, asker: Asker, body: Body, value: str) -> Content:
        """Let the client see the note that the button is about; says how to take it back."""
        place, link = await self._message(person, body, value)
        thread = await thread_at(
            place.firm_id, place.team_id, place.channel_id, link.thread_ts or place.ts
        )
        if thread is None:
            raise NotFoundError("slack.no_note")
        language = asker.language
        if self.undo_s and await send_note_soon(
            asker, thread.conversation_id, place=place, wait_s=self.undo_s
        ):
            return self.offers.held(language, value)
        await send_note_to_client(asker, thread.conversation_id, place=place)
        text, label = say("slack.sent_to_client", language), say("slack.take_back", language)
        return ephemeral(text, offer_blocks(text, TAKE_BACK, label, value))

    async def take_back(self, person: Person, asker: Asker, body: Body, value: str) -> Content:
        """Before it went: it stays a note. Afterwards: it is deleted at the client."""
        place, _ = await self._message(person, body, value)
        language = asker.language
        if await take_back_held(asker, place):
            text, label = say("slack.undone", language), say("slack.send_to_client", language)
            return ephemeral(text, offer_blocks(text, SEND, label, value))
        # Read anew: it may have gone between the two.
        _, link = await self._message(person, body, value)
        if link.conversation_id is None or link.kind != "message":
            raise ConflictError("slack.being_sent")
        await delete_message(
            asker,
            link.conversation_id,
            message_id=link.hub_id,
            client_id=f"slack:back:{place.channel_id}:{place.ts}",
        )
        await self._unmark(person, place)
        return words_content(say("slack.taken_back", language))

    async def _unmark(self, person: Person, place: Place) -> None:
        try:
            await self.web.client_of(person.installation).reactions_remove(
                channel=place.channel_id, timestamp=place.ts, name=SEEN_BY_CLIENT
            )
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            log.info("slack mark not removed", problem=type(error).__name__)

    async def _message(self, person: Person, body: Body, value: str) -> tuple[Place, LinkView]:
        """The Slack message a button is about: its value is signed, its scope is the map's."""
        installation = person.installation
        channel_id = str((body.get("channel") or {}).get("id", ""))
        ts = self.offers.ts_in(value, installation.team_id, channel_id)
        link = ts and await link_at(installation.firm_id, installation.team_id, channel_id, ts)
        if not ts or not link or link.is_ours:
            raise NotFoundError("slack.no_note")
        place = Place(
            installation.firm_id,
            installation.team_id,
            channel_id,
            ts,
            link.thread_ts,
            link.user_id,
        )
        return place, link
