"""Attack case 13 and the acknowledgement: only Slack gets in, and it is always answered."""

import json
import time
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.slack.app import DOORS, SlackBot
from models.chat import InboxEvent
from tests.bot.slack.desk import Clerk, settings_for

pytestmark = pytest.mark.sqlite_only

FORM = "application/x-www-form-urlencoded"
BODY = "token=x&team_id=T000000001&command=/hours&text=1+Acme&user_id=U1&channel_id=C1"


def wrong_signatures(slack):
    now = int(time.time())
    return {
        "no signature": {"headers": {"X-Slack-Signature": ""}},
        "wrong signature": {"headers": {"X-Slack-Signature": "v0=" + "0" * 64}},
        "stale": {"timestamp": now - 301},
        "future": {"timestamp": now + 301},
        "changed by one byte": {"signed": BODY + "x"},
        "another app's secret": {"secret": "f" * 32},
        "empty secret": {"secret": ""},
        "no timestamp": {"headers": {"X-Slack-Request-Timestamp": ""}},
    }


@pytest.mark.parametrize("door", DOORS)
async def test_13_nobody_but_slack_gets_in(desk, door):
    for name, wrong in wrong_signatures(desk.slack).items():
        answer = await desk.slack.pushes.send(door, BODY, content_type=FORM, **wrong)
        assert answer.status == 401, name
    right = await desk.slack.pushes.send(
        door, BODY, content_type=FORM, timestamp=int(time.time()) - 290
    )

    assert right.status == 200
    assert desk.clerk.asked == []


async def test_13_an_unsigned_ssl_check_gets_no_further(desk):
    async with aiohttp.ClientSession() as session:
        data = {"ssl_check": "1", "token": "x"}
        async with session.post(desk.address + "/slack/commands", data=data) as response:
            assert response.status == 401


@pytest.mark.parametrize("door", DOORS)
async def test_13_without_a_secret_every_door_is_shut(store, slack, tmp_path, door):
    settings = settings_for(slack, tmp_path, slack_signing_secret="")
    bot, app = SlackBot(settings, Clerk()), web.Application()
    bot.mount(app)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.deliver_to("http://{}:{}".format(*runner.addresses[0][:2]))
    answer = await slack.pushes.send(door, BODY, content_type=FORM, secret="")
    await bot.stop()
    await runner.cleanup()

    assert answer.status == 503


@pytest.mark.parametrize("body", ["", "[]", "not json", '"text"', "null", "{}"])
async def test_nonsense_that_is_signed_breaks_nothing(desk, body):
    answer = await desk.slack.pushes.send("/slack/events", body)

    assert answer.status in {200, 400}


async def test_slack_verifies_the_address(desk):
    answer = await desk.slack.verify_url("c-1")

    assert "c-1" in answer.text


async def test_requests_nobody_knows_are_acknowledged(desk):
    pushes, team = desk.slack.pushes, desk.slack.team.id
    shared: dict[str, Any] = {"team": {"id": team}, "user": {"id": "U1"}, "team_id": team}
    shared["actions"] = [{"type": "button", "name": "old"}]
    for kind in ("interactive_message", "function_call", "nonsense"):
        payload = {"type": kind, "callback_id": "x", **shared}
        assert (await pushes.send_payload("/slack/interactive", payload)).status == 200
    event = {"type": "event_callback", "event_id": "E1", "event": {"type": "wonder"}, **shared}
    assert (await pushes.send("/slack/events", json.dumps(event))).status == 200
    await desk.settle()


async def test_a_workspace_without_our_app_is_answered_and_dropped(desk):
    event = {
        "type": "event_callback", "team_id": "T0STRANGER", "event_id": "E1",
        "event": {"type": "message", "channel": "C1", "user": "U1", "text": "x", "ts": "1.1"},
    }  # fmt: skip
    answer = await desk.slack.pushes.send("/slack/events", json.dumps(event))

    assert answer.status == 200
    assert await InboxEvent.filter(event_id="E1").count() == 0


async def test_an_event_that_cannot_be_stored_is_sent_again(desk, monkeypatch):
    await desk.client_writes("Hei")

    async def fails(**_):
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr("bot.slack.inbox.store_event", fails)
        message = await desk.slack.post(desk.anna, desk.channel, "&gt;&gt; Moi", desk.root.ts)
    refused = [a.status for d in desk.slack.pushes.deliveries[-2:] for a in d.answers]
    for delivery in list(desk.slack.pushes.deliveries):
        if delivery.envelope["event"].get("ts") == message.ts:
            await desk.slack.pushes.replay(delivery)
    await desk.settle()

    assert set(refused) == {500}
    assert await desk.client_sees() == ["Hei", "Moi"]
