"""The real hub with Slack's doors, a fake Slack that pushes at them, and what each side sees."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

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


@asynccontextmanager
async def desk_on(slack: FakeSlack, folder: Path, undo_s: float = 0) -> AsyncIterator[Desk]:
    """Slack's doors on a free port, with the open store behind them."""
    settings = settings_for(slack, folder, slack_undo_seconds=undo_s)
    clerk = Clerk()
    rules = FileRules(FolderStorage(folder / "files"), None, largest=1_000_000)
    bot = SlackBot(settings, clerk, rules=rules)
    app = web.Application()
    bot.mount(app)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = "http://{}:{}".format(*runner.addresses[0][:2])
    slack.deliver_to(address)
    try:
        yield await furnish(slack, bot, clerk, address)
    finally:
        await slack.pushes.stop()
        await bot.stop()
        await runner.cleanup()


@pytest.fixture
def undo_s() -> float:
    """How long what goes to a client can be undone: here it goes at once."""
    return 0


@pytest.fixture
async def desk(
    store: str, slack: FakeSlack, tmp_path: Path, at_once: None, undo_s: float
) -> AsyncIterator[Desk]:
    async with desk_on(slack, tmp_path, undo_s) as desk:
        yield desk


@pytest.fixture
async def talking(desk: Desk) -> Desk:
    """The same after Aino's first message: channel, thread and root card are there."""
    await desk.client_writes("Hei, onko ALV maksettu?")
    return desk
