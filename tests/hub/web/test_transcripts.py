"""Transcripts: whole, for those who may read the conversation, and inert."""

import hashlib
import io
from typing import Any

import aiohttp
import pytest
from pypdf import PdfReader
from reportlab.lib import utils

from hub.web.transcript_pdf import MARK
from tests.support.hub import Running, fresh_id

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
HOSTILE = '<script>alert(1)</script><img src="http://127.0.0.1:1/x.png"/> & <b>ä</b>'


async def transcript(hub: Running, token: str, place: str = "acme", **query: str) -> Any:
    return await hub.http.get(
        f"/api/conversations/{hub.conversations.get(place, place)}/transcript",
        params=query,
        headers={"Authorization": f"Bearer {token}"},
    )


async def with_file(hub: Running) -> str:
    form = aiohttp.FormData()
    form.add_field("conversation", hub.conversations["acme"])
    form.add_field("client_id", fresh_id())
    form.add_field("file", PNG, filename="kuitti.png")
    headers = {"Authorization": f"Bearer {hub.contact_token()}"}
    uploaded = await hub.http.post("/api/files", data=form, headers=headers)
    return str((await uploaded.json())["id"])


async def test_what_was_said_stands_in_it_as_it_stands_now(hub: Running):
    aino, anna = await hub.contact_socket(), await hub.staff_socket()
    place = hub.conversations["acme"]
    first = (await aino.send(place, "Ensimmäinen", files=[await with_file(hub)]))["entry"]
    second = (await aino.send(place, "Salaisuus"))["entry"]
    ours = (await anna.send(place, "Vastaus"))["entry"]
    by = {"conversation": place, "client_id": fresh_id()}
    await anna.ask("message.edit", {**by, "message": ours["message"], "body": "Parempi vastaus"})
    await aino.ask("message.delete", {**by, "client_id": fresh_id(), "message": second["message"]})
    answer = await transcript(hub, hub.staff_token())
    text = await answer.text()

    assert answer.status == 200
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert text.index("Ensimmäinen") < text.index("The message was deleted") < text.index("Parempi")
    assert "Salaisuus" not in text
    assert ">Vastaus<" not in text
    assert "(accounting firm)" in text
    assert "edited" in text
    assert "kuitti.png" in text
    assert hashlib.sha256(PNG).hexdigest() in text
    assert first["files"][0]["name"] == "kuitti.png"


async def test_notes_stand_in_it_only_for_staff_who_ask(hub: Running):
    anna = await hub.staff_socket()
    hello = await anna.ask("hello")
    notes = next(each["notes"] for each in hello["conversations"] if each["notes"])
    acme = next(each["id"] for each in hello["conversations"] if each["notes"] == notes)
    await anna.send(notes, "Vain meille")

    for token, asked, seen in (
        (hub.staff_token(), "true", True),
        (hub.staff_token(), "false", False),
        (hub.contact_token(), "true", False),
    ):
        answer = await transcript(hub, token, acme, notes=asked)
        assert ("Vain meille" in await answer.text()) is seen
        pdf = await transcript(hub, token, acme, notes=asked, format="pdf")
        assert ("Vain meille" in words(await pdf.read())) is seen


async def test_a_foreign_conversation_has_none(hub: Running):
    foreign = await transcript(hub, hub.contact_token("bertta"))
    absent = await transcript(hub, hub.contact_token("bertta"), fresh_id())
    notes = (await (await hub.staff_socket()).ask("hello"))["conversations"][0]["notes"]
    twin = await transcript(hub, hub.contact_token(), notes)

    answers = [(await each.json())["error"] for each in (foreign, absent, twin)]
    assert {foreign.status, absent.status, twin.status} == {404}
    assert len({(each["code"], each["message"]) for each in answers}) == 1


@pytest.mark.sqlite_only
async def test_what_a_client_wrote_is_inert_and_nothing_is_fetched(
    hub: Running, monkeypatch: pytest.MonkeyPatch
):
    aino = await hub.contact_socket()
    await aino.send(hub.conversations["acme"], HOSTILE)
    asked: list[object] = []
    monkeypatch.setattr(utils, "open_for_read", lambda name, *_: asked.append(name))
    page = await (await transcript(hub, hub.staff_token())).text()
    pdf = await (await transcript(hub, hub.staff_token(), format="pdf")).read()

    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page
    assert pdf.startswith(b"%PDF")
    assert asked == []


@pytest.mark.sqlite_only
async def test_the_pdf_says_what_the_page_says(hub: Running):
    aino = await hub.contact_socket()
    await aino.send(hub.conversations["acme"], "Kiitos 🎉\nÄäkköset ja 1 200,50 €")
    text = words(await (await transcript(hub, hub.staff_token(), format="pdf")).read())

    assert f"Kiitos {MARK}" in text
    assert "Ääkköset ja 1 200,50 €" in text
    assert f"stand as {MARK}" in text, "what could not be printed is said"
    assert "🎉" in await (await transcript(hub, hub.staff_token())).text()


def words(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
