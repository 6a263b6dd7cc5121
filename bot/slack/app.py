"""The bot in Slack: Bolt behind aiohttp, signature always on, acknowledged before anything is done."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.slack.authority import Authority
from bot.slack.bridge import Bridge
from bot.slack.channel import SlackChannel
from bot.slack.files import SlackFiles
from bot.slack.home import Home
from bot.slack.inbox import Inbox
from bot.slack.install import Install
from bot.slack.offers import Offers
from bot.slack.people import People
from bot.slack.pressing import Pressing
from bot.slack.reader import EventReader
from bot.slack.shortcuts import LOG_TIME
from bot.slack.talk import Talk
from bot.slack.web import SlackWeb
from hub.actions.files import FileRules
from hub.logs import named_request
from hub.queries.slack import Installation, installation_of_team
from hub.realtime.bot_port import Bot
from hub.settings import Settings

log = structlog.get_logger()

# Bolt tells requests at debug and warns of each that it does not know: neither is for our logs.
QUIET = logging.getLogger("kirjuri.slack.bolt")
QUIET.setLevel(logging.ERROR)

DOORS = ("/slack/events", "/slack/commands", "/slack/interactive", "/slack/options")
ANYTHING = re.compile(".*", re.DOTALL)
NOT_CONFIGURED = 503
BAD_REQUEST = 400
UNKNOWN = 404


class SlackBot:
    """Everything of Slack: `mount` its doors, `start` and `stop` its worker, give `channel` to the outbox.

    `rules` says how files are taken; without them none are.
    """

    def __init__(
        self,
        settings: Settings,
        clerk: Bot,
        *,
        rules: FileRules | None = None,
    ) -> None:
        self.settings = settings
        self.web = SlackWeb(settings)
        self.people = People(self.web)
        self.files = SlackFiles(self.web, rules)
        self.offers = Offers(self.web, self.people)
        self.talk = Talk(self.web, self.people, clerk)
        self.home = Home(self.web, self.people)
        self.bridge = Bridge(self.web, self.people, self.files, self.offers)
        self.pressing = Pressing(self.web, self.people, self.talk, self.offers, self.home)
        reader = EventReader(self.people, self.bridge, self.talk, self.home)
        self.inbox = Inbox(reader, tick_s=settings.job_seconds)
        self.channel = SlackChannel(self.web, self.files)
        self.install = Install(self.web)
        self._secret = settings.slack_signing_secret.get_secret_value()
        self._bolt: AsyncApp | None = None
        self._under_way: set[asyncio.Task[None]] = set()

    def mount(self, app: web.Application) -> None:
        """Add the doors `/slack/…`."""
        for path in DOORS:
            app.router.add_post(path, self._door)
        self.install.mount(app)

    async def start(self) -> None:
        self.inbox.start()

    async def stop(self) -> None:
        await self.inbox.stop()
        if self._under_way:
            await asyncio.wait(set(self._under_way), timeout=self.settings.shutdown_seconds)
        await self.web.close()

    async def idle(self) -> None:
        """Wait until what was acknowledged is also done: for tests and for shutdown."""
        while self._under_way:
            await asyncio.wait(set(self._under_way))

    async def _door(self, request: web.Request) -> web.StreamResponse:
        if not self._secret:
            # Without the secret nobody can be told from Slack: nothing is let in.
            return web.Response(status=NOT_CONFIGURED)
        with named_request():
            try:
                bolt_request = await to_bolt_request(request)
            except (ValueError, AttributeError, TypeError):
                # Not the form or JSON object that Slack sends; Bolt reads it before it verifies.
                return web.Response(status=BAD_REQUEST)
            if self._bolt is None:
                self._bolt = self._make_bolt()
            response = await self._bolt.async_dispatch(bolt_request)
            if response.status == UNKNOWN:
                # Slack counts a 404 as a failed delivery and may end the subscription for it.
                log.info("slack request of an unknown kind", door=request.path)
                response = BoltResponse(status=200, body="")
            return await to_aiohttp_response(response)

    def _make_bolt(self) -> AsyncApp:
        bolt = AsyncApp(
            logger=QUIET,
            name="kirjuri",
            signing_secret=self._secret,
            client=self.web.client(),
            before_authorize=self._only_installed,
            authorize=Authority(self.web),
            # Its unsigned ssl_check passes before the signature is looked at.
            ssl_check_enabled=False,
            # We must see our own posts come back: an unanswered call is resolved by them.
            ignoring_self_events_enabled=False,
        )
        bolt.middleware(self._store_event)
        bolt.command(ANYTHING)(self._on_command)
        bolt.action(ANYTHING)(self._on_action)
        bolt.shortcut(ANYTHING)(self._on_shortcut)
        bolt.view(ANYTHING)(self._on_view)
        bolt.view_closed(ANYTHING)(_on_anything)
        bolt.options(ANYTHING)(_on_options)
        return bolt

    async def _only_installed(
        self,
        req: AsyncBoltRequest,
        next: Callable[[], Awaitable[None]],  # noqa: A002 - Bolt's name
    ) -> BoltResponse | None:
        team_id = req.context.team_id
        if team_id is not None and await installation_of_team(team_id) is None:
            # Acknowledged and dropped: a refusal would make Slack send it again and again.
            return BoltResponse(status=200, body="")
        await next()
        return None

    async def _store_event(
        self,
        req: AsyncBoltRequest,
        next: Callable[[], Awaitable[None]],  # noqa: A002 - Bolt's name
    ) -> BoltResponse | None:
        if req.body.get("type") == "event_callback":
            return await self.inbox.store(req)
        await next()
        return None

    async def _on_command(self, ack: Any, body: dict[str, Any]) -> None:
        # Slack shows a slash command as failed after 3 s, so acknowledge before anything else.
        await ack()
        await self._do(body, lambda installed: self.talk.command(installed, body))

    async def _on_action(self, ack: Any, body: dict[str, Any]) -> None:
        await ack()
        await self._do(body, lambda installed: self.pressing.action(installed, body))

    async def _on_shortcut(self, ack: Any, body: dict[str, Any]) -> None:
        await ack()
        await self._do(body, lambda installed: self.pressing.shortcut(installed, body))

    async def _on_view(self, ack: Any, body: dict[str, Any]) -> None:
        view = body.get("view") or {}
        installation = await installation_of_team(_team_of(body))
        if installation is None or view.get("callback_id") != LOG_TIME:
            await ack()
            return
        person = await self.pressing.person(installation, body)
        await ack(**await self.pressing.shortcuts.submitted(person, view))

    async def _do(
        self, body: dict[str, Any], work: Callable[[Installation], Awaitable[None]]
    ) -> None:
        """Work after the acknowledgement, so that shutdown can wait for it."""
        installation = await installation_of_team(_team_of(body))
        if installation is None:
            return
        task = asyncio.create_task(_guarded(work, installation))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)


async def _guarded(
    work: Callable[[Installation], Awaitable[None]], installation: Installation
) -> None:
    with named_request():
        try:
            await work(installation)
        except Exception:
            log.exception("slack request failed")


async def _on_anything(ack: Any) -> None:
    await ack()


async def _on_options(ack: Any) -> None:
    await ack(options=[])


def _team_of(body: dict[str, Any]) -> str:
    team = body.get("team")
    return str(team.get("id") if isinstance(team, dict) else body.get("team_id") or "")
