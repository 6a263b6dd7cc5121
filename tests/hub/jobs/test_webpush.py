"""Web Push: one notice that says no word of the message, encrypted, signed; by mail when the browser is gone."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hub import clock, outbox
from hub.actions.chat import mark_read
from hub.actions.notices import choose_notices
from hub.assembly import push_of
from hub.jobs.notices import queue_notices
from hub.jobs.webpush import PushChannel
from hub.queries.notices import Choice
from models.chat import Delivery, DeliveryState
from models.clients import Contact
from models.notices import PushSubscription
from tests.support.hub import Running, start_server
from tests.support.postbox import AWAY_S, after, say
from tests.support.push_service import PushService, push_service


@pytest.fixture
async def service() -> AsyncIterator[PushService]:
    async with push_service() as running:
        yield running


@pytest.fixture
async def hub(database_url: str, tmp_path: Path, service: PushService) -> AsyncIterator[Running]:
    more: dict[str, Any] = {"push_services": service.origin}
    async with start_server(database_url, tmp_path / "data", **more) as running:
        yield running


async def subscribe(hub: Running, browser: dict[str, str], name: str = "aino") -> Any:
    headers = {"Authorization": f"Bearer {hub.contact_token(name)}"}
    return await hub.http.post("/api/push/browsers", json=browser, headers=headers)


async def key_of(hub: Running) -> str:
    async with hub.http.get("/api/push/key") as answer:
        return str((await answer.json())["key"])


async def pushed(hub: Running, seconds: float = AWAY_S) -> None:
    channel = push_of(hub.settings)
    with clock.travel(clock.now() + timedelta(seconds=seconds)):
        await queue_notices()
        await outbox.drain(PushChannel(channel))
    await channel.close()


async def by_push(hub: Running, service: PushService) -> None:
    """Aino is told by push in one browser; Eero is not there."""
    await Contact.filter(name="Eero").update(is_active=False)
    assert (await subscribe(hub, service.browser(await key_of(hub)))).status == 201
    await choose_notices(hub.asker("aino"), Choice(way="push"))


async def test_one_push_without_the_message_and_no_mail_beside_it(
    hub: Running, service: PushService
):
    await by_push(hub, service)
    await say(hub, "anna", "SALAINEN luku 4711")
    await say(hub, "anna", "toinen")

    await pushed(hub)
    await pushed(hub)

    [(topic, told)] = service.got
    assert told["title"] == "Tilitoimisto Testi"
    assert told["body"] == "You have a new message."
    assert "4711" not in str(told)
    assert len(topic) == 32
    assert service.claims[0]["aud"] == service.origin
    assert [each.channel for each in await Delivery.filter(kind="away")] == ["push"]
    assert await after() == []


async def test_read_meanwhile_nothing_is_pushed(hub: Running, service: PushService):
    await by_push(hub, service)
    entry = await say(hub, "anna", "Hei")
    with clock.travel(clock.now() + timedelta(seconds=AWAY_S)):
        await queue_notices()
    await mark_read(hub.asker("aino"), entry.conversation, seq=entry.seq)

    await pushed(hub)

    assert service.got == []
    assert (await Delivery.get(kind="away")).state == DeliveryState.SENT


async def test_a_browser_that_is_gone_is_forgotten_and_the_mail_goes_instead(
    hub: Running, service: PushService
):
    await by_push(hub, service)
    await say(hub, "anna", "Hei")
    service.answers = 410

    await pushed(hub)

    assert await PushSubscription.all().count() == 0
    assert [each.to for each in await after()] == ["aino@client.example"]


@pytest.mark.sqlite_only
async def test_a_busy_service_is_asked_again_with_the_same_topic(
    hub: Running, service: PushService
):
    await by_push(hub, service)
    await say(hub, "anna", "Hei")
    service.answers = 503
    await pushed(hub)
    assert (await Delivery.get(kind="away")).state == DeliveryState.DUE
    service.answers = 201
    await pushed(hub, AWAY_S + 120)

    assert len(service.got) == 1
    assert len(service.raw) == 2


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    "endpoint",
    [
        "http://169.254.169.254/latest", "https://evil.example/x", "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com.evil.example/x", "https://fcm.googleapis.com:8443/x",
        "https://u@fcm.googleapis.com/x", "https://evil.example/#fcm.googleapis.com",
        "https://evilpush.apple.com/x", "file:///etc/passwd",
    ],
)  # fmt: skip
async def test_no_other_address_is_ever_called(hub: Running, service: PushService, endpoint):
    browser = {**service.browser(await key_of(hub)), "endpoint": endpoint}

    assert (await subscribe(hub, browser)).status == 422
    assert await PushSubscription.all().count() == 0


@pytest.mark.sqlite_only
async def test_known_services_are_taken_and_a_browser_is_its_last_persons(
    hub: Running, service: PushService
):
    key = await key_of(hub)
    for endpoint in (
        "https://fcm.googleapis.com/fcm/send/x", "https://web.push.apple.com/x",
        "https://updates.push.services.mozilla.com/wpush/v2/x",
    ):  # fmt: skip
        browser = {**service.browser(key), "endpoint": endpoint}
        assert (await subscribe(hub, browser)).status == 201
        assert (await subscribe(hub, browser, "bertta")).status == 201
    owners = [each.contact_id for each in await PushSubscription.all()]
    assert owners == [hub.contacts["bertta"].id] * 3
    wrong = {**service.browser(key), "p256dh": "AAAA"}
    assert (await subscribe(hub, wrong)).status == 422
    assert (await hub.http.post("/api/push/browsers", json=service.browser(key))).status == 401


@pytest.mark.sqlite_only
async def test_the_window_and_its_worker_come_with_a_strict_policy(hub: Running):
    for name in ("", "page.js", "worker.js", "style.css"):
        async with hub.http.get(f"/push/{name}") as answer:
            assert answer.status == 200, name
            assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    async with hub.http.get("/push/words", headers={"Accept-Language": "sv"}) as answer:
        assert (await answer.json())["allow"] == "Tillåt aviseringar"
    async with hub.http.get("/push/..%2Fpush.py") as answer:
        assert answer.status == 404
