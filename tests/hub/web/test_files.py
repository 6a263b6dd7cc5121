"""Upload and download in one go; the attacks on both are numbered in tests/attacks."""

import asyncio
import io
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from hub.actions.files import FileRules, scan_waiting
from hub.actions.sniffing import safe_name
from integrations.scan import ScannerDownError, Verdict
from integrations.storage import FolderStorage
from models.files import File
from tests.support.hub import Running, fresh_id, start_server

pytestmark = pytest.mark.sqlite_only

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def as_contact(hub: Running, name: str = "aino") -> dict[str, str]:
    return {"Authorization": f"Bearer {hub.contact_token(name)}"}


async def upload(
    hub: Running,
    content: Any,
    name: str = "receipt.png",
    by: str = "aino",
    to: str = "acme",
    client_id: str = "",
) -> Any:
    form = aiohttp.FormData()
    form.add_field("conversation", hub.conversations.get(to, to))
    form.add_field("client_id", client_id or fresh_id())
    form.add_field("file", content, filename=name, content_type="image/png")
    return await hub.http.post("/api/files", data=form, headers=as_contact(hub, by))


def stored(hub: Running) -> list[Path]:
    return [each for each in hub.settings.files_folder.rglob("*") if each.is_file()]


async def test_a_file_goes_with_a_message_and_comes_back_whole(hub: Running):
    answer = await upload(hub, PNG)
    file = await answer.json()
    aino, anna = await hub.contact_socket(), await hub.staff_socket()

    sent = await aino.send(hub.conversations["acme"], "", files=[file["id"]])
    download = await hub.http.get(
        f"/api/files/{file['id']}", headers={"Authorization": f"Bearer {hub.staff_token()}"}
    )

    assert answer.status == 201
    assert (file["name"], file["size"], file["media_type"], file["state"]) == (
        "receipt.png",
        len(PNG),
        "image/png",
        "clean",
    )
    assert sent["entry"]["files"] == [file]
    assert (await anna.until("entry"))[0]["files"] == [file]
    assert await download.read() == PNG
    assert download.headers["Content-Disposition"].startswith("attachment;")
    assert download.headers["Content-Security-Policy"].startswith("sandbox")
    assert download.headers["X-Content-Type-Options"] == "nosniff"


async def test_a_foreign_file_looks_absent(hub: Running):
    file = (await (await upload(hub, PNG)).json())["id"]

    foreign = await hub.http.get(f"/api/files/{file}", headers=as_contact(hub, "bertta"))
    absent = await hub.http.get(f"/api/files/{fresh_id()}", headers=as_contact(hub, "bertta"))
    into = await upload(hub, PNG, by="bertta", to="acme")
    bertta = await hub.contact_socket("bertta")
    attached = await bertta.send(hub.conversations["beta"], "x", files=[file])

    assert (foreign.status, absent.status, into.status) == (404, 404, 404)
    one, other = (await foreign.json())["error"], (await absent.json())["error"]
    assert one | {"request_id": ""} == other | {"request_id": ""}
    assert attached["error"]["code"] == "not_found"


async def test_a_file_of_somebody_else_is_not_attached(hub: Running):
    file = (await (await upload(hub, PNG, by="aino")).json())["id"]
    eero = await hub.contact_socket("eero")

    answer = await eero.send(hub.conversations["acme"], "mine now", files=[file])

    assert answer["error"]["code"] == "not_found"


async def test_a_file_is_its_uploaders_until_sent_and_nobodys_when_the_message_is_gone(
    hub: Running,
):
    file = (await (await upload(hub, PNG, by="aino")).json())["id"]
    aino, place = await hub.contact_socket(), hub.conversations["acme"]

    async def seen() -> list[int]:
        staff = {"Authorization": f"Bearer {hub.staff_token()}"}
        people = (as_contact(hub), as_contact(hub, "eero"), staff)
        return [(await hub.http.get(f"/api/files/{file}", headers=by)).status for by in people]

    unsent = await seen()
    sent = await aino.send(place, "", files=[file])
    shown = await seen()
    message = {"conversation": place, "message": sent["entry"]["id"], "client_id": fresh_id()}
    await aino.ask("message.delete", message)

    assert (unsent, shown, await seen()) == ([200, 404, 404], [200] * 3, [404] * 3)


async def test_the_same_upload_again_is_the_same_file(hub: Running):
    client_id = fresh_id()

    first = await (await upload(hub, PNG, client_id=client_id)).json()
    again = await (await upload(hub, PNG, client_id=client_id)).json()

    assert first == again
    assert len(stored(hub)) == 1


async def test_the_same_upload_five_times_at_once_is_one_file(hub: Running):
    client_id = fresh_id()

    answers = await asyncio.gather(*(upload(hub, PNG, client_id=client_id) for _ in range(5)))

    assert {each.status for each in answers} == {201}
    assert len({(await each.json())["id"] for each in answers}) == 1
    assert len(stored(hub)) == 1
    elsewhere = await upload(hub, PNG, to=hub.conversations["acme"], client_id=client_id)
    assert elsewhere.status == 201


async def test_a_file_over_the_limit_is_refused_and_nothing_written(
    database_url: str, tmp_path: Path
):
    async with start_server(database_url, tmp_path / "data", largest_file=100_000) as hub:

        async def endless() -> AsyncIterator[bytes]:
            while True:
                yield b"x" * 65_536
                await asyncio.sleep(0)

        told = await upload(hub, b"x" * 200_000)
        lied = await upload(hub, endless())

        assert (told.status, lied.status) == (413, 413)
        assert (await told.json())["error"]["code"] == "too_large"
        assert stored(hub) == []
        assert await File.all().count() == 0


