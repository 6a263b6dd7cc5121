"""Commands typed in Slack: `/hours …`, `/kirjuri …`, `@kirjuri …` — answered to the person alone."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import aiohttp
import structlog
from slack_sdk.errors import SlackClientError

from bot.slack.events import written
from bot.slack.offers import offer_blocks
from bot.slack.people import People, Person
from bot.slack.render import Block, card_blocks, card_text, literal
from bot.slack.web import SlackWeb
from bot.slack.words import escape, plain, without_mention
from hub.cards import Card
from hub.errors import UserError
from hub.logs import current_request
from hub.queries.slack import (
    Installation,
    channel_at,
    newest_conversation_in,
    thread_at,
    users_of_firm,
)
from hub.realtime.bot_port import Bot
from hub.texts import say

log = structlog.get_logger()

# The one command that takes every other, for workspaces where `/hours` is somebody else's.
UMBRELLA = "kirjuri"
HELP = "help"
LINK_ME = "link_me"

Content = dict[str, Any]


class Talk:
    def __init__(self, web: SlackWeb, people: People, clerk: Bot) -> None:
        self.web = web
        self.people = people
        self.clerk = clerk

    async def command(self, installation: Installation, body: Mapping[str, Any]) -> None:
        """Answer a slash command where it was typed, for that person only."""
        person = await self.people.person(installation, str(body.get("user_id")), "")
        name = str(body.get("command", "")).removeprefix("/")
        text = str(body.get("text") or "").strip()
        typed = (text or HELP) if name == UMBRELLA else f"{name} {text}"
        channel_id = str(body.get("channel_id"))
        conversation_id = await self.conversation_in(installation, channel_id, "")
        content = await self.answer(person, typed, conversation_id)
        await self.web.respond(str(body["response_url"]), content)

    async def mention(self, installation: Installation, event: Mapping[str, Any]) -> None:
        """Answer `@kirjuri …`, in the thread it was written in, for that person only."""
        message = written(event, str(event.get("channel")))
        if message.bot_id or not message.user_id:
            return
        person = await self.people.person(installation, message.user_id, message.user_team)
        names = await users_of_firm(installation.firm_id, installation.team_id)
        bare = plain(without_mention(message.text, installation.bot_user_id), names).strip()
        conversation_id = await self.conversation_in(
            installation, message.channel_id, message.thread_ts
        )
        content = await self.answer(person, bare or HELP, conversation_id)
        try:
            await self.web.client_of(installation).chat_postEphemeral(
                channel=message.channel_id,
                user=message.user_id,
                thread_ts=message.thread_ts or None,
                text=content["text"],
                blocks=content["blocks"],
            )
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            log.warning("slack answer not shown", problem=type(error).__name__)

    async def conversation_in(
        self, installation: Installation, channel_id: str, thread_ts: str
    ) -> UUID | None:
        """The conversation that a channel or thread is about, so that the client is known."""
        firm_id, team_id = installation.firm_id, installation.team_id
        if thread_ts:
            thread = await thread_at(firm_id, team_id, channel_id, thread_ts)
            if thread is not None:
                return thread.conversation_id
        channel = await channel_at(firm_id, team_id, channel_id)
        return await newest_conversation_in(channel) if channel else None

    async def answer(self, person: Person, text: str, conversation_id: UUID | None) -> Content:
        """What a person reads who typed a command; whoever is not linked gets the way to be."""
        if person.asker is None:
            return await self.introduction(person)
        try:
            card = await self.clerk.answer(text, person.asker, conversation_id)
        except UserError as error:
            return words_content(error.say(person.asker.language))
        except Exception:
            log.exception("slack command failed")
            return words_content(broke(person.asker.language))
        return card_content(card)

    async def introduction(self, person: Person) -> Content:
        """Ask whether an unlinked member is whom their address suggests; else say what to do."""
        suggested = await self.people.suggestion(person)
        if suggested is None:
            return words_content(say("slack.not_linked", await self.people.language(person)))
        language = suggested.language
        text = say("slack.is_it_you", language, name=suggested.name)
        blocks = offer_blocks(text, LINK_ME, say("slack.link_me", language), "yes")
        return ephemeral(text, blocks)


def card_content(card: Card) -> Content:
    return ephemeral(card_text(card), card_blocks(card), is_escaped=True)


def words_content(text: str) -> Content:
    return ephemeral(text, [literal(text)])


def ephemeral(text: str, blocks: list[Block], *, is_escaped: bool = False) -> Content:
    return {
        "response_type": "ephemeral",
        "text": text if is_escaped else escape(text),
        "blocks": blocks,
    }


def broke(language: str) -> str:
    return say("slack.broke", language, reference=current_request())
