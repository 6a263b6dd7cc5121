"""The inbox over the socket: whose turn, whose hand, closed, asleep; and who hears of it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from hub import clock
from hub.actions.chat import send_message
from hub.actions.inbox import snooze_conversation
from hub.jobs.inbox import wake_sleepers
from models.chat import Conversation
from tests.support.hub import Running, Socket, fresh_id


async def summary(socket: Socket, conversation: str) -> dict[str, Any]:
    said = await socket.ask("hello")
    return next(each for each in said["conversations"] if each["id"] == conversation)


def later(**how: float) -> str:
    return clock.as_wire(clock.now() + timedelta(**how))


async def test_it_is_the_turn_of_whoever_did_not_write_last(hub: Running):
    aino, anna, acme = (
        await hub.contact_socket(),
        await hub.staff_socket(),
        hub.conversations["acme"],
    )
    assert (await summary(anna, acme))["state"] == "open"

    await aino.send(acme, "kysymys")
    assert (await summary(anna, acme))["state"] == "waiting_us"
    await anna.send(acme, "vastaus")
    assert (await summary(anna, acme))["state"] == "waiting_client"
    notes = (await summary(anna, acme))["notes"]
    await anna.send(notes, "omaa puhetta")

    assert (await summary(aino, acme))["state"] == "waiting_client", "a note is nobody's turn"


async def test_what_was_closed_while_one_was_away_is_closed_after_sync(hub: Running):
    aino, anna, acme = (
        await hub.contact_socket(),
        await hub.staff_socket(),
        hub.conversations["acme"],
    )
    await aino.send(acme, "kiitos!")
    await aino.close()

    answer = await anna.ask("conversation.close", {"conversation": acme})
    await anna.ask("conversation.close", {"conversation": acme})

    back = await hub.contact_socket(have={acme: 1})
    (missed,) = await back.until("entry")
    assert (missed["kind"], missed["status"]) == ("status", {"state": "closed"})
    assert answer["conversation"]["state"] == (await summary(back, acme))["state"] == "closed"
    assert answer["conversation"]["last_text"] == "kiitos!"


async def test_a_message_opens_what_was_closed_and_so_does_staff(hub: Running):
    aino, anna, acme = (
        await hub.contact_socket(),
        await hub.staff_socket(),
        hub.conversations["acme"],
    )
    await aino.send(acme, "yksi asia")
    await anna.ask("conversation.close", {"conversation": acme})
    opened = await anna.ask("conversation.close", {"conversation": acme, "closed": False})
    await anna.ask("conversation.close", {"conversation": acme})
    await aino.send(acme, "ja vielä toinen")

    assert opened["conversation"]["state"] == "waiting_us", "as it was before"
    assert (await summary(anna, acme))["state"] == "waiting_us"
    kinds = [each.get("status") for each in await aino.until("entry", 5)]
    assert kinds == [None, {"state": "closed"}, {"state": "waiting_us"}, {"state": "closed"}, None]


async def test_a_conversation_is_given_into_a_hand_and_no_contact_hears_of_it(hub: Running):
    aino, anna, mikko, acme = (
        await hub.contact_socket(),
        await hub.staff_socket("anna"),
        await hub.staff_socket("mikko"),
        hub.conversations["acme"],
    )
    mikkos = {"id": str(hub.staff["mikko"].id), "name": "Mikko"}
    asked = {"conversation": acme, "staff": mikkos["id"]}
    given = await anna.ask("conversation.assign", asked)
    await anna.ask("conversation.assign", asked)

    assert given["conversation"]["assigned"] == mikkos
    (entry,) = await mikko.until("entry")
    assert entry["status"] == {"assigned": mikkos}
    assert entry["conversation"] == given["conversation"]["notes"]
    assert (await mikko.until("conversation"))[0]["assigned"] == mikkos

    freed = await mikko.ask("conversation.assign", {"conversation": acme, "staff": None})
    assert "assigned" not in freed["conversation"]
    assert (await mikko.until("entry", 2))[1]["status"] == {"assigned": None}
    assert (await hub.http.get("/readyz")).status == 200
    assert aino.heard == []
    assert "assigned" not in await summary(aino, acme)


async def test_it_is_given_to_no_one_who_left_and_to_no_stranger(hub: Running):
    anna, acme = await hub.staff_socket(), hub.conversations["acme"]
    liisa = hub.staff["liisa"]
    liisa.is_active = False
    await liisa.save()
    for nobody in (str(liisa.id), fresh_id(), str(hub.contacts["aino"].id)):
        refused = await anna.ask("conversation.assign", {"conversation": acme, "staff": nobody})
        assert refused["error"]["code"] == "not_found"


async def test_only_staff_close_assign_and_snooze(hub: Running):
    aino, acme = await hub.contact_socket(), hub.conversations["acme"]
    for event, more in (
        ("conversation.close", {"closed": True}),
        ("conversation.assign", {"staff": None}),
        ("conversation.snooze", {"until": later(hours=1)}),
    ):
        refused = await aino.ask(event, {"conversation": acme, **more})
        assert refused["error"]["code"] == "unknown_event", event
    assert (await summary(aino, acme))["state"] == "open"


async def test_asleep_until_the_client_writes(hub: Running):
    aino, anna, acme = (
        await hub.contact_socket(),
        await hub.staff_socket(),
        hub.conversations["acme"],
    )
    until = later(days=1)
    asleep = await anna.ask("conversation.snooze", {"conversation": acme, "until": until})
    assert asleep["conversation"]["snoozed_until"] == until
    assert "snoozed_until" not in await summary(aino, acme)
    await anna.send(acme, "palaan huomenna")
    assert "snoozed_until" in await summary(anna, acme), "one's own word does not wake it"

    await aino.send(acme, "odota!")

    assert "snoozed_until" not in await summary(anna, acme)
    assert until not in str(aino.heard)


async def test_asleep_until_its_time_and_back_once(hub: Running):
    anna, acme = await hub.staff_socket(), hub.conversations["acme"]
    with clock.travel(clock.now() - timedelta(hours=2)):
        until = clock.now() + timedelta(hours=1)
        await snooze_conversation(hub.asker("anna"), UUID(acme), until=until)
    still = hub.conversations["beta"]
    await anna.ask("conversation.snooze", {"conversation": still, "until": later(hours=1)})

    assert [await wake_sleepers(), await wake_sleepers()] == [1, 0]

    assert "snoozed_until" not in await summary(anna, acme)
    assert "snoozed_until" in await summary(anna, still)
    told = [each["status"] for each in await anna.until("entry", 3)]
    assert told[-1] == {"snoozed_until": None}


async def test_a_snooze_needs_a_time_to_come_and_an_open_conversation(hub: Running):
    anna, acme = await hub.staff_socket(), hub.conversations["acme"]
    for bad in (later(minutes=-1), later(days=400), "huomenna", "2026-11-25T10:00:00"):
        refused = await anna.ask("conversation.snooze", {"conversation": acme, "until": bad})
        assert refused["error"]["code"] == "invalid", bad
    await anna.ask("conversation.snooze", {"conversation": acme, "until": later(days=1)})
    closed = await anna.ask("conversation.close", {"conversation": acme})
    refused = await anna.ask("conversation.snooze", {"conversation": acme, "until": later(days=1)})

    assert "snoozed_until" not in closed["conversation"], "what is over does not come back"
    assert refused["error"]["code"] == "conflict"


async def test_many_writers_and_a_snooze_end_up_where_the_last_one_left_it(hub: Running):
    """The log and the row are one: whoever reads the entries in order knows the row."""
    acme = UUID(hub.conversations["acme"])
    await snooze_conversation(hub.asker("anna"), acme, until=clock.now() + timedelta(days=1))
    await send_message(hub.asker("aino"), acme, client_id="1", body="hei")
    row = await Conversation.get(id=acme)

    assert (row.snoozed_until, row.waiting_for.value, row.state.value) == (None, "us", "open")
