"""Several conversations with one client, opened by either side; some of one contact alone."""

from tests.support.hub import Running, fresh_id


def titles(said) -> set[str]:
    return {each["title"] for each in said["conversations"]}


async def test_either_side_opens_a_topic_and_everybody_there_hears_of_it(hub: Running):
    aino, eero, bertta, anna = (
        await hub.contact_socket("aino"),
        await hub.contact_socket("eero"),
        await hub.contact_socket("bertta"),
        await hub.staff_socket("anna"),
    )
    mine = await aino.ask("conversation.open", {"title": "Palkat"})
    ours = await anna.ask("conversation.open", {"client": "1001", "title": "Tilinpäätös"})
    assert {mine["ok"], ours["ok"]} == {True}

    assert {each["title"] for each in await eero.until("conversation", 2)} == {
        "Palkat",
        "Tilinpäätös",
    }
    assert titles(await anna.ask("hello")) >= {"Palkat", "Tilinpäätös"}
    sent = await eero.send(mine["conversation"]["id"], "minullakin on palkka-asiaa")
    assert sent["ok"]
    assert bertta.heard == []


async def test_a_private_topic_does_not_exist_for_the_colleague(hub: Running):
    aino, eero, anna = (
        await hub.contact_socket("aino"),
        await hub.contact_socket("eero"),
        await hub.staff_socket("anna"),
    )
    opened = await aino.ask("conversation.open", {"title": "Oma palkkani", "private": True})
    place = opened["conversation"]["id"]
    assert opened["conversation"]["private"] is True
    assert "private_to" not in opened["conversation"], "that is what staff are told"
    await aino.send(place, "vain sinulle")
    (seen,) = await anna.until("conversation")
    assert seen["private_to"] == {"id": str(hub.contacts["aino"].id), "name": "Aino"}
    await anna.emit("typing", {"conversation": place, "on": True})
    assert (await aino.until("typing"))[0]["name"] == "Anna"
    await anna.ask("conversation.close", {"conversation": place})
    await aino.until("entry", 2)

    asked = {"conversation": place}
    absent = {"conversation": fresh_id()}
    for event, more in (
        ("history", {}),
        ("message.send", {"client_id": fresh_id(), "body": "kurkistus"}),
        ("read.mark", {"seq": 1}),
    ):
        assert await eero.ask(event, asked | more) == await eero.ask(event, absent | more)
    assert (await eero.ask("sync", {"have": {place: 0}}))["conversations"] == []
    assert (await eero.ask("search", {"text": "sinulle"}))["hits"] == []
    assert place not in str(await eero.ask("hello"))
    assert eero.heard == []


async def test_staff_open_one_with_a_single_contact(hub: Running):
    aino, eero, anna = (
        await hub.contact_socket("aino"),
        await hub.contact_socket("eero"),
        await hub.staff_socket("anna"),
    )
    asked = {"contact": str(hub.contacts["eero"].id), "title": "Osakassopimus"}
    opened = await anna.ask("conversation.open", asked)

    assert opened["conversation"]["private_to"]["name"] == "Eero"
    assert (await eero.until("conversation"))[0]["private"] is True
    assert titles(await aino.ask("hello")) == {""}
    assert aino.heard == []
    nameless = await anna.ask("conversation.open", {"client": "1001", "private": True})
    assert nameless["error"]["field"] == "contact"


async def test_a_contact_opens_none_for_a_colleague_or_another_company(hub: Running):
    aino = await hub.contact_socket("aino")
    for name in ("aino", "eero", "bertta"):
        refused = await aino.ask("conversation.open", {"contact": str(hub.contacts[name].id)})
        assert refused["error"]["code"] == "not_found"
    foreign = await aino.ask("conversation.open", {"client": "1002", "title": "Betan asia"})
    assert foreign["conversation"]["client"] == "1001", "it is always one's own company"
