"""Who has read how far, and who is here: what each side may know of the other."""

from typing import Any

import pytest

from hub.realtime import presence
from hub.realtime.manager import event_frame
from models.chat import Conversation
from tests.hub.realtime.test_edits import put_rules
from tests.support.hub import Running, Socket


async def mark(socket: Socket, conversation: str, seq: int) -> None:
    answer = await socket.ask("read.mark", {"conversation": conversation, "seq": seq})
    assert answer["ok"], answer


async def test_hello_carries_the_marks_of_others(hub: Running):
    aino, eero, anna = (
        await hub.contact_socket("aino"),
        await hub.contact_socket("eero"),
        await hub.staff_socket("anna"),
    )
    conversation = hub.conversations["acme"]
    seq = (await anna.send(conversation, "Hei"))["entry"]["seq"]
    for socket in (aino, anna):
        await mark(socket, conversation, seq)

    to_staff, to_contact = await anna.ask("hello"), await eero.ask("hello")

    assert [(each["name"], each["kind"], each["seq"]) for each in to_staff["reads"]] == [
        ("Aino", "contact", seq)
    ]
    assert to_staff["audiences"][conversation] == 2
    assert {each["name"] for each in to_contact["reads"]} == {"Aino", "Anna"}
    assert "audiences" not in to_contact
    heard = [each["name"] for each in await anna.until("read", 2)]
    assert heard == ["Aino", "Anna"]


async def test_contacts_hear_of_staff_receipts_only_where_the_firm_says_so(hub: Running):
    aino, eero, anna = (
        await hub.contact_socket("aino"),
        await hub.contact_socket("eero"),
        await hub.staff_socket("anna"),
    )
    conversation = hub.conversations["acme"]
    await put_rules(hub, has_staff_receipts=False)
    seq = (await aino.send(conversation, "Hei"))["entry"]["seq"]

    await mark(anna, conversation, seq)
    await mark(eero, conversation, seq)

    assert [each["name"] for each in await aino.until("read")] == ["Eero"]
    assert [each["name"] for each in (await aino.ask("hello"))["reads"]] == ["Eero"]
    assert [each["name"] for each in await anna.until("read", 2)] == ["Anna", "Eero"]


@pytest.mark.sqlite_only
async def test_of_notes_and_private_talk_no_mark_reaches_another(hub: Running):
    anna, aino = await hub.staff_socket("anna"), await hub.contact_socket("aino")
    conversation = hub.conversations["acme"]
    summaries = (await anna.ask("hello"))["conversations"]
    notes = next(each["notes"] for each in summaries if each["id"] == conversation)
    seq = (await anna.send(notes, "sisäinen"))["entry"]["seq"]

    await mark(anna, notes, seq)

    assert await anna.until("read")
    assert (await aino.ask("hello"))["reads"] == []
    assert not aino.got("read")


@pytest.mark.sqlite_only
async def test_in_a_private_conversation_its_contact_alone_sees_the_typing(hub: Running):
    aino, eero, anna = (
        await hub.contact_socket("aino"),
        await hub.contact_socket("eero"),
        await hub.staff_socket("anna"),
    )
    conversation = hub.conversations["acme"]
    await Conversation.filter(id=conversation).update(private_to_id=hub.contacts["aino"].id)

    await anna.emit("typing", {"conversation": conversation, "on": True})

    assert [each["name"] for each in await aino.until("typing")] == ["Anna"]
    assert not eero.got("typing")


@pytest.mark.sqlite_only
async def test_staff_hear_who_is_here_and_contacts_that_somebody_is(
    hub: Running, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(presence, "GRACE_SECONDS", 0)
    aino, anna = await hub.contact_socket("aino"), await hub.staff_socket("anna")
    ids = {name: str(hub.staff[name].id) for name in ("anna", "mikko")}
    await aino.until("presence")
    mikko = await hub.staff_socket("mikko")
    await anna.until("presence", 2)

    present: Any = await anna.ask("hello")
    is_staffed: Any = await aino.ask("hello")

    assert set(present["present"]) == set(ids.values())
    assert is_staffed["is_staffed"]
    assert "present" not in is_staffed
    await mikko.close()
    assert (await anna.until("presence", 3))[2] == {"who": ids["mikko"], "on": False}
    await anna.close()
    assert await aino.until("presence", 2) == [{"on": True}, {"on": False}]
    assert not (await aino.ask("hello"))["is_staffed"]


def test_typing_and_presence_are_dropped_first():
    assert event_frame("typing", {}, "/client").is_droppable
    assert event_frame("presence", {}, "/client").is_droppable
    assert not event_frame("entry", {}, "/client").is_droppable
    assert not event_frame("read", {}, "/client").is_droppable
