"""What the bot says to one person beside their message: send it to the client, or why not."""

import hashlib
import hmac
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackClientError

from bot.slack.events import Written
from bot.slack.people import People, Person
from bot.slack.render import Block, literal, plain_text
from bot.slack.web import SlackWeb
from bot.slack.words import escape
from hub.queries.slack import Installation
from hub.secrets import derived_key
from hub.texts import say

log = structlog.get_logger()

SEND = "send"
TAKE_BACK = "back"
MAC_LENGTH = 24


class Offers:
    def __init__(self, web: SlackWeb, people: People) -> None:
        self.web = web
        self.people = people
        self._key = derived_key(web.settings.secret.get_secret_value(), "slack buttons")

    def signed(self, team_id: str, channel_id: str, ts: str) -> str:
        """A button's value: which message it is about, in this channel and no other."""
        said = f"{team_id}:{channel_id}:{ts}".encode()
        mac = hmac.new(self._key, said, hashlib.sha256).hexdigest()[:MAC_LENGTH]
        return f"{ts}:{mac}"

    def ts_in(self, value: str, team_id: str, channel_id: str) -> str | None:
        """The message that a pressed button is about, or None where the value is not ours."""
        ts, _, _ = value.partition(":")
        expected = self.signed(team_id, channel_id, ts)
        return ts if hmac.compare_digest(expected.encode(), value.encode()) else None

    async def offer(self, person: Person, message: Written) -> None:
        """Tell the writer of a note that it is internal, with the button that sends it."""
        if person.asker is None:
            return
        language = person.asker.language
        value = self.signed(person.installation.team_id, message.channel_id, message.ts)
        blocks = offer_blocks(
            say("slack.note_kept", language), SEND, say("slack.send_to_client", language), value
        )
        await self._say(person, message, say("slack.note_kept", language), blocks)

    async def offer_undo(self, person: Person, message: Written) -> None:
        """Tell the writer that it goes to the client soon, with the button that keeps it here."""
        if person.asker is None:
            return
        value = self.signed(person.installation.team_id, message.channel_id, message.ts)
        held = self.held(person.asker.language, value)
        await self._say(person, message, held["text"], held["blocks"])

    def held(self, language: str, value: str) -> dict[str, Any]:
        """What a sender reads while it can be undone."""
        seconds = f"{self.web.settings.slack_undo_seconds:g}"
        text = say("slack.goes_to_client", language, seconds=seconds)
        blocks = offer_blocks(text, TAKE_BACK, say("slack.undo", language), value)
        return {"response_type": "ephemeral", "text": escape(text), "blocks": blocks}

    async def tell(self, person: Person, message: Written, text: str) -> None:
        await self._say(person, message, text, [literal(text)])

    async def _say(self, person: Person, message: Written, text: str, blocks: list[Block]) -> None:
        installation: Installation = person.installation
        try:
            await self.web.client_of(installation).chat_postEphemeral(
                channel=message.channel_id,
                user=person.user_id,
                thread_ts=message.thread_ts or None,
                text=escape(text),
                blocks=blocks,
            )
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            # It vanishes on reload anyway; the shortcut on the message does the same.
            log.info("slack offer not shown", problem=type(error).__name__)


def offer_blocks(text: str, action: str, label: str, value: str) -> list[Block]:
    style = {"style": "primary"} if action == SEND else {}
    button = {
        "type": "button",
        "action_id": action,
        "text": plain_text(label, 75),
        "value": value,
        **style,
    }
    return [literal(text), {"type": "actions", "elements": [button]}]
