"""Bad input through the doors: the right code, a sentence in the person's language, nothing written.

| what | where it is shown |
|---|---|
| wrong Y-tunnus, a CSV with one wrong row | tests/flows/test_cli.py, tests/hub/test_imports.py |
| unknown client, two that match, 25 hours, a day to come | here (socket), test_cli.py (`say`), tests/bot/commands |
| a token of another firm | here (socket and HTTP), forged ones in tests/hub/realtime/test_access.py |
| a file of 1 GB | streamed here, declared in tests/hub/web/test_files.py |
| a body or frame of 64 KiB + 1 | here in three languages, early in test_sessions.py and test_hostile_frames.py |
| an unsigned Slack request | here through the whole house, every door in tests/bot/slack/test_doors.py |
| Procountor's 401, 403, 400 | tests/hub/test_billing.py in three languages, test_push.py with real processes |
"""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import socketio

from hub.access import house_asker
from hub.actions.conversations import open_conversation
from hub.actions.sessions import make_widget_key
from hub.assembly import assemble
from hub.serving import served
from hub.settings import Settings
from hub.tokens import SigningKey, sign_contact_token
from models.audit import AuditRow
from models.chat import Entry, InboxEvent, StoredCard
from models.clients import Client, Contact
from models.files import File
from models.firm import Firm, Role, Staff
from models.hours import TimeEntry
from tests.support.hub import SECRET, Running, fresh_id
from tests.support.installation import free_port

MEGABYTE = 1024 * 1024

SAID = {
    ("status Olematon", "fi"): ("invalid", "client", "Asiakasta Olematon ei löydy."),
    ("status Olematon", "sv"): ("invalid", "client", "Klienten Olematon finns inte."),
    ("status Olematon", "en"): ("invalid", "client", "There is no client Olematon."),
    ("status Virtanen", "fi"): ("invalid", "client", "(3001)"),
    ("status Virtanen", "sv"): ("invalid", "client", "(3002)"),
    ("status Virtanen", "en"): ("invalid", "client", "Several clients fit"),
    ("materials Olematon: kuitit", "fi"): ("invalid", "client", "Olematon"),
    ("invoice Acme 2026-13", "en"): ("invalid", "period", "2026-13"),
    ("hours 25 h Acme", "fi"): ("invalid", "minutes", "24"),
    ("hours 25 h Acme", "sv"): ("invalid", "minutes", "24"),
    ("hours 25 h Acme", "en"): ("invalid", "minutes", "24"),
    ("hours 2 h Acme tomorrow", "fi"): ("invalid", "date", "tulevaisuuteen"),
    ("hours 2 h Acme tomorrow", "sv"): ("invalid", "date", "framtiden"),
    ("hours 2 h Acme tomorrow", "en"): ("invalid", "date", "in the future"),
    ("dance", "fi"): ("invalid", None, "dance"),
    ("dance", "sv"): ("invalid", None, "dance"),
    ("dance", "en"): ("invalid", None, "dance"),
}


async def written() -> tuple[int, ...]:
    """Counts of all that a refused request must not add to."""
    return (
        await TimeEntry.all().count(),
        await StoredCard.all().count(),
        await Entry.all().count(),
        await File.all().count(),
        await AuditRow.exclude(subject="identity").count(),
    )


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("text", "language"), SAID)
async def test_what_cannot_be_understood_is_said_over_the_socket(
    bot_hub: Running, text: str, language: str
):
    for number, name in (("3001", "Rakennus Virtanen Oy"), ("3002", "Virtanen & Pojat Oy")):
        await Client.create(firm_id=bot_hub.firm.id, number=number, name=name)
    await Staff.filter(name="Anna").update(language=language)
    anna = await bot_hub.staff_socket("anna")
    before = await written()
    answer = await anna.ask("command", {"text": text})

    code, field, sentence = SAID[text, language]
    assert answer["ok"] is False
    assert answer["error"]["code"] == code
    assert answer["error"].get("field") == field
    assert sentence in answer["error"]["message"]
    assert "Traceback" not in str(answer)
    assert await written() == before


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("language", "words"), [("fi", "liian suuri"), ("sv", "för stor"), ("en", "too large")]
)
async def test_a_body_over_64_kib_is_refused_in_ones_language(
    bot_hub: Running, language: str, words: str
):
    before = await written()
    answer = await bot_hub.http.post(
        "/api/session",
        data=json.dumps({"token": "x" * (64 * 1024 + 1)}),
        headers={"Content-Type": "application/json", "Accept-Language": language},
    )

    assert answer.status == 413
    error = (await answer.json())["error"]
    assert error["code"] == "too_large"
    assert words in error["message"]
    assert await written() == before


