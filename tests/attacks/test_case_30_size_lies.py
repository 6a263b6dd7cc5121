"""Case 30: who lies about a size, sends without end or sends nothing at all is cut, and keeps nothing.

Comes from CVE-2026-5740 (Mattermost: memory was taken for what was claimed, before it was checked).
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.web import files, uploads
from tests.support.hub import Running, fresh_id, start_server
from tests.support.sending import begin, confirm, patch, post_file, stored
from tests.support.twins import Twins, bearer

pytestmark = pytest.mark.sqlite_only

LIMIT = 200_000


async def endless() -> AsyncIterator[bytes]:
    while True:
        yield b"x" * 65_536
        await asyncio.sleep(0)


async def raw(hub: Running, method: str, address: str, headers: str, body: bytes = b"") -> bytes:
    """The first line of the answer to a request that never ends."""
    reader, writer = await asyncio.open_connection("127.0.0.1", hub.runner.addresses[0][1])
    authorization = f"Authorization: {bearer(hub, 'aino')['Authorization']}\r\n"
    writer.write(f"{method} {address} HTTP/1.1\r\nHost: x\r\n{authorization}{headers}\r\n".encode())
    writer.write(body)
    status = await asyncio.wait_for(reader.readline(), 10)
    writer.close()
    return status


async def test_claims_and_endless_bodies_are_cut(database_url: str, tmp_path: Path):
    async with start_server(database_url, tmp_path / "data", largest_file=LIMIT) as hub:
        assert (await post_file(hub, b"x" * (LIMIT + 1)))[0] == 413
        assert (await post_file(hub, endless()))[0] == 413

        form = "Content-Type: multipart/form-data; boundary=b\r\n"
        huge = "Content-Length: 99999999999\r\n"
        assert b"413" in await raw(hub, "POST", "/api/files", form + huge)

        assert (await begin(hub, LIMIT + 1))["error"]["code"] == "too_large"
        assert (await begin(hub, 2**60))["error"]["code"] in {"too_large", "invalid"}
        upload = (await begin(hub, 100_000))["id"]
        assert await patch(hub, upload, endless()) == 413
        piece = f"/api/uploads/{upload}?offset=0"
        octets = "Content-Type: application/octet-stream\r\n"
        assert b"413" in await raw(hub, "PATCH", piece, octets + huge)
        assert stored(hub) == 0


async def test_a_smaller_body_than_claimed_is_no_file(twins: Twins):
    hub = twins.ours.hub
    held = stored(hub)
    upload = (await begin(hub, 500_000))["id"]

    assert await patch(hub, upload, b"x" * 100_000) == 200
    assert (await confirm(hub, upload))[0] == 409
    assert await patch(hub, upload, b"x" * 500_000, at=100_000) == 413
    assert stored(hub) == held + 1


async def test_a_slow_upload_is_cut(twins: Twins, monkeypatch: pytest.MonkeyPatch):
    """Slow-loris: the head comes, and then no more."""
    hub = twins.ours.hub
    for room in (files, uploads):
        monkeypatch.setattr(room, "SLOWEST_CHUNK_S", 0.3)
    held = stored(hub)
    upload = (await begin(hub, 100_000))["id"]
    octets = "Content-Type: application/octet-stream\r\nContent-Length: 100000\r\n"
    form = "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n"
    field = "--b\r\nContent-Disposition: form-data; name={}\r\n\r\n{}\r\n"
    body = field.format("conversation", hub.conversations["acme"])
    body += field.format("client_id", fresh_id())
    body += '--b\r\nContent-Disposition: form-data; name=file; filename="x.txt"\r\n\r\nx'

    piece = await raw(hub, "PATCH", f"/api/uploads/{upload}?offset=0", octets, b"x" * 10)
    whole = await raw(hub, "POST", "/api/files", form, body.encode())

    assert b"422" in piece
    assert b"422" in whole
    assert stored(hub) == held
