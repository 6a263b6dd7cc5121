"""Signing in, sessions and CSRF: attack cases 40, 41, 50."""

import asyncio
from datetime import timedelta

import pytest

from hub import clock
from hub.access import house_asker
from hub.actions.sessions import make_sign_in_link
from models.chat import Delivery
from models.firm import Session, SignInLink
from tests.support.hub import Running

pytestmark = pytest.mark.sqlite_only


async def test_a_link_signs_in_once(hub: Running):
    link = await make_sign_in_link(
        house_asker(hub.firm), hub.staff["anna"].id, base_url=hub.base_url
    )
    token = link.rsplit("/", 1)[-1]

    first = await hub.http.post("/api/session", json={"token": token})
    second = await hub.browser().post("/api/session", json={"token": token})

    assert first.status == 200
    told = await first.json()
    assert told["staff"]["name"] == "Anna"
    assert "administer" in told["staff"]["rights"]
    assert told["firm"]["demo"] is True
    cookie = first.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert second.status == 401


async def test_of_two_that_use_a_link_at_once_one_gets_in(hub: Running):
    link = await make_sign_in_link(
        house_asker(hub.firm), hub.staff["anna"].id, base_url=hub.base_url
    )
    token = link.rsplit("/", 1)[-1]

    answers = await asyncio.gather(
        *(hub.http.post("/api/session", json={"token": token}) for _ in range(8))
    )

    assert sorted(each.status for each in answers) == [200] + [401] * 7


async def test_old_and_unknown_links_look_alike(hub: Running):
    link = await make_sign_in_link(
        house_asker(hub.firm), hub.staff["anna"].id, base_url=hub.base_url
    )
    await SignInLink.all().update(expires_at=clock.now() - timedelta(seconds=1))

    old = await hub.http.post("/api/session", json={"token": link.rsplit("/", 1)[-1]})
    unknown = await hub.http.post("/api/session", json={"token": "x" * 43})

    assert (old.status, unknown.status) == (401, 401)
    assert (await old.json())["error"]["message"] == (await unknown.json())["error"]["message"]


async def test_asking_for_a_link_tells_nobody_who_works_here(hub: Running):
    known = await hub.http.post("/api/session/link", json={"email": "anna@firm.example"})
    unknown = await hub.http.post("/api/session/link", json={"email": "eve@firm.example"})

    assert (known.status, await known.json()) == (202, {}) == (unknown.status, await unknown.json())
    await asyncio.sleep(0.3)
    (mail,) = await Delivery.filter(kind="sign_in")
    assert mail.payload["to"] == "anna@firm.example"
    assert "/console/#/sign-in/" in mail.payload["text"]


async def test_one_address_is_not_flooded_with_links(hub: Running):
    statuses = [
        (await hub.http.post("/api/session/link", json={"email": "anna@firm.example"})).status
        for _ in range(8)
    ]

    assert statuses[0] == 202
    assert statuses[-1] == 429
    last = await hub.http.post("/api/session/link", json={"email": "anna@firm.example"})
    assert int(last.headers["Retry-After"]) >= 1


async def test_a_change_needs_the_csrf_token(hub: Running):
    browser, csrf = await hub.sign_in()

    without = await browser.put("/api/session/language", json={"language": "sv"})
    wrong = await browser.put(
        "/api/session/language", json={"language": "sv"}, headers={"X-CSRF-Token": "x"}
    )
    foreign = await browser.put(
        "/api/session/language",
        json={"language": "sv"},
        headers={"X-CSRF-Token": csrf, "Origin": "https://evil.example"},
    )
    null = await browser.put(
        "/api/session/language",
        json={"language": "sv"},
        headers={"X-CSRF-Token": csrf, "Origin": "null"},
    )
    right = await browser.put(
        "/api/session/language", json={"language": "sv"}, headers={"X-CSRF-Token": csrf}
    )

    assert [each.status for each in (without, wrong, foreign, null)] == [403] * 4
    assert right.status == 200
    assert (await (await browser.get("/api/session")).json())["staff"]["language"] == "sv"
    await browser.close()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('{"language":"sv"}', "text/plain"),
        ("language=sv", "application/x-www-form-urlencoded"),
        ('{"language":"sv"', "application/json"),
        ('{"language":"xx"}', "application/json"),
        ('{"language":"sv","is_staff":true}', "application/json"),
        ('["sv"]', "application/json"),
    ],
)
async def test_only_a_right_json_body_is_read(hub: Running, body: str, kind: str):
    browser, csrf = await hub.sign_in()

    answer = await browser.put(
        "/api/session/language",
        data=body,
        headers={"X-CSRF-Token": csrf, "Content-Type": kind},
    )

    assert answer.status == 422
    assert "is_staff" not in await answer.text()
    assert (await (await browser.get("/api/session")).json())["staff"]["language"] == "en"
    await browser.close()


async def test_a_body_over_64_kib_is_refused_early(hub: Running):
    large = await hub.http.post("/api/session", json={"token": "x" * (64 * 1024 + 1)})

    assert large.status == 413
    assert (await large.json())["error"]["code"] == "too_large"

    async def endless():
        while True:
            yield b" " * 4096

    streamed = await hub.browser().post(
        "/api/session", data=endless(), headers={"Content-Type": "application/json"}
    )
    assert streamed.status == 413


async def test_signing_out_ends_session_and_socket(hub: Running):
    browser, csrf = await hub.sign_in()
    headers = {"X-CSRF-Token": csrf}
    token = (await (await browser.post("/api/session/socket", headers=headers)).json())["token"]
    socket = await hub.socket("/staff", {"token": token})
    cookies = {each.key: each.value for each in browser.cookie_jar}

    out = await browser.delete("/api/session", headers=headers)

    assert out.status == 204
    await socket.until_closed(5)
    assert socket.got("bye") == [{"reason": "signed_out"}]
    stolen = await hub.http.get("/api/session", cookies=cookies)
    assert stolen.status == 401
    bearer = await hub.http.get("/api/commands", headers={"Authorization": f"Bearer {token}"})
    assert bearer.status == 401
    await browser.close()


async def test_a_cookie_opens_no_socket(hub: Running):
    browser, _ = await hub.sign_in()
    for origin in ("https://evil.example", "null"):
        answer = await browser.get(
            "/socket.io/?EIO=4&transport=polling", headers={"Origin": origin}
        )
        assert answer.status == 400
    await browser.close()
    assert await Session.all().count() == 1