@pytest.mark.sqlite_only
async def test_a_gigabyte_that_is_streamed_ends_at_the_limit(bot_hub: Running):
    sent = 0

    async def gigabyte() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(1024):
            sent += MEGABYTE
            yield b"x" * MEGABYTE

    form = aiohttp.MultipartWriter("form-data")
    for name, value in (("conversation", bot_hub.conversations["acme"]), ("client_id", fresh_id())):
        form.append(value).set_content_disposition("form-data", name=name)
    form.append(gigabyte()).set_content_disposition("form-data", name="file", filename="a.pdf")
    before = await written()
    headers = {"Authorization": f"Bearer {bot_hub.contact_token()}", "Accept-Language": "sv"}
    answer = await bot_hub.http.post("/api/files", data=form, headers=headers)

    assert answer.status == 413
    error = (await answer.json())["error"]
    assert (error["code"], error["field"]) == ("too_large", "file")
    assert "25" in error["message"]
    assert sent < 64 * MEGABYTE, "it is refused on the way, not at the end"
    assert await written() == before
    assert [each for each in bot_hub.settings.files_folder.rglob("*") if each.is_file()] == []


# --- another firm ---


@dataclass
class Neighbour:
    """A firm next door in the same database, with people of its own."""

    staff: Staff
    contact: Contact
    key: SigningKey


@pytest.fixture
async def neighbour(bot_hub: Running) -> Neighbour:
    firm = await Firm.create(name="Naapuri", language="sv")
    staff = await Staff.create(
        firm_id=firm.id, name="Nils", email="nils@naapuri.example", role=Role.OWNER, language="sv"
    )
    client = await Client.create(firm_id=firm.id, number="1001", name="Granne Ab")
    contact = await Contact.create(
        firm_id=firm.id, client_id=client.id, external_id="g", name="Greta", email="g@g.example"
    )
    kid, secret = await make_widget_key(
        house_asker(firm), bot_hub.sealer, allowed_origins=["https://naapuri.example"]
    )
    return Neighbour(staff, contact, SigningKey(kid, firm.id, "HS256", secret))


def staff_headers(hub: Running, neighbour: Neighbour) -> dict[str, str]:
    token = hub.tokens.sign(neighbour.staff.id, neighbour.staff.firm_id, None)
    return {"Authorization": f"Bearer {token}"}


async def test_another_firms_owner_finds_nothing_of_ours_over_http(
    bot_hub: Running, neighbour: Neighbour
):
    ours = bot_hub.conversations["acme"]
    entry = await open_conversation(bot_hub.asker("anna"), client="1002", title="Toinen")
    before = await written()
    headers = staff_headers(bot_hub, neighbour)
    for method, path, known in (
        ("GET", "/api/conversations/{}/entries", ours),
        ("GET", "/api/clients/{}", str(bot_hub.clients["acme"].id)),
        ("GET", "/api/files/{}", ours),
        ("POST", "/api/tasks/{}/done", str(entry)),
        ("DELETE", "/api/hours/{}", str(entry)),
    ):
        answers = []
        for name in (known, fresh_id()):
            answer = await bot_hub.http.request(method, path.format(name), headers=headers)
            error = (await answer.json())["error"]
            answers.append((answer.status, error["code"], error["message"]))
        assert answers[0] == answers[1], path
        assert answers[0][0] == 404
    listed = await (await bot_hub.http.get("/api/clients", headers=headers)).json()
    assert [each["name"] for each in listed["clients"]] == ["Granne Ab"]
    assert await written() == before


