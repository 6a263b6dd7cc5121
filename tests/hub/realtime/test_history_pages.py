"""Reading out of order: around a message that was found, with what has happened to it since."""

from typing import Any

import pytest

from tests.support.hub import Running, Socket, fresh_id


async def say(socket: Socket, conversation: str, count: int) -> list[dict[str, Any]]:
    return [(await socket.send(conversation, f"number {each}"))["entry"] for each in range(count)]


async def around(socket: Socket, conversation: str, seq: int, limit: int = 6) -> Any:
    return await socket.ask(
        "history", {"conversation": conversation, "around": seq, "limit": limit}
    )


async def test_a_page_around_a_number_has_it_in_the_middle(hub: Running):
    anna, place = await hub.staff_socket(), hub.conversations["acme"]
    said = await say(anna, place, 12)

    page = await around(anna, place, said[5]["seq"])

    assert [each["id"] for each in page["entries"]] == [each["id"] for each in said[2:8]]
    assert page["more"]
    assert page["newer"]
    last = await around(anna, place, said[11]["seq"])
    assert last["entries"][-1]["id"] == said[11]["id"]
    assert not last["newer"]


@pytest.mark.parametrize("way", ["around", "before", "after"])
async def test_what_was_changed_later_comes_with_an_old_page(hub: Running, way: str):
    anna, place = await hub.staff_socket(), hub.conversations["acme"]
    said = await say(anna, place, 8)
    first = {"conversation": place, "message": said[2]["id"]}
    await anna.ask("message.edit", {**first, "body": "mended", "client_id": fresh_id()})
    await anna.ask("reaction.set", {**first, "emoji": "👍", "on": True, "client_id": fresh_id()})
    apart = {"conversation": place, "message": said[7]["id"]}
    await anna.ask("message.edit", {**apart, "body": "not here", "client_id": fresh_id()})

    seq = said[2]["seq"] + {"around": 0, "before": 1, "after": -1}[way]
    page = await anna.ask("history", {"conversation": place, way: seq, "limit": 2})

    assert said[2]["id"] in {each["id"] for each in page["entries"]}
    assert [each["kind"] for each in page["changes"]] == ["edit", "reaction"]
    assert page["changes"][0]["body"] == "mended"


async def test_the_message_asked_for_is_there_however_long_its_neighbours(hub: Running):
    anna, place = await hub.staff_socket(), hub.conversations["acme"]
    said = [(await anna.send(place, "x" * 19_000))["entry"] for _ in range(9)]

    page = await around(anna, place, said[4]["seq"], limit=100)

    assert said[4]["id"] in {each["id"] for each in page["entries"]}
    assert page["more"]
    assert page["newer"]


async def test_nobody_reads_around_a_number_elsewhere(hub: Running):
    aino, anna = await hub.contact_socket(), await hub.staff_socket()
    said = await say(anna, hub.conversations["beta"], 2)

    refused = await around(aino, hub.conversations["beta"], said[0]["seq"])

    assert refused["error"]["code"] == "not_found"
