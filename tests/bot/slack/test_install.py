"""Installing into a workspace: by ticket, from the same browser, sealed, and taken back again."""

from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from bot.slack.install import install_address
from models.firm import Firm, SlackInstallation

pytestmark = pytest.mark.sqlite_only


def local(desk, firm_id):
    parts = urlsplit(install_address(desk.bot.settings, firm_id))
    return f"{desk.address}{parts.path}?{parts.query}"


async def begin(desk, session, address=None):
    """Go to Slack with a ticket; gives the state and the cookie that must come back."""
    async with session.get(address or local(desk, desk.firm.id), allow_redirects=False) as response:
        if response.status != 302:
            return response.status, ""
        query = parse_qs(urlsplit(response.headers["Location"]).query)
        return query["state"][0], response.cookies["kirjuri_slack_state"].value


async def finish(desk, session, state, cookie, code):
    # The cookie is Secure: a test's plain http carries it by hand.
    headers = {"Cookie": f"kirjuri_slack_state={cookie}"}
    params = {"state": state, "code": code}
    url = desk.address + "/slack/oauth_redirect"
    async with session.get(url, params=params, headers=headers) as response:
        return response.status


@pytest.fixture
async def browser():
    async with aiohttp.ClientSession() as session:
        yield session


async def test_a_workspace_is_installed_and_its_token_sealed(desk, browser):
    team = desk.slack.add_team("Uusi")
    code = desk.slack.issue_code(team, "U1")
    state, cookie = await begin(desk, browser)
    status = await finish(desk, browser, state, cookie, code)

    row = await SlackInstallation.get(team_id=team.id)
    token = desk.bot.web.sealer.unseal(row.sealed_bot_token, f"slack:{team.id}")
    assert status == 200
    assert row.bot_id == team.bot_id
    assert token in desk.slack.world.tokens
    assert token not in row.sealed_bot_token


async def test_24_without_a_ticket_of_ours_nobody_begins(desk, browser):
    for query in ("", "?ticket=", "?ticket=AAAA", "?ticket=%00"):
        status, _ = await begin(desk, browser, desk.address + "/slack/install" + query)
        assert status == 403


async def test_24_a_missing_foreign_or_other_browsers_state_installs_nothing(desk, browser):
    team = desk.slack.add_team("Uusi")
    state, cookie = await begin(desk, browser)
    ticket = parse_qs(urlsplit(local(desk, desk.firm.id)).query)["ticket"][0]
    for wrong_state, wrong_cookie in (
        ("", cookie), ("abc", cookie), (state, ""), (state, "other"), (ticket, cookie),
    ):  # fmt: skip
        code = desk.slack.issue_code(team, "U1")
        assert await finish(desk, browser, wrong_state, wrong_cookie, code) == 403

    assert await SlackInstallation.filter(team_id=team.id).count() == 0


async def test_a_workspace_of_another_firm_stays_there(desk, browser):
    other = await Firm.create(name="Toinen", language="fi")
    state, cookie = await begin(desk, browser, local(desk, other.id))
    code = desk.slack.issue_code(desk.slack.team, "U1")

    assert await finish(desk, browser, state, cookie, code) == 409
    row = await SlackInstallation.get(team_id=desk.slack.team.id)
    assert row.firm_id == desk.firm.id


async def test_to_install_again_keeps_the_threads(talking, browser):
    desk = talking
    desk.slack.tell(desk.channel, {"type": "app_uninstalled"})
    await desk.settle()
    uninstalled = await SlackInstallation.filter(revoked_at=None).count()
    state, cookie = await begin(desk, browser)
    code = desk.slack.issue_code(desk.slack.team, "U1")
    await finish(desk, browser, state, cookie, code)
    await desk.reply("&gt;&gt; Olemme täällä taas")
    await desk.client_writes("Hyvä")

    assert uninstalled == 0
    assert await desk.client_sees() == [
        "Hei, onko ALV maksettu?", "Olemme täällä taas", "Hyvä",
    ]  # fmt: skip
    assert desk.shown(desk.thread[-1]) == "Hyvä"


async def test_after_the_token_is_taken_nothing_is_sent_or_read(talking):
    talking.slack.tell(talking.channel, {"type": "tokens_revoked", "tokens": {"bot": ["B1"]}})
    await talking.settle()
    before = len(talking.slack.calls)
    await talking.reply("&gt;&gt; kuuluuko")
    await talking.client_writes("Ei Slackiin")

    assert len(talking.slack.calls) == before
    assert await talking.client_sees() == ["Hei, onko ALV maksettu?", "Ei Slackiin"]
