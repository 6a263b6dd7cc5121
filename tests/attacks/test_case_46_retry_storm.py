"""Case 46: two tabs and a storm of retries with one `client_id` store one message, heard once."""

import asyncio
from typing import Any

from models.chat import Entry, Message
from tests.support.hub import fresh_id
from tests.support.twins import Twins, upload


async def test_twenty_at_once_from_two_tabs_are_one_message(twins: Twins):
    hub, place = twins.ours.hub, twins.ours.id("conversation")
    tabs = [await hub.contact_socket("aino"), await hub.contact_socket("aino")]
    anna = await hub.staff_socket()
    asked = {"conversation": place, "client_id": fresh_id(), "body": "maksettu"}
    before = await Entry.filter(conversation_id=place).count()

    answers = await asyncio.gather(
        *(tabs[number % 2].ask("message.send", asked) for number in range(20))
    )

    assert {each["ok"] for each in answers} == {True}
    assert len({each["entry"]["id"] for each in answers}) == 1
    assert await Entry.filter(conversation_id=place).count() == before + 1
    await anna.ask("hello")
    assert [each["body"] for each in anna.got("entry")] == ["maksettu"]


async def test_one_key_of_two_people_or_places_is_two_messages(twins: Twins):
    """The key is the sender's own, in that conversation: nobody gets another's message by it."""
    ours, theirs = twins.both()
    key = fresh_id()
    said = {}
    for tenant, name, place in (
        (ours, "aino", "acme"),
        (ours, "eero", "acme"),
        (ours, "aino", "private"),
        (ours, "bertta", "beta"),
        (theirs, "aino", "acme"),
    ):
        socket = await tenant.hub.contact_socket(name)
        body = f"{tenant.name} {name} {place}"
        asked = {"conversation": tenant.id("conversation", place), "client_id": key, "body": body}
        answer = await socket.ask("message.send", asked)
        assert answer["entry"]["body"] == body
        said[body] = answer["entry"]["id"]

    assert len(set(said.values())) == 5
    assert await Message.filter(id__in=list(said.values())).count() == 5


async def test_other_events_are_done_once_too(twins: Twins):
    hub, place = twins.ours.hub, twins.ours.id("conversation")
    aino = await hub.contact_socket("aino")
    message = {"conversation": place, "message": twins.ours.id("message")}
    before = await Entry.filter(conversation_id=place).count()
    changes: list[tuple[str, dict[str, Any]]] = [
        ("reaction.set", {"emoji": "👍", "on": True}),
        ("message.edit", {"body": "toisin"}),
        ("message.delete", {}),
    ]
    for number, (event, more) in enumerate(changes, 1):
        asked = {**message, **more, "client_id": fresh_id()}
        answers = await asyncio.gather(*(aino.ask(event, asked) for _ in range(10)))
        assert len({each["entry"]["id"] for each in answers}) == 1, event
        assert await Entry.filter(conversation_id=place).count() == before + number, event


async def test_an_upload_that_is_repeated_at_once_is_one_file(twins: Twins):
    hub, key = twins.ours.hub, fresh_id()

    ids = await asyncio.gather(
        *(upload(hub, "aino", "acme", "kuitti.txt", b"kuitti", key) for _ in range(6))
    )

    assert len(set(ids)) == 1
