"""Buttons, shortcuts and modals: acknowledged at once, then done once, in the place it was pressed."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackClientError

from bot.slack.home import TASK_DONE, Home
from bot.slack.offers import SEND, TAKE_BACK, Offers
from bot.slack.people import People, Person
from bot.slack.render import PRESS, card_view, values_of
from bot.slack.sending import Sending
from bot.slack.shortcuts import LOG_TIME, LOG_TIME_HERE, SEND_TO_CLIENT, Shortcuts
from bot.slack.talk import (
    LINK_ME,
    Content,
    Talk,
    broke,
    card_content,
    words_content,
)
from bot.slack.web import SlackWeb
from hub.access import Asker
from hub.actions.slack import link_slack_user
from hub.actions.tasks import mark_done
from hub.cards import Card
from hub.errors import NotFoundError, UserError
from hub.ids import as_uuid
from hub.queries.slack import Installation, link_at
from hub.texts import say

log = structlog.get_logger()

Body = Mapping[str, Any]


class Pressing:
    def __init__(
        self, web: SlackWeb, people: People, talk: Talk, offers: Offers, home: Home
    ) -> None:
        self.web = web
        self.people = people
        self.talk = talk
        self.offers = offers
        self.home = home
        self.sending = Sending(web, offers)
        self.shortcuts = Shortcuts(web, talk)

    async def action(self, installation: Installation, body: Body) -> None:
        """Do what a pressed button says."""
        action: Body = next(iter(body.get("actions") or ()), {})
        action_id = str(action.get("action_id"))
        person = await self.person(installation, body)
        if action_id == LINK_ME:
            await self._answer(person, body, lambda asker: self._link(person, asker))
        elif person.asker is None:
            await self._respond(person, body, await self.talk.introduction(person))
        elif action_id.startswith(f"{PRESS}:"):
            await self._press(person, body, action)
        elif action_id == LOG_TIME:
            await self.shortcuts.open_log(person, str(body.get("trigger_id")), None)
        elif action_id == TASK_DONE:
            await self._answer(person, body, lambda asker: self._task_done(person, asker, action))
        elif action_id in {SEND, TAKE_BACK}:
            do = self.sending.send if action_id == SEND else self.sending.take_back
            value = str(action.get("value"))
            await self._answer(person, body, lambda asker: do(person, asker, body, value))

    async def shortcut(self, installation: Installation, body: Body) -> None:
        """Do what a global or a message shortcut says."""
        person = await self.person(installation, body)
        channel_id = str((body.get("channel") or {}).get("id", ""))
        message = body.get("message") or {}
        if person.asker is None:
            await self._respond(person, body, await self.talk.introduction(person))
        elif body.get("callback_id") == SEND_TO_CLIENT:
            value = self.offers.signed(
                installation.team_id, channel_id, str(message.get("ts") or "")
            )
            await self._answer(
                person, body, lambda asker: self.sending.send(person, asker, body, value)
            )
        elif body.get("callback_id") in {LOG_TIME, LOG_TIME_HERE}:
            thread_ts = str(message.get("thread_ts") or message.get("ts") or "")
            conversation_id = await self.talk.conversation_in(installation, channel_id, thread_ts)
            await self.shortcuts.open_log(person, str(body.get("trigger_id")), conversation_id)

    async def person(self, installation: Installation, body: Body) -> Person:
        user = body.get("user") or {}
        return await self.people.person(
            installation, str(user.get("id")), str(user.get("team_id") or "")
        )

    # --- buttons ---

    async def _press(self, person: Person, body: Body, action: Body) -> None:
        """Press a card's button; the card changes where it stands."""
        card_id = as_uuid(str(action.get("value")))
        button = str(action["action_id"]).partition(":")[2]
        view = body.get("view")
        state = (view or body).get("state") or {}
        is_in_thread = not view and await self._is_in_thread(person, body)

        async def press(asker: Asker) -> Content:
            if card_id is None:
                raise NotFoundError
            card = await self.talk.clerk.press(
                card_id, button, values_of(state), asker, f"slack:{action.get('action_ts')}"
            )
            if view:
                await self._show_in_view(person, view, card)
                return {}
            # A card in a thread is changed by the outbox, in the order of its states.
            return {} if is_in_thread else card_content(card)

        await self._answer(person, body, press, in_place=not is_in_thread)

    async def _is_in_thread(self, person: Person, body: Body) -> bool:
        """Whether the pressed card is one that the outbox shows; not one said to a person alone."""
        if _is_private(body):
            return False
        installation, where = person.installation, body.get("container") or {}
        channel_id, ts = str(where.get("channel_id")), str(where.get("message_ts"))
        link = await link_at(installation.firm_id, installation.team_id, channel_id, ts)
        return link is not None

    async def _show_in_view(self, person: Person, view: Body, card: Card) -> None:
        if view.get("type") == "home":
            await self.home.publish(person)
            return
        language = await self.people.language(person)
        shown = card_view(card, say("slack.log_title", language), say("slack.close", language))
        await self.web.client_of(person.installation).views_update(
            view_id=str(view.get("id")), hash=str(view.get("hash")), view=shown
        )

    async def _task_done(self, person: Person, asker: Asker, action: Body) -> Content:
        task_id = as_uuid(str(action.get("value")))
        if task_id is None:
            raise NotFoundError
        await mark_done(asker, task_id)
        await self.home.publish(person)
        return {}

    async def _link(self, person: Person, _: Asker | None) -> Content:
        """The person said yes: the suggestion is made anew, the button is not believed."""
        suggested = await self.people.suggestion(person)
        if suggested is None:
            raise NotFoundError("slack.not_linked")
        await link_slack_user(
            suggested,
            staff_id=suggested.id or person.installation.firm_id,
            team_id=person.installation.team_id,
            user_id=person.user_id,
        )
        return words_content(say("slack.linked", suggested.language, name=suggested.name))

    # --- within ---

    async def _answer(
        self,
        person: Person,
        body: Body,
        do: Callable[[Any], Awaitable[Content]],
        *,
        in_place: bool | None = None,
    ) -> None:
        language = await self.people.language(person)
        try:
            content = await do(person.asker)
        except UserError as error:
            await self._respond(person, body, words_content(error.say(language)), in_place=False)
        except Exception:
            log.exception("slack press failed")
            await self._respond(person, body, words_content(broke(language)), in_place=False)
        else:
            if content:
                await self._respond(person, body, content, in_place=in_place)

    async def _respond(
        self, person: Person, body: Body, content: Content, *, in_place: bool | None = None
    ) -> None:
        """Replace the private answer that was pressed, or answer beside what everybody sees."""
        response_url = body.get("response_url")
        if response_url:
            replaces = _is_private(body) if in_place is None else in_place
            await self.web.respond(str(response_url), {**content, "replace_original": replaces})
            return
        try:
            await self.web.client_of(person.installation).chat_postMessage(
                channel=person.user_id, text=content["text"], blocks=content["blocks"]
            )
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            log.warning("slack answer not shown", problem=type(error).__name__)


def _is_private(body: Body) -> bool:
    return bool((body.get("container") or {}).get("is_ephemeral"))
