"""Case 27: what a file is called reaches no path, no header and no eye as anything but a name.

Comes from CVE-2026-56845 (Rocket.Chat: path traversal in sound files).
"""

from typing import Any
from urllib.parse import unquote

import pytest

from tests.support.hub import Running
from tests.support.sending import begin, confirm, fetch, patch, post_file, send
from tests.support.twins import Twins

pytestmark = pytest.mark.sqlite_only

TEXT = b"kuitti;1\n" * 10_000
NAMES = (
    "../../x.txt",
    "..%2f..%2fx.txt",
    "..%252f..%252fx.txt",
    "C:\\Windows\\x.txt",
    "\\\\host\\share\\x.txt",
    "a\x00.txt",
    "x" * 990 + ".txt",
    "invoice\u202etxt.fdp",
    '"><img src=x onerror=alert(1)>.txt',
    "a\r\nSet-Cookie: stolen=1\r\n\r\n.txt",
    "con.txt",
    ".htaccess",
    "~/.ssh/id",
    "",
)
FIRST_PRINTED = 32
BAD = set('\\/:*?"<>|%;\r\n\x00\u202e')


async def sent(hub: Running, name: str) -> list[dict[str, Any]]:
    """The file as it came whole and in pieces; the test's own client sends no name with controls."""
    upload = (await begin(hub, len(TEXT), name=name))["id"]
    await patch(hub, upload, TEXT)
    files = [(await confirm(hub, upload))[1]]
    if not any(ord(sign) < FIRST_PRINTED for sign in name):
        files.append((await post_file(hub, TEXT, name, declared="text/plain"))[1])
    return files


async def test_a_name_is_only_a_name(twins: Twins):
    hub = twins.ours.hub
    for file in [each for name in NAMES for each in await sent(hub, name)]:
        kept = file["name"]
        assert kept, "it is called something"
        assert not BAD & set(kept), kept
        assert len(kept) <= 120
        assert not kept.startswith(".")
        assert not kept.lower().startswith("con.")
        _, headers, _ = await fetch(hub, f"/api/files/{file['id']}")
        told = headers["Content-Disposition"]
        assert "Set-Cookie" not in headers
        assert told.startswith('attachment; filename="')
        assert unquote(told.rpartition("UTF-8''")[2]) == kept

    assert {each.name for each in hub.settings.data.rglob("*.txt")} == set()
    assert not (hub.settings.data.parent / "x.txt").exists()


async def test_others_see_the_name_that_was_kept(twins: Twins):
    hub = twins.ours.hub
    [file, *_] = await sent(hub, "invoice\u202etxt.fdp")

    assert (await send(hub, file["id"]))["files"][0]["name"] == "invoicetxt.fdp"


async def test_no_file_route_is_climbed_out_of(twins: Twins):
    hub = twins.ours.hub
    for route in ("/api/files/", "/api/uploads/", "/assets/", "/demo/client/"):
        for climb in ("..%2f..%2fkirjuri.sqlite", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "..%5c..%5cx"):
            status, _, text = await fetch(hub, route + climb)
            assert status in {400, 404, 405}, route
            assert "root:" not in text
