"""The real hub with Slack's doors, a fake Slack that pushes at them, and what each side sees."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from bot.slack.app import SlackBot
from bot.slack.manifest import SCOPES
from hub.actions.files import FileRules
from integrations.storage import FolderStorage
from tests.bot.slack.desk import Clerk, Desk, furnish, settings_for
from tests.support.fake_slack import FakeSlack


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Events need not wait for others that might overtake them."""
    monkeypatch.setattr("hub.actions.slack_inbox.GRACE", timedelta(0))


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(frozenset(SCOPES)) as fake:
        yield fake
        wrong = [(call.method, call.problems) for call in fake.calls if call.problems]
        assert not wrong, "every call must be one that Slack knows"


@pytest.fixture
async def desk(store: str, slack: FakeSlack, tmp_path: Any, at_once: None) -> AsyncIterator[Desk]:
    settings = settings_for(slack, tmp_path)
    clerk = Clerk()
    rules = FileRules(FolderStorage(tmp_path / "files"), None, largest=1_000_000)
    bot = SlackBot(settings, clerk, rules=rules)
    app = web.Application()
    bot.mount(app)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = "http://{}:{}".format(*runner.addresses[0][:2])
    slack.deliver_to(address)
    desk = await furnish(slack, bot, clerk, address)
    yield desk
    await slack.pushes.stop()
    await bot.stop()
    await runner.cleanup()


@pytest.fixture
async def talking(desk: Desk) -> Desk:
    """The same after Aino's first message: channel, thread and root card are there."""
    await desk.client_writes("Hei, onko ALV maksettu?")
    return desk
