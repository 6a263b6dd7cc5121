"""Case 29: bombs are capped and what is dangerous inside is flagged; the server's memory stays.

Comes from CVE-2021-37865, CVE-2018-21250 and GHSA-gwpf-95jc-63rv (Mattermost: GIF, dimension and
SVG bombs).
"""

import asyncio
import zlib
from pathlib import Path
from typing import Any

import pytest

from tests.support.documents import frames, huge_png, linked, nested, office, packed, pdf
from tests.support.sending import post_file, stored
from tests.support.twins import Twins

pytestmark = pytest.mark.sqlite_only

ZEROS = b"\0" * 60_000_000
MEGABYTE = 1024 * 1024
BOMBS = {
    "zip.zip": packed({"zeros": ZEROS}),
    "nested.zip": nested(4),
    "inside.zip": packed({"a.zip": packed({"zeros": ZEROS})}),
    "sheet.xlsx": office({"xl/worksheets/sheet1.xml": ZEROS}),
    "many.zip": packed({f"{number}": "" for number in range(20_001)}),
    "pixels.png": huge_png(),
    "frames.gif": frames(2_100),
}
FLAGGED = {
    "macros.xlsx": (office({"xl/vbaProject.bin": b"x"}), ["macros"]),
    "dde.xlsx": (
        office({"xl/externalLinks/externalLink1.xml": "<ddeLink ddeService='cmd'/>"}),
        ["external_links"],
    ),
    "template.docx": (
        office({"word/_rels/settings.xml.rels": linked("attachedTemplate")}),
        ["external_links"],
    ),
    "script.pdf": (pdf().replace(b"/Catalog", b"/Catalog /OpenAction << /JS (x) >>"), ["active"]),
}


def memory() -> int:
    """The most that this process has held, in bytes."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def pdf_bomb() -> bytes:
    """A page whose content unpacks to half a gigabyte."""
    packer = zlib.compressobj(9)
    stream = b"".join(packer.compress(b"q " * 512 * 1024) for _ in range(500)) + packer.flush()
    head = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    pages = b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    page = b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R>>endobj\n"
    length = str(len(stream)).encode()
    content = b"4 0 obj<</Filter/FlateDecode/Length " + length + b">>stream\n" + stream
    return head + pages + page + content + b"\nendstream endobj\ntrailer<</Root 1 0 R>>"


async def test_bombs_are_refused_and_leave_nothing(twins: Twins):
    hub = twins.ours.hub
    files, held = stored(hub), memory()

    for name, content in BOMBS.items():
        status, said = await post_file(hub, content, name)
        assert (status, said["error"]["field"]) == (422, "file"), name

    assert stored(hub) == files
    assert memory() - held < 150 * MEGABYTE


async def test_a_pdf_bomb_hurts_a_process_of_its_own(twins: Twins):
    """It is taken as bytes, without a picture; the server answers others meanwhile."""
    hub, held = twins.ours.hub, memory()
    bomb: Any = asyncio.create_task(post_file(hub, pdf_bomb(), "lasku.pdf"))
    slowest = 0.0
    while not bomb.done():
        started = asyncio.get_running_loop().time()
        async with hub.http.get("/healthz") as answer:
            assert answer.status == 200
        slowest = max(slowest, asyncio.get_running_loop().time() - started)
        await asyncio.sleep(0.02)

    status, file = await bomb
    assert status == 201
    assert file["state"] == "clean"
    assert slowest < 3
    assert memory() - held < 150 * MEGABYTE


async def test_what_is_dangerous_inside_is_flagged(twins: Twins):
    for name, (content, flags) in FLAGGED.items():
        status, file = await post_file(twins.ours.hub, content, name)
        assert (status, file["flags"]) == (201, flags), name
    status, _ = await post_file(twins.ours.hub, b"PK", "macros.xlsm")
    assert status == 422