async def test_another_firms_owner_finds_nothing_of_ours_over_the_socket(
    bot_hub: Running, neighbour: Neighbour
):
    ours = bot_hub.conversations["acme"]
    card = await bot_hub.say("materials Acme: kuitit", by="anna")
    token = staff_headers(bot_hub, neighbour)["Authorization"].split()[1]
    nils = await bot_hub.socket("/staff", {"token": token})
    before = await written()

    async def both(event: str, known: str, **payload: Any) -> list[Any]:
        field = "card" if event == "card.press" else "conversation"
        return [await nils.ask(event, {field: name, **payload}) for name in (known, fresh_id())]

    more = {"button": "ask", "values": {"items": "x"}, "client_id": fresh_id()}
    for pair in (
        await both("history", ours),
        await both("message.send", ours, body="hej", client_id=fresh_id()),
        await both("read.mark", ours, seq=1),
        await both("card.press", str(card.id), **more),
        await both("command", ours, text="status Granne"),
    ):
        if pair[0]["ok"]:
            # A foreign conversation says nothing about whose it is.
            assert pair[0]["card"]["title"] == pair[1]["card"]["title"]
        else:
            assert pair[0] == pair[1]
            assert pair[0]["error"]["code"] == "not_found"
    unknown = await nils.ask("command", {"text": "status Beta"})
    assert unknown["error"]["message"] == "Klienten Beta finns inte."
    # Only the two cards of their own status questions may be new.
    assert (await written())[2:4] == before[2:4]


async def test_another_firms_signature_opens_no_door_of_ours(
    bot_hub: Running, neighbour: Neighbour
):
    """Signed by the neighbour's key, in the name of our firm or of our client."""
    aino = bot_hub.contacts["aino"]
    as_ours = replace(neighbour.key, firm_id=bot_hub.firm.id)
    given: dict[str, Any] = {"subject": aino.external_id, "client_number": "1001", "name": "Aino"}
    with pytest.raises(socketio.exceptions.ConnectionError):
        await bot_hub.socket("/client", {"token": sign_contact_token(as_ours, **given)})
    with pytest.raises(socketio.exceptions.ConnectionError):
        await bot_hub.socket("/staff", {"token": sign_contact_token(neighbour.key, **given)})
    greta = await bot_hub.socket(
        "/client",
        {"token": sign_contact_token(neighbour.key, subject="g", client_number="1001", name="G")},
    )

    hello = await greta.ask("hello")
    ours = set(bot_hub.conversations.values())
    assert ours.isdisjoint(each["id"] for each in hello["conversations"])
    refused = await greta.send(bot_hub.conversations["acme"], "hej")
    assert refused["error"]["code"] == "not_found"


# --- the whole house ---


@pytest.mark.sqlite_only
async def test_an_unsigned_slack_request_is_stopped_at_the_houses_door(
    database_url: str, tmp_path: Path
):
    port = free_port()
    settings = Settings(
        _env_file=None,
        data=tmp_path,
        database_url=database_url,
        secret=SECRET,
        port=port,
        slack_client_id="1.2",
        slack_client_secret="s",
        slack_signing_secret="signing",
    )
    async with (
        served(assemble(settings)),
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as http,
    ):
        for door in ("events", "commands", "interactive", "options"):
            form = {"command": "/hours", "text": "1 h Acme", "team_id": "T1", "user_id": "U1"}
            answer = await http.post(f"/slack/{door}", data=form)
            assert answer.status == 401, door
            assert "Traceback" not in await answer.text()
        assert await InboxEvent.all().count() == 0
        assert await TimeEntry.all().count() == 0
