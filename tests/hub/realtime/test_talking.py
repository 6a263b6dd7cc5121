"""Writing, reading, reacting: what protocol.md promises of every request, over real sockets."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from hub import clock
from hub.realtime.protocol import EVENTS, REQUESTS
from hub.texts import say
from tests.support.hub import Running, fresh_id


async def test_a_message_is_acknowledged_and_heard_by_all_members(hub: Running):
    aino, eero, anna = (
        await hub.contact_socket("aino"),
        await hub.contact_socket("eero"),
        await hub.staff_socket("anna"),
    )
    client_id = fresh_id()

    answer = await aino.ask(
        "message.send",
        {"conversation": hub.conversations["acme"], "client_id": client_id, "body": "Hei"},
    )

    assert answer["ok"], answer
    assert answer["entry"]["body"] == "Hei"
    for socket in (aino, eero, anna):
        (heard,) = await socket.until("entry")
        assert heard == answer["entry"]
        EVENTS["entry"].model_validate(heard)
    assert answer["entry"]["client_id"] == client_id


async def test_every_answer_has_its_promised_shape(hub: Running):
    anna, conversation = await hub.staff_socket(), hub.conversations["acme"]
    sent = (await anna.send(conversation, "first"))["entry"]
    place = {"conversation": conversation, "message": sent["id"]}
    in_an_hour = clock.as_wire(clock.now() + timedelta(hours=1))
    asked = {
        "hello": {},
        "message.send": {"conversation": conversation, "client_id": fresh_id(), "body": "x"},
        "message.edit": {**place, "body": "y", "client_id": fresh_id()},
        "reaction.set": {**place, "emoji": "👍", "on": True, "client_id": fresh_id()},
        "read.mark": {"conversation": conversation, "seq": sent["seq"]},
        "sync": {"have": {conversation: 0}},
        "history": {"conversation": conversation},
        "search": {"text": "x"},
        "conversation.open": {"client": "1002", "title": "VAT"},
        "conversation.assign": {"conversation": conversation, "staff": None},
        "conversation.snooze": {"conversation": conversation, "until": in_an_hour},
        "conversation.close": {"conversation": conversation},
        "command": {"text": "help"},
        "card.press": {"card": fresh_id(), "button": "save", "client_id": fresh_id()},
        "message.delete": {**place, "client_id": fresh_id()},
    }

    assert set(asked) == {name for name, each in REQUESTS.items() if each.answer}
    for event, payload in asked.items():
        answer = await anna.ask(event, payload)
        assert answer["ok"], (event, answer)
        model = REQUESTS[event].answer
        assert model is not None
        model.model_validate(answer)


async def test_a_hundred_messages_keep_their_order(hub: Running):
    aino, anna = await hub.contact_socket(), await hub.staff_socket()
    conversation = hub.conversations["acme"]

    for number in range(100):
        await aino.emit(
            "message.send",
            {"conversation": conversation, "client_id": fresh_id(), "body": str(number)},
        )

    heard = await anna.until("entry", 100, within=20)
    assert [entry["body"] for entry in heard] == [str(number) for number in range(100)]
    assert [entry["seq"] for entry in heard] == list(range(1, 101))


async def test_twenty_parallel_sends_of_one_client_id_are_one_message(hub: Running):
    tabs = [await hub.contact_socket() for _ in range(4)]
    conversation, client_id = hub.conversations["acme"], fresh_id()
    payload = {"conversation": conversation, "client_id": client_id, "body": "once"}

    answers = await asyncio.gather(
        *(tabs[number % 4].ask("message.send", payload) for number in range(20))
    )

    assert len({answer["entry"]["id"] for answer in answers}) == 1
    history = await tabs[0].ask("history", {"conversation": conversation})
    assert [entry["body"] for entry in history["entries"]] == ["once"]


async def test_sync_gives_what_came_after_and_says_when_it_is_complete(hub: Running):
    aino, conversation = await hub.contact_socket(), hub.conversations["acme"]
    for number in range(5):
        await aino.send(conversation, str(number))

    answer = await aino.ask("sync", {"have": {conversation: 2}})

    (synced,) = answer["conversations"]
    assert [entry["seq"] for entry in synced["entries"]] == [3, 4, 5]
    assert (synced["last_seq"], synced["complete"]) == (5, True)


async def test_a_long_log_is_synced_in_frames_that_fit(hub: Running):
    aino, conversation = await hub.contact_socket(), hub.conversations["acme"]
    for number in range(12):
        await aino.send(conversation, str(number) + "ä" * 9_000)

    have, seen = 0, []
    for _ in range(20):
        (synced,) = (await aino.ask("sync", {"have": {conversation: have}}))["conversations"]
        seen += [entry["seq"] for entry in synced["entries"]]
        have = seen[-1]
        if synced["complete"]:
            break
        assert len(str(synced).encode()) < 70_000

    assert seen == list(range(1, 13))


async def test_a_socket_that_says_what_it_has_gets_the_rest(hub: Running):
    aino, conversation = await hub.contact_socket(), hub.conversations["acme"]
    for number in range(3):
        await aino.send(conversation, str(number))

    back = await hub.contact_socket("aino", have={conversation: 1})

    assert [entry["seq"] for entry in await back.until("entry", 2)] == [2, 3]


async def test_history_pages_backwards_and_forwards(hub: Running):
    aino, conversation = await hub.contact_socket(), hub.conversations["acme"]
    for number in range(6):
        await aino.send(conversation, str(number))

    last = await aino.ask("history", {"conversation": conversation, "limit": 2})
    before = await aino.ask("history", {"conversation": conversation, "before": 5, "limit": 2})
    after = await aino.ask("history", {"conversation": conversation, "after": 4, "limit": 5})

    assert ([each["seq"] for each in last["entries"]], last["more"]) == ([5, 6], True)
    assert [each["seq"] for each in before["entries"]] == [3, 4]
    assert ([each["seq"] for each in after["entries"]], after["more"]) == ([5, 6], False)


async def test_the_largest_read_mark_wins_and_is_told(hub: Running):
    aino, anna, conversation = (
        await hub.contact_socket(),
        await hub.staff_socket(),
        hub.conversations["acme"],
    )
    for number in range(3):
        await aino.send(conversation, str(number))

    marks = [
        (await anna.ask("read.mark", {"conversation": conversation, "seq": seq}))["read_seq"]
        for seq in (2, 1, 3)
    ]

    assert marks == [2, 2, 3]
    heard = await aino.until("read", 2)
    assert [read["seq"] for read in heard] == [2, 3]
    assert heard[0]["reader"] == str(hub.staff["anna"].id)


async def test_edits_and_deletions_are_consistent(hub: Running):
    aino, eero, conversation = (
        await hub.contact_socket("aino"),
        await hub.contact_socket("eero"),
        hub.conversations["acme"],
    )
    message = (await aino.send(conversation, "first"))["entry"]["id"]
    place = {"conversation": conversation, "message": message}

    foreign = await eero.ask("message.edit", {**place, "body": "mine", "client_id": fresh_id()})
    edited = await aino.ask("message.edit", {**place, "body": "second", "client_id": fresh_id()})
    deleted = await aino.ask("message.delete", {**place, "client_id": fresh_id()})
    again = await aino.ask("message.delete", {**place, "client_id": fresh_id()})
    late = await aino.ask("message.edit", {**place, "body": "third", "client_id": fresh_id()})

    assert foreign["error"]["code"] == "forbidden"
    assert edited["ok"]
    assert deleted["ok"]
    assert {again["error"]["code"], late["error"]["code"]} == {"conflict"}


async def test_typing_reaches_the_others_only(hub: Running):
    aino, eero, bertta = (
        await hub.contact_socket("aino"),
        await hub.contact_socket("eero"),
        await hub.contact_socket("bertta"),
    )

    await aino.emit("typing", {"conversation": hub.conversations["acme"], "on": True})

    (heard,) = await eero.until("typing")
    assert (heard["name"], heard["on"]) == ("Aino", True)
    assert not aino.got("typing")
    assert not bertta.got("typing")


async def test_a_new_conversation_appears_for_everybody_it_concerns(hub: Running):
    aino, bertta, anna = (
        await hub.contact_socket("aino"),
        await hub.contact_socket("bertta"),
        await hub.staff_socket("anna"),
    )

    opened = await anna.ask("conversation.open", {"client": "1001", "title": "Annual accounts"})

    (heard,) = await aino.until("conversation")
    assert heard["id"] == opened["conversation"]["id"]
    EVENTS["conversation"].model_validate(heard)
    assert "notes" not in heard
    assert (await aino.send(heard["id"], "Thanks"))["ok"]
    assert not bertta.got("conversation")


async def test_notes_never_reach_a_contact(hub: Running):
    aino, anna, conversation = (
        await hub.contact_socket(),
        await hub.staff_socket(),
        hub.conversations["acme"],
    )
    hello = await anna.ask("hello")
    notes = next(each["notes"] for each in hello["conversations"] if each["id"] == conversation)

    noted = await anna.send(notes, "internal")
    await anna.ask("read.mark", {"conversation": notes, "seq": 1})
    await anna.emit("typing", {"conversation": notes, "on": True})
    said = await anna.send(conversation, "public")

    assert noted["ok"]
    assert [entry["body"] for entry in await aino.until("entry")] == [said["entry"]["body"]]
    assert not aino.got("read")
    assert not aino.got("typing")
    refused = await aino.ask("history", {"conversation": notes})
    absent = await aino.ask("history", {"conversation": str(uuid4())})
    assert refused == absent
    assert "notes" not in str(await aino.ask("hello"))


async def test_a_press_goes_to_the_bot_once(hub: Running):
    aino, card, client_id = await hub.contact_socket(), fresh_id(), fresh_id()
    payload = {"card": card, "button": "ok", "client_id": client_id, "values": {"a": True, "b": 3}}

    first, second = await aino.ask("card.press", payload), await aino.ask("card.press", payload)

    assert first == second
    assert first["card"]["lines"] == ["true", "3"]


@pytest.mark.sqlite_only
async def test_polling_is_a_way_in_and_upgrades(hub: Running):
    slow = await hub.socket("/client", {"token": hub.contact_token()}, transports=["polling"])
    both = await hub.socket(
        "/client", {"token": hub.contact_token("eero")}, transports=["polling", "websocket"]
    )

    sent = await slow.send(hub.conversations["acme"], "by letter")

    assert sent["ok"]
    assert both.client.transport() == "websocket"
    (heard,) = await both.until("entry")
    assert heard["body"] == "by letter"


@pytest.mark.sqlite_only
async def test_errors_speak_the_language_of_the_site(hub: Running):
    socket = await hub.socket("/client", {"token": hub.contact_token(locale="sv-FI")})

    answer = await socket.ask("history", {"conversation": fresh_id()})

    assert answer["error"]["message"] == say("errors.not_found", "sv")
    assert (await socket.ask("hello"))["me"]["language"] == "sv"
