"""Search: every form of a word in three languages, and nothing that the asker may not read."""

from uuid import UUID

import pytest

from hub.queries.search import find_messages
from tests.support.hub import Running, Socket, fresh_id


async def found(socket: Socket, text: str, **more: object) -> list[str]:
    answer = await socket.ask("search", {"text": text, **more})
    assert answer["ok"], answer
    return [hit["body"] for hit in answer["hits"]]


@pytest.mark.parametrize(
    ("body", "asked"),
    [
        ("Lähetän kuitit huomenna", "kuitti"),
        ("Arvonlisäveron ilmoitus on tehty", "arvonlisävero"),
        ("Tässä tilinpäätöksen luonnos", "tilinpäätökset"),
        ("Jag skickar fakturorna i dag", "faktura"),
        ("The invoices were sent", "invoice"),
        ("Öljylasku ÄIJÄLÄLLE", "äijälälle öljylasku"),
        ("Lasku 2026-1043 on maksettu", "1043"),
    ],
)
async def test_a_message_is_found_in_other_forms_of_its_words(hub: Running, body: str, asked: str):
    aino = await hub.contact_socket()
    await aino.send(hub.conversations["acme"], body)
    await aino.send(hub.conversations["acme"], "Aivan muuta")

    assert await found(aino, asked) == [body]


async def test_hits_are_marked_and_the_newest_comes_first(hub: Running):
    aino = await hub.contact_socket()
    place = hub.conversations["acme"]
    for text in ("🎉 kuitti yksi", "ei mitään", "toinen kuitti"):
        await aino.send(place, text)
    answer = await aino.ask("search", {"text": "kuitti", "limit": 1})
    (newest,) = answer["hits"]
    older = await aino.ask("search", {"text": "kuitti", "before": newest["message"]})

    assert (newest["body"], newest["marks"]) == ("toinen kuitti", [[7, 13]])
    assert [(hit["body"], hit["marks"]) for hit in older["hits"]] == [("🎉 kuitti yksi", [[3, 9]])]


async def test_edits_and_deletions_are_followed(hub: Running):
    aino = await hub.contact_socket()
    place = hub.conversations["acme"]
    said = (await aino.send(place, "alkuperäinen"))["entry"]["message"]
    by = {"conversation": place, "message": said}
    await aino.ask("message.edit", {**by, "body": "korjattu", "client_id": fresh_id()})
    assert await found(aino, "alkuperäinen") == []
    assert await found(aino, "korjattu") == ["korjattu"]

    await aino.ask("message.delete", {**by, "client_id": fresh_id()})
    assert await found(aino, "korjattu") == []


async def test_nobody_finds_what_they_may_not_read(hub: Running):
    aino, bertta, anna = [
        await hub.contact_socket(),
        await hub.contact_socket("bertta"),
        await hub.staff_socket(),
    ]
    acme = hub.conversations["acme"]
    notes = next(
        each["notes"] for each in (await anna.ask("hello"))["conversations"] if each["id"] == acme
    )
    await aino.send(acme, "salasana asiakkaalta")
    await anna.send(notes, "salasana muistiinpanossa")

    assert await found(aino, "salasana") == ["salasana asiakkaalta"]
    assert await found(bertta, "salasana") == []
    assert await found(anna, "salasana") == ["salasana muistiinpanossa", "salasana asiakkaalta"]
    refused = await bertta.ask("search", {"text": "salasana", "conversation": acme})
    assert refused["error"]["code"] == "not_found"
    assert await found(anna, "salasana", conversation=acme) == ["salasana asiakkaalta"]


@pytest.mark.parametrize(
    "text",
    ['"', "'; DROP TABLE message; --", "a* OR b", "NEAR(", "body:x", "&|!():*", "\\", "%_", "-- -"],
)
async def test_whatever_is_typed_is_words(hub: Running, text: str):
    aino = await hub.contact_socket()
    await aino.send(hub.conversations["acme"], "tavallinen viesti")

    assert await found(aino, text) == []


async def test_it_is_asked_of_an_index(hub: Running):
    """A private conversation of another contact is out as well, at the query itself."""
    hits = await find_messages(hub.asker("anna"), "viesti", conversation_id=None, limit=5)
    assert hits == []
    assert await find_messages(hub.asker("anna"), "...", before=UUID(fresh_id())) == []
