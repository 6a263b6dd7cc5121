"""Case 47: races of reactions and read marks, edits after deletions, edits of another's message."""

import asyncio

from models.chat import Conversation, Entry, Reaction, ReadMark
from tests.support.hub import fresh_id
from tests.support.twins import Twins


async def test_read_marks_only_grow(twins: Twins):
    hub, place = twins.ours.hub, twins.ours.id("conversation")
    tabs = [await hub.contact_socket("aino") for _ in range(3)]
    last = (await Conversation.get(id=place)).last_seq

    marks = [*range(last + 1), *reversed(range(last + 1)), 10**9]
    answers = await asyncio.gather(
        *(
            tabs[number % 3].ask("read.mark", {"conversation": place, "seq": seq})
            for number, seq in enumerate(marks)
        )
    )

    assert all(each["ok"] for each in answers)
    assert max(each["read_seq"] for each in answers) == last, "never beyond what there is"
    mark = await ReadMark.get(conversation_id=place, reader_id=hub.contacts["aino"].id)
    assert mark.seq == last


async def test_a_storm_of_reactions_ends_as_the_log_says(twins: Twins):
    hub, place = twins.ours.hub, twins.ours.id("conversation")
    people = [await hub.contact_socket("aino"), await hub.contact_socket("eero")]
    about = {"conversation": place, "message": twins.ours.id("message"), "emoji": "👍"}

    answers = await asyncio.gather(
        *(
            people[number % 2].ask(
                "reaction.set", {**about, "on": number % 3 > 0, "client_id": fresh_id()}
            )
            for number in range(40)
        )
    )

    assert all(each["ok"] for each in answers)
    entries = await Entry.filter(conversation_id=place, kind="reaction").order_by("seq")
    state: set[object] = set()
    for entry in entries:
        (state.add if entry.is_on else state.discard)(entry.author_id)
    kept = await Reaction.filter(message_id=twins.ours.id("message")).values_list(
        "author_id", flat=True
    )
    assert sorted(map(str, kept)) == sorted(map(str, state))


async def test_what_is_deleted_stays_deleted(twins: Twins):
    hub, place = twins.ours.hub, twins.ours.id("conversation")
    aino, eero = await hub.contact_socket("aino"), await hub.contact_socket("eero")
    sent = (await aino.send(place, "hups"))["entry"]["id"]

    def about(**more: object) -> dict[str, object]:
        return {"conversation": place, "message": sent, "client_id": fresh_id(), **more}

    refused = await eero.ask("message.edit", about(body="väärennetty"))
    assert refused["error"]["code"] == "forbidden", "not one's own"
    assert (await eero.ask("message.delete", about()))["error"]["code"] == "forbidden"
    both = await asyncio.gather(
        aino.ask("message.delete", about()), aino.ask("message.delete", about())
    )
    assert sorted(each["ok"] for each in both) == [False, True]
    late = await aino.ask("message.edit", about(body="takaisin"))
    assert late["error"]["code"] == "conflict"
    liked = await eero.ask("reaction.set", about(emoji="👍", on=True))
    assert liked["error"]["code"] == "not_found"
    seen = await eero.ask("history", {"conversation": place})
    assert "hups" not in str(seen)
    assert "takaisin" not in str(seen)


async def test_an_edit_and_a_deletion_at_once_leave_no_text(twins: Twins):
    hub, place = twins.ours.hub, twins.ours.id("conversation")
    tabs = [await hub.contact_socket("aino") for _ in range(2)]
    for _ in range(5):
        sent = (await tabs[0].send(place, "salainen sana"))["entry"]["id"]
        about = {"conversation": place, "message": sent}
        await asyncio.gather(
            tabs[0].ask("message.edit", {**about, "body": "salainen", "client_id": fresh_id()}),
            tabs[1].ask("message.delete", {**about, "client_id": fresh_id()}),
        )

    for event, asked in (("history", {"conversation": place}), ("hello", {})):
        assert "salainen" not in str(await tabs[0].ask(event, asked))


async def test_lists_show_an_edited_text_as_it_reads_now(twins: Twins):
    hub, place = twins.ours.hub, twins.ours.id("conversation")
    aino, anna = await hub.contact_socket("aino"), await hub.staff_socket()
    sent = (await aino.send(place, "tunnus 131052-308T"))["entry"]["id"]
    edited = {"conversation": place, "message": sent, "body": "tunnus erikseen"}

    await aino.ask("message.edit", {**edited, "client_id": fresh_id()})

    hello = await anna.ask("hello")
    (summary,) = [each for each in hello["conversations"] if each["id"] == place]
    assert summary["last_text"] == "tunnus erikseen"