async def test_a_gigabyte_is_refused_before_it_is_sent(hub: Running):
    reader, writer = await asyncio.open_connection("127.0.0.1", hub.runner.addresses[0][1])
    head = (
        "POST /api/files HTTP/1.1\r\nHost: x\r\nContent-Length: 1073741824\r\n"
        f"Authorization: Bearer {hub.contact_token()}\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\n\r\n"
    )
    writer.write(head.encode())

    status = await asyncio.wait_for(reader.readline(), 5)

    assert b"413" in status
    writer.close()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\x90\x00" + b"x" * 100, "invoice.pdf"),
        (b"\x7fELF" + b"x" * 100, "photo.png"),
        (b"hello", "run.exe"),
        (b"hello", "page.hta"),
        (b"hello", "macro.docm"),
        (b"hello", "page.mht"),
        (b"#!/bin/sh\n", "notes.txt"),
        (b"", "empty.txt"),
    ],
)
async def test_programs_and_nothing_are_refused(hub: Running, content: bytes, name: str):
    answer = await upload(hub, content, name)

    assert answer.status == 422
    assert (await answer.json())["error"]["field"] == "file"
    assert stored(hub) == []


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"GIF89a/*" + b"<script>alert(1)</script>", "a.gif"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "a.svg"),
        (b"<html><script>1</script></html>", "a.html"),
        (b"<html><script>1</script></html>", "a.png"),
        (b"<html><script>1</script></html>", "a.txt"),
        (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>", "a.xhtml"),
        (b"%PDF-1.4 <html><script>1</script>", "a.html"),
    ],
)
async def test_active_content_is_never_shown(hub: Running, content: bytes, name: str):
    file = await (await upload(hub, content, name)).json()

    download = await hub.http.get(f"/api/files/{file['id']}", headers=as_contact(hub))

    assert download.headers["Content-Type"] in {"application/octet-stream", "image/gif"}
    assert download.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in download.headers["Content-Security-Policy"]
    assert await download.read() == content


async def test_a_zip_bomb_is_refused(hub: Running):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"\0" * 60_000_000)
    small = io.BytesIO()
    with zipfile.ZipFile(small, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", "a;b\n" * 1000)

    bomb = await upload(hub, packed.getvalue(), "receipts.zip")
    honest = await upload(hub, small.getvalue(), "receipts.zip")

    assert (bomb.status, honest.status) == (422, 201)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../x.txt", "x.txt"),
        ("..%2f..%2fx.txt", "x.txt"),
        ("C:\\temp\\x.txt", "x.txt"),
        ("a\x00b.txt", "ab.txt"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ('"><img onerror=1>.png', "___img onerror=1_.png"),
        ("a\r\nSet-Cookie: x", "aSet-Cookie_ x"),
        ("con.txt", "_con.txt"),
        ("", "file"),
        ("...", "file"),
        ("lasku ä.pdf", "lasku ä.pdf"),
    ],
)
def test_names_are_safe(given: str, kept: str):
    assert safe_name(given) == kept


def test_long_names_keep_their_suffix():
    kept = safe_name("x" * 4000 + ".pdf")

    assert len(kept) == 120
    assert kept.endswith(".pdf")


async def test_a_name_breaks_no_header(hub: Running):
    file = await (await upload(hub, PNG, 'ä"; x=\u202e.png')).json()

    download = await hub.http.get(f"/api/files/{file['id']}", headers=as_contact(hub))

    assert download.headers["Content-Disposition"] == (
        "attachment; filename=\"___ x=.png\"; filename*=UTF-8''%C3%A4__%20x%3D.png"
    )
    assert "\u202e" not in download.headers["Content-Disposition"]


class TestScanner:
    """Finds EICAR; says nothing while it is down."""

    __test__ = False

    def __init__(self) -> None:
        self.is_down = False

    async def scan(self, source: Path) -> Verdict:
        if self.is_down:
            raise ScannerDownError("down")
        return (
            Verdict("Eicar") if EICAR in await asyncio.to_thread(source.read_bytes) else Verdict()
        )


async def test_malware_is_refused_and_a_silent_scanner_keeps_files_back(
    database_url: str, tmp_path: Path
):
    scanner = TestScanner()
    async with start_server(database_url, tmp_path / "data", scanner=scanner) as hub:
        infected = await upload(hub, EICAR, "a.txt")
        scanner.is_down = True
        waiting = await (await upload(hub, PNG)).json()
        aino = await hub.contact_socket()
        early = await aino.send(hub.conversations["acme"], "x", files=[waiting["id"]])
        download = await hub.http.get(f"/api/files/{waiting['id']}", headers=as_contact(hub))

        assert infected.status == 422
        assert waiting["state"] == "quarantined"
        assert early["error"]["code"] == "not_found"
        assert download.status == 409

        scanner.is_down = False
        rules = FileRules(FolderStorage(hub.settings.files_folder), scanner, 10**6)
        assert await scan_waiting(rules) == 1
        later = await aino.send(hub.conversations["acme"], "x", files=[waiting["id"]])
        assert later["ok"]


async def test_a_form_without_a_file_is_refused(hub: Running):
    for fields in ({}, {"conversation": "x"}, {"conversation": fresh_id(), "other": "y"}):
        form = aiohttp.FormData(fields, default_to_multipart=True)
        answer = await hub.http.post("/api/files", data=form, headers=as_contact(hub))
        assert answer.status == 422
    plain = await hub.http.post("/api/files", json={}, headers=as_contact(hub))
    assert plain.status == 422
