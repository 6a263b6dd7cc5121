"""Shortcuts and their modal: log time from anywhere, send a note to the client from its message."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import aiohttp
import structlog
from slack_sdk.errors import SlackClientError

from bot.slack.people import Person
from bot.slack.render import Block, card_view, plain_text
from bot.slack.talk import Talk
from bot.slack.web import SlackWeb
from hub.errors import UserError
from hub.ids import as_uuid
from hub.texts import say

log = structlog.get_logger()

LOG_TIME = "log_time"
# On a message, so that its thread names the client; Slack wants a name of its own for it.
LOG_TIME_HERE = "log_time_here"
SEND_TO_CLIENT = "send_to_client"
TYPED = "typed"
TITLE = 24


class Shortcuts:
    def __init__(self, web: SlackWeb, talk: Talk) -> None:
        self.web = web
        self.talk = talk

    async def open_log(self, person: Person, trigger_id: str, conversation_id: UUID | None) -> None:
        """Open the modal that takes a line of hours; the client comes from the thread."""
        if person.asker is None:
            return
        view = log_view(person.asker.language, conversation_id)
        try:
            await self.web.client_of(person.installation).views_open(
                trigger_id=trigger_id, view=view
            )
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            log.warning("slack modal not opened", problem=type(error).__name__)

    async def submitted(self, person: Person, view: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to a submitted modal: a card to look over, or what is wrong in its field."""
        if person.asker is None:
            return {"response_action": "clear"}
        entry = view["state"]["values"].get(TYPED, {}).get(TYPED, {})
        told = json.loads(view.get("private_metadata") or "{}")
        language = person.asker.language
        try:
            card = await self.talk.clerk.answer(
                f"hours {entry.get('value') or ''}",
                person.asker,
                as_uuid(told.get("conversation", "")),
            )
        except UserError as error:
            return {"response_action": "errors", "errors": {TYPED: error.say(language)}}
        shown = card_view(card, say("slack.log_title", language), say("slack.close", language))
        return {"response_action": "update", "view": shown}


def log_view(language: str, conversation_id: UUID | None) -> Block:
    return {
        "type": "modal",
        "callback_id": LOG_TIME,
        "title": plain_text(say("slack.log_title", language), TITLE),
        "submit": plain_text(say("slack.log_submit", language), TITLE),
        "close": plain_text(say("slack.close", language), TITLE),
        "private_metadata": json.dumps(
            {"conversation": str(conversation_id) if conversation_id else ""}
        ),
        "blocks": [
            {
                "type": "input",
                "block_id": TYPED,
                "label": plain_text(say("slack.log_label", language), 2000),
                "hint": plain_text(say("slack.log_hint", language), 2000),
                "element": {
                    "type": "plain_text_input",
                    "action_id": TYPED,
                    "max_length": 500,
                    "focus_on_load": True,
                },
            }
        ],
    }
