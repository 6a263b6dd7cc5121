"""A person's data handed out whole, and erased but for what the law keeps."""

from typing import Any
from uuid import UUID

import aiohttp
import pytest

from hub.actions.erasure import erase_contact
from hub.actions.notices import choose_notices
from hub.actions.retention import keep_message
from hub.queries.notices import Choice
from models.audit import AuditRow
from models.chat import Entry, Message, Reaction, ReadMark
from models.clients import Contact
from models.notices import NoticeMark, ReplyAddress
from tests.support.hub import Running, fresh_id
from tests.support.ledgers import all_rows
from tests.support.postbox import say, to


async def ask(hub: Running, method: str, path: str, by: str = "anna") -> Any:
    headers = {"Authorization": f"Bearer {hub.staff_token(by)}"}
    return await hub.http.request(method, path, headers=headers)


async def upload(hub: Running) -> str:
    form = aiohttp.FormData()
    form.add_field("conversation", hub.conversations["acme"])
    form.add_field("client_id", fresh_id())
    form.add_field("file", b"omaa", filename="passi.txt")
    headers = {"Authorization": f"Bearer {hub.contact_token()}"}
    return str((await (await hub.http.post("/api/files", data=form, headers=headers)).json())["id"])


async def test_everything_kept_of_a_person_is_handed_out(hub: Running):
    aino, eero, anna = [
        await hub.contact_socket(),
        await hub.contact_socket("eero"),
        await hub.staff_socket(),
    ]
    place = hub.conversations["acme"]
    said = (await aino.send(place, "Ainon sana", files=[await upload(hub)]))["entry"]
    theirs = (await eero.send(place, "Eeron sana"))["entry"]
    await anna.send(place, "Toimiston sana")
    by = {"conversation": place, "client_id": fresh_id()}
    await aino.ask("reaction.set", {**by, "message": theirs["message"], "emoji": "👍", "on": True})
    await aino.ask("read.mark", {"conversation": place, "seq": theirs["seq"]})

    answer = await ask(hub, "GET", f"/api/contacts/{hub.contacts['aino'].id}/data")
    found = await answer.json()

    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert found["person"]["email"] == "aino@client.example"
    assert [each["body"] for each in found["messages"]] == ["Ainon sana"]
    assert found["messages"][0]["seq"] == said["seq"]
    assert found["files"][0]["name"] == "passi.txt"
    assert found["reactions"] == [{"message": theirs["message"], "emoji": "👍"}]
    assert {"conversation": place, "seq": theirs["seq"]} in found["read"]
    assert "send" in {each["verb"] for each in found["actions"]}
    assert "Eeron sana" not in str(found)
    assert "Toimiston sana" not in str(found)


async def test_an_erased_person_is_gone_and_others_stay(hub: Running):
    aino, eero = await hub.contact_socket(), await hub.contact_socket("eero")
    place, person = hub.conversations["acme"], hub.contacts["aino"]
    kept = (await aino.send(place, "tositteen selitys"))["entry"]
    await aino.send(place, "oma asia", files=[await upload(hub)])
    await upload(hub)
    theirs = (await eero.send(place, "Eeron sana"))["entry"]
    by = {"conversation": place, "client_id": fresh_id()}
    await aino.ask("reaction.set", {**by, "message": theirs["message"], "emoji": "👍", "on": True})
    await aino.ask("read.mark", {"conversation": place, "seq": theirs["seq"]})
    await keep_message(hub.asker("anna"), UUID(kept["message"]), kept_as="accounting")

    answer = await ask(hub, "DELETE", f"/api/contacts/{person.id}")

    assert await answer.json() == {"messages": 1, "kept": 1}
    await aino.until_closed()
    refused = await hub.http.get(
        "/api/files/x", headers={"Authorization": f"Bearer {hub.contact_token()}"}
    )
    assert refused.status in {401, 404}
    row = await Contact.get(id=person.id)
    assert (row.name, row.email, row.is_active) == ("Poistettu henkilö", "", False)
    assert await Reaction.all().count() == 0
    assert await ReadMark.filter(reader_id=person.id).count() == 0
    assert await Message.filter(author_id=person.id).count() == 1
    entries = await Entry.filter(conversation_id=place).order_by("seq").values()
    assert "oma asia" not in str(entries)
    assert "passi" not in str(entries)
    assert [each["seq"] for each in entries] == list(range(1, len(entries) + 1))
    history = await eero.ask("history", {"conversation": place, "limit": 50})
    assert [each["body"] for each in history["entries"] if each["kind"] == "message"] == [
        "tositteen selitys",
        "Eeron sana",
    ]
    assert await AuditRow.filter(subject_id=person.id, verb="erase").exists()


async def test_only_administrators_may_and_only_in_their_firm(hub: Running):
    person = hub.contacts["aino"].id
    for method, path in (
        ("GET", f"/api/contacts/{person}/data"),
        ("DELETE", f"/api/contacts/{person}"),
    ):
        assert (await ask(hub, method, path, "mikko")).status == 403
        absent = path.replace(str(person), fresh_id())
        assert (await ask(hub, method, absent)).status == 404
    assert (await Contact.get(id=person)).is_active


@pytest.mark.sqlite_only
async def test_where_an_erased_person_was_told_and_answered_goes_too(hub: Running):
    await choose_notices(hub.asker("aino"), Choice(way="email"))
    await say(hub, "anna", "Hei")
    assert len(await to("aino")) == 1

    await erase_contact(hub.asker("anna"), hub.contacts["aino"].id)

    rows = str(await all_rows())
    assert "aino@client.example" not in rows
    assert await ReplyAddress.filter(contact_id=hub.contacts["aino"].id).count() == 0
    assert await NoticeMark.filter(person_id=hub.contacts["aino"].id).count() == 0
