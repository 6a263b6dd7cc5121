"""Answers with a quote, and staff mentioned in notes: never across conversations or to a client."""

from typing import Any

import pytest

from hub.actions.conversations import open_conversation
from tests.support.hub import Running, fresh_id


async def last_entry(socket: Any, conversation: str) -> Any:
    page = await socket.ask("history", {"conversation": conversation, "limit": 1})
    return page["entries"][0]


async def test_an_answer_shows_what_it_answers_as_that_reads_now(hub: Running):
    aino, anna, conversation = (
        await hub.contact_socket("aino"),
        await hub.staff_socket("anna"),
        hub.conversations["acme"],
    )
    asked = (await aino.send(conversation, "Onko  ALV\nmaksettu?"))["entry"]

    answer = (await anna.send(conversation, "On.", reply_to=asked["id"]))["entry"]

    quote = {"message": asked["id"], "seq": asked["seq"], "author": asked["author"]}
    assert answer["quote"] == {**quote, "text": "Onko ALV maksettu?"}
    assert (await aino.until("entry", 2))[1] == answer
    assert await last_entry(aino, conversation) == answer
    place = {"conversation": conversation, "message": asked["id"]}
    await aino.ask(
        "message.edit", {**place, "body": "Onko vero maksettu?", "client_id": fresh_id()}
    )
    page = await anna.ask("history", {"conversation": conversation})
    assert [each["quote"]["text"] for each in page["entries"] if "quote" in each] == [
        "Onko vero maksettu?"
    ]
    await aino.ask("message.delete", {**place, "client_id": fresh_id()})
    page = await anna.ask("history", {"conversation": conversation})
    assert [each["quote"]["text"] for each in page["entries"] if "quote" in each] == [""]


async def test_a_quote_pulls_nothing_from_another_conversation_or_a_note(hub: Running):
    aino, anna, conversation = (
        await hub.contact_socket("aino"),
        await hub.staff_socket("anna"),
        hub.conversations["acme"],
    )
    summaries = (await anna.ask("hello"))["conversations"]
    notes = next(each["notes"] for each in summaries if each["id"] == conversation)
    own_other = str(await open_conversation(hub.asker("anna"), client="1001", title="Other"))
    foreign = [
        (await anna.send(place, "secret"))["entry"]["id"]
        for place in (notes, own_other, hub.conversations["beta"])
    ]
    gone = (await aino.send(conversation, "gone"))["entry"]["id"]
    place = {"conversation": conversation, "message": gone}
    await aino.ask("message.delete", {**place, "client_id": fresh_id()})

    for socket in (aino, anna):
        for message in (*foreign, gone, fresh_id()):
            refused = await socket.send(conversation, "see", reply_to=message)
            assert (refused["error"]["code"], refused["error"]["field"]) == (
                "not_found",
                "reply_to",
            )
    history = await aino.ask("history", {"conversation": conversation})
    assert "secret" not in str(history)


async def test_whoever_is_mentioned_in_a_note_has_it_in_their_day_until_read(hub: Running):
    anna, mikko, aino = (
        await hub.staff_socket("anna"),
        await hub.staff_socket("mikko"),
        await hub.contact_socket("aino"),
    )
    conversation = hub.conversations["acme"]
    summaries = (await anna.ask("hello"))["conversations"]
    notes = next(each["notes"] for each in summaries if each["id"] == conversation)
    people = [{"id": str(hub.staff["mikko"].id), "name": "Mikko"}]
    ids = [people[0]["id"]] * 2

    note = (await anna.send(notes, "@Mikko katsotko?", mentions=ids))["entry"]

    assert note["mentions"] == people
    assert (await mikko.until("entry"))[0]["mentions"] == people
    told = await today(hub, "mikko")
    assert [(each["conversation"], each["author"]) for each in told] == [(conversation, "Anna")]
    assert await today(hub, "liisa") == []
    await mikko.ask("read.mark", {"conversation": notes, "seq": note["seq"]})
    assert await today(hub, "mikko") == []
    assert not aino.got("entry")


@pytest.mark.sqlite_only
async def test_nobody_is_mentioned_before_a_client_and_no_stranger_in_notes(hub: Running):
    anna, aino = await hub.staff_socket("anna"), await hub.contact_socket("aino")
    conversation = hub.conversations["acme"]
    summaries = (await anna.ask("hello"))["conversations"]
    notes = next(each["notes"] for each in summaries if each["id"] == conversation)
    mikko = str(hub.staff["mikko"].id)

    for socket in (anna, aino):
        refused = await socket.send(conversation, "@Mikko", mentions=[mikko])
        assert (refused["error"]["code"], refused["error"]["field"]) == ("invalid", "mentions")
    for stranger in (fresh_id(), str(hub.contacts["aino"].id)):
        refused = await anna.send(notes, "@?", mentions=[stranger])
        assert refused["error"]["code"] == "not_found"


async def today(hub: Running, name: str) -> Any:
    headers = {"Authorization": f"Bearer {hub.staff_token(name)}"}
    answer = await hub.http.get("/api/today", headers=headers)
    return (await answer.json())["mentions"]
