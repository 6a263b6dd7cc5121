"""Case 28: active content and polyglots are bytes to save, whatever they call themselves.

Comes from CVE-2021-3741 and CVE-2021-3742 (Chatwoot: SVG avatars ran as pages).
"""

import pytest

from hub.actions.sniffing import PLAIN_TYPES, UNKNOWN
from tests.support.documents import pdf, photo
from tests.support.sending import fetch, post_file
from tests.support.twins import Twins

pytestmark = pytest.mark.sqlite_only

SCRIPT = b"<script>alert(document.domain)</script>"
FILES = {
    "polyglot.gif": b"GIF89a/*" + SCRIPT + b"*/=1;alert(1)",
    "polyglot.pdf": pdf() + b"<html>" + SCRIPT + b"</html>",
    "polyglot.jpg": photo() + SCRIPT,
    "page.png": b"<html>" + SCRIPT,
    "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'>"
    + SCRIPT
    + b"</svg>",
    "drawing.png": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "page.html": b"<!doctype html>" + SCRIPT,
    "page.xhtml": b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>",
    "page.txt": b"<html>" + SCRIPT,
    "page.xml": b"<?xml-stylesheet href='javascript:alert(1)'?><a/>",
    "mail.eml": b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" + SCRIPT,
    "module.wasm": b"\0asm\x01\0\0\0",
}
INERT = PLAIN_TYPES | {UNKNOWN}


async def test_nothing_is_shown_as_a_page(twins: Twins):
    hub = twins.ours.hub
    for name, content in FILES.items():
        status, file = await post_file(hub, content, name, declared="text/html")
        assert status == 201, name
        ways = ["", "/preview"] if "preview" in file else [""]
        for way in ways:
            status, headers, _ = await fetch(hub, f"/api/files/{file['id']}{way}")
            kind = headers["Content-Type"].partition(";")[0]
            assert status == 200
            assert kind in INERT, (name, kind)
            assert kind not in {"text/html", "image/svg+xml", "text/xml", "application/xml"}
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["Content-Disposition"].startswith("attachment;")
            assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


async def test_what_is_not_what_it_says_is_told(twins: Twins):
    hub = twins.ours.hub
    for name in ("page.png", "drawing.png"):
        _, file = await post_file(hub, FILES[name], name)
        assert (file["media_type"], file["flags"]) == (UNKNOWN, ["misnamed"])
        assert "preview" not in file
    _, svg = await post_file(hub, FILES["drawing.svg"], "drawing.svg")
    assert "preview" not in svg, "never drawn, never inline"


async def test_a_picture_carries_nothing_of_the_polyglot(twins: Twins):
    hub = twins.ours.hub
    _, file = await post_file(hub, FILES["polyglot.jpg"], "polyglot.jpg")

    _, headers, text = await fetch(hub, f"/api/files/{file['id']}/preview")

    assert headers["Content-Type"] == "image/webp"
    assert "script" not in text


async def test_saved_pages_and_programs_are_refused(twins: Twins):
    for name in ("page.mht", "page.mhtml", "page.hta", "run.js", "run.lnk"):
        status, _ = await post_file(twins.ours.hub, b"MIME-Version: 1.0\r\n\r\n" + SCRIPT, name)
        assert status == 422, name
