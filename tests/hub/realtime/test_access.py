"""Attack cases 1-9, 11, 45, 50: who may do what over a socket, and what a stranger learns."""

import asyncio
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from socketio.exceptions import ConnectionError as RefusedError

from hub.realtime.answering import Answering
from hub.realtime.limiter import Limiter
from hub.realtime.protocol import REQUESTS
from hub.realtime.talk import Talk
from hub.texts import say
from tests.support.hub import Running, fresh_id
from tests.support.raw_socket import raw_socket

pytestmark = pytest.mark.sqlite_only


def requests_about(conversation: str, message: str) -> dict[str, dict[str, Any]]:
    place = {"conversation": conversation, "message": message}
    return {
        "message.send": {"conversation": conversation, "client_id": fresh_id(), "body": "x"},
        "message.edit": {**place, "body": "y", "client_id": fresh_id()},
        "message.delete": {**place, "client_id": fresh_id()},
        "reaction.set": {**place, "emoji": "👍", "on": True, "client_id": fresh_id()},
        "read.mark": {"conversation": conversation, "seq": 1},
        "history": {"conversation": conversation},
        "search": {"text": "x", "conversation": conversation},
        "typing": {"conversation": conversation, "on": True},
    }


async def test_another_clients_conversation_looks_absent(hub: Running):
    anna, bertta = await hub.staff_socket(), await hub.contact_socket("bertta")
    message = (await anna.send(hub.conversations["acme"], "secret"))["entry"]["id"]

    foreign = requests_about(hub.conversations["acme"], message)
    absent = requests_about(fresh_id(), fresh_id())

    for event, payload in foreign.items():
        refused = await bertta.ask(event, payload)
        assert refused == await bertta.ask(event, absent[event]), event
        assert refused["error"]["code"] == "not_found"
    synced = await bertta.ask("sync", {"have": {hub.conversations["acme"]: 0}})
    assert synced["conversations"] == []
    assert not bertta.got("entry")


@pytest.mark.parametrize("event", REQUESTS)
async def test_no_handler_answers_nobody(hub: Running, event: str):
    talk = Talk(hub.bot, hub.realtime.manager)
    handlers = {**talk.handlers(), "command": talk.command}
    answering = Answering("/staff", handlers, Limiter())

    answer = await answering.answer(None, event, [{}])

    assert (answer["ok"], answer["error"]["code"]) == (False, "forbidden")


@pytest.mark.parametrize("event", sorted(set(REQUESTS) - {"hello"}))
@pytest.mark.parametrize(
    "given",
    [["x"], {"a": 1}, True, 0, "0e1", 10**18, "a\x00b", None, 1.5, "../../etc", ""],
    ids=repr,
)
async def test_type_confused_ids_are_invalid(hub: Running, event: str, given: Any):
    socket = await hub.staff_socket()
    model = REQUESTS[event].request
    named = next(iter(model.model_fields))
    good = {
        **requests_about(hub.conversations["acme"], fresh_id()).get(event, {}),
        **({"text": "x"} if event == "command" else {}),
    }
    field = "have" if event == "sync" else named
    wrong = {given: 1} if event == "sync" and isinstance(given, str) else given
    if event in {"search", "command"} and isinstance(given, str) and given:
        field = "conversation"
    if event == "conversation.open" and (given is None or isinstance(given, str)):
        field = "title"
        wrong = ["x"]

    answer = await socket.ask(event, {**good, field: wrong})

    assert (answer["ok"], answer["error"]["code"]) == (False, "invalid"), answer


async def test_mixed_case_ids_and_server_fields_are_invalid(hub: Running):
    aino, place = await hub.contact_socket(), hub.conversations["acme"]
    good = {"conversation": place, "client_id": fresh_id(), "body": "x"}

    upper = await aino.ask("message.send", {**good, "conversation": place.upper()})
    assert upper["error"] | {"message": ""} == {
        "code": "invalid",
        "message": "",
        "field": "conversation",
    }
    for name in ("author_id", "role", "seq", "company", "created_at", "is_staff", "__proto__"):
        answer = await aino.ask("message.send", {**good, name: 1})
        assert answer["error"]["code"] == "invalid"
        assert name not in str(answer)


async def test_a_one_time_identity_works_once(hub: Running):
    token = hub.contact_token(is_one_time=True)
    await hub.socket("/client", {"token": token})

    with pytest.raises(RefusedError):
        await hub.socket("/client", {"token": token})


async def test_a_socket_ends_with_its_token(hub: Running):
    token = hub.contact_token(life=timedelta(seconds=2))
    socket = await hub.socket("/client", {"token": token})
    assert (await socket.ask("hello"))["ok"]

    await socket.until_closed(4)

    assert socket.got("bye") == [{"reason": "expired"}]


async def test_a_flood_is_throttled_and_neighbours_are_served(hub: Running):
    aino, bertta = await hub.contact_socket("aino"), await hub.contact_socket("bertta")
    place = hub.conversations["acme"]

    answers = await asyncio.gather(
        *(aino.ask("read.mark", {"conversation": place, "seq": 0}, within=30) for _ in range(400))
    )
    refused = [answer for answer in answers if not answer["ok"]]

    assert refused
    assert {answer["error"]["code"] for answer in refused} == {"rate_limited"}
    assert all(answer["error"]["retry_after"] >= 1 for answer in refused)
    assert (await bertta.send(hub.conversations["beta"], "hello"))["ok"]


async def test_a_broken_handler_answers_with_a_reference_only(
    hub: Running, caplog: pytest.LogCaptureFixture
):
    anna = await hub.staff_socket()
    hub.bot.fails_with = RuntimeError("secret words of the person")

    answer = await anna.ask("command", {"text": "very private words"})

    assert answer["error"]["code"] == "unavailable"
    assert "secret" not in str(answer)
    logged = caplog.text
    assert "RuntimeError" in logged
    assert "private words" not in logged
    assert "secret words" not in logged
    assert (await anna.ask("hello"))["ok"]


async def test_errors_speak_the_language_of_the_site(hub: Running):
    socket = await hub.socket("/client", {"token": hub.contact_token(locale="sv-FI")})

    answer = await socket.ask("history", {"conversation": fresh_id()})

    assert answer["error"]["message"] == say("errors.not_found", "sv")
    assert (await socket.ask("hello"))["me"]["language"] == "sv"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1"])
async def test_foreign_pages_open_no_socket(hub: Running, origin: str):
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await raw_socket(hub.base_url, headers={"Origin": origin})


async def test_our_own_pages_and_programs_open_one(hub: Running):
    for headers in ({"Origin": hub.base_url}, {"Origin": hub.settings.base_url}, {}):
        socket = await raw_socket(hub.base_url, headers=headers)
        await socket.close()


async def test_guessing_is_slowed_down_and_a_right_token_still_passes(hub: Running):
    raw = [await raw_socket(hub.base_url) for _ in range(8)]
    said = [
        await socket.join("/client", f"guess.{number}.x") for socket in raw for number in range(10)
    ]

    assert "unauthorized" in said[0]
    assert "rate_limited" in said[-1]
    assert "retry_after" in said[-1]
    assert (await (await hub.contact_socket()).ask("hello"))["ok"]
    for socket in raw:
        await socket.close()
