"""Case 51: neither the log nor an error answer holds a token, a message's text or a stack.

Comes from CVE-2024-35196 (Sentry: a Slack token in the log) and PR 15777 of Chatwoot (token in URLs).
"""

import logging
import re

import pytest

from hub.cards import Card
from tests.support.hub import Running, fresh_id
from tests.support.twins import Twins, bearer

pytestmark = pytest.mark.sqlite_only


async def test_a_broken_handler_answers_with_a_reference_only(
    hub: Running, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    async def fail(*_: object) -> Card:
        raise RuntimeError("secret words of the person")

    monkeypatch.setattr(hub.bot, "answer", fail)
    anna = await hub.staff_socket()

    answer = await anna.ask("command", {"text": "very private words"})

    assert answer["error"]["code"] == "unavailable"
    assert "secret" not in str(answer)
    logged = caplog.text
    assert "RuntimeError" in logged
    assert "private words" not in logged
    assert "secret words" not in logged
    assert (await anna.ask("hello"))["ok"]


async def test_a_day_of_talk_leaves_no_word_and_no_token_in_the_log(
    twins: Twins, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
):
    hub, place = twins.ours.hub, twins.ours.id("conversation")
    caplog.set_level(logging.DEBUG)
    contact, staff = hub.contact_token(), hub.staff_token()
    aino = await hub.socket("/client", {"token": contact})
    anna = await hub.socket("/staff", {"token": staff})
    await aino.send(place, "tunnusluku 8842")
    await anna.ask("search", {"text": "tunnusluku"})
    await anna.ask("command", {"text": "tunnusluku 8842"})
    await anna.ask("message.send", {"conversation": place, "body": ["tunnusluku"]})
    for headers in (bearer(hub, "aino"), {"Authorization": f"Bearer {contact}x"}):
        await hub.http.get(f"/api/conversations/{place}/transcript", headers=headers)
    await hub.http.post("/api/session", json={"token": "tunnusluku" * 3})
    await hub.http.get(f"/api/clients?search=tunnusluku&x={contact}")

    logged = caplog.text + "".join(capsys.readouterr())

    for secret in ("tunnusluku", "8842", contact, staff, contact.split(".")[2]):
        assert secret not in logged


async def test_no_error_answer_tells_more_than_its_sentence(twins: Twins):
    """No stack, no path, no SQL, no name of a class or library; and nothing of what was sent."""
    hub = twins.ours.hub
    said = []
    for method, path, body in (
        ("GET", "/api/nothing", None),
        ("GET", "/api/clients?limit=x&secretword=1", None),
        ("POST", "/api/session", b"{secretword"),
        ("PUT", "/api/session/language", b'{"language":"secretword"}'),
        ("POST", "/api/files", b"secretword"),
        ("GET", f"/api/files/{fresh_id()}", None),
        ("GET", "/assets/..%2f..%2fhub%2fsettings.py", None),
        ("GET", "/assets/secretword.js", None),
    ):
        headers = {**bearer(hub, "anna"), "Content-Type": "application/json"}
        async with hub.http.request(method, path, data=body, headers=headers) as answer:
            assert 400 <= answer.status < 500, (path, answer.status)
            assert answer.headers["Server"] == "kirjuri"
            said.append(await answer.text())
    told = re.compile(
        r"Traceback|File \"|\.py|aiohttp|pydantic|tortoise|SELECT|secretword", re.IGNORECASE
    )
    assert not [each for each in said if told.search(each)]
