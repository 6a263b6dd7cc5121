"""Files in pieces: they go on where they ended, and become one file however often confirmed."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hub import clock
from hub.actions.files import FileRules
from hub.actions.uploads import remove_stale_uploads
from integrations.storage import FolderStorage
from models.files import File, Upload, UploadPart
from tests.support.documents import photo
from tests.support.hub import Running, fresh_id, start_server
from tests.support.s3 import bucket
from tests.support.twins import bearer

TEXT = "".join(f"rivi {line};{line * 7}\n" for line in range(20_000)).encode()
HALF = 150_000


async def begin(hub: Running, size: int = len(TEXT), by: str = "aino", **more: Any) -> Any:
    asked = {
        "conversation": hub.conversations["acme"],
        "client_id": fresh_id(),
        "name": "rivit.csv",
        "size": size,
        **more,
    }
    return await hub.http.post("/api/uploads", json=asked, headers=bearer(hub, by))


async def send(hub: Running, upload: str, offset: int, data: Any, by: str = "aino") -> Any:
    headers = {**bearer(hub, by), "Content-Type": "application/octet-stream"}
    address = f"/api/uploads/{upload}?offset={offset}"
    return await hub.http.patch(address, data=data, headers=headers)


async def confirm(hub: Running, upload: str, by: str = "aino") -> Any:
    return await hub.http.post(f"/api/uploads/{upload}/confirm", headers=bearer(hub, by))


def stored(hub: Running) -> list[Path]:
    return [each for each in hub.settings.files_folder.rglob("*") if each.is_file()]


async def test_a_file_goes_on_where_the_connection_was_lost(hub: Running):
    client_id = fresh_id()
    upload = (await (await begin(hub, client_id=client_id)).json())["id"]
    await send(hub, upload, 0, TEXT[:HALF])

    # The page was loaded anew: it knows nothing but the file and its own id.
    again = await (await begin(hub, client_id=client_id)).json()
    rest = await (await send(hub, upload, again["offset"], TEXT[again["offset"] :])).json()
    file = await (await confirm(hub, upload)).json()
    download = await hub.http.get(f"/api/files/{file['id']}", headers=bearer(hub, "aino"))

    assert (again["id"], again["offset"], rest["offset"]) == (upload, HALF, len(TEXT))
    assert (file["size"], file["media_type"], file["state"]) == (len(TEXT), "text/csv", "clean")
    assert await download.read() == TEXT
    assert len(stored(hub)) == 1, "the pieces are gone"


async def test_confirming_again_and_at_once_is_one_file_and_one_answer(hub: Running):
    client_id = fresh_id()
    upload = (await (await begin(hub, client_id=client_id)).json())["id"]
    await send(hub, upload, 0, TEXT)

    answers = await asyncio.gather(*(confirm(hub, upload) for _ in range(5)))
    later = await confirm(hub, upload)
    known = await (await begin(hub, client_id=client_id)).json()

    assert {each.status for each in (*answers, later)} == {201}
    files = [await each.json() for each in (*answers, later)]
    assert all(each == files[0] for each in files)
    assert known["file"] == files[0]
    assert await File.all().count() == 1
    assert await Upload.all().count() == await UploadPart.all().count() == 0


async def test_the_same_piece_twice_at_once_is_taken_once(hub: Running):
    upload = (await (await begin(hub)).json())["id"]

    answers = await asyncio.gather(*(send(hub, upload, 0, TEXT[:HALF]) for _ in range(4)))
    repeated = await send(hub, upload, 0, TEXT[:HALF])
    gap = await send(hub, upload, HALF + 1, TEXT[HALF + 1 :])

    assert sorted(each.status for each in answers) == [200, 409, 409, 409]
    assert (repeated.status, gap.status) == (409, 409)
    assert len(stored(hub)) == 1


async def test_a_piece_that_breaks_off_leaves_nothing(hub: Running):
    upload = (await (await begin(hub)).json())["id"]
    _, writer = await asyncio.open_connection("127.0.0.1", hub.runner.addresses[0][1])
    head = (
        f"PATCH /api/uploads/{upload}?offset=0 HTTP/1.1\r\nHost: x\r\nContent-Length: {HALF}\r\n"
        f"Authorization: {bearer(hub, 'aino')['Authorization']}\r\n"
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    writer.write(head.encode() + TEXT[:70_000])
    await writer.drain()
    await asyncio.sleep(0.1)
    writer.close()

    now = await (await hub.http.get(f"/api/uploads/{upload}", headers=bearer(hub, "aino"))).json()
    assert now["offset"] == 0
    assert (await send(hub, upload, 0, TEXT)).status == 200


async def test_an_upload_is_its_senders_alone(hub: Running):
    upload = (await (await begin(hub)).json())["id"]
    for other in ("eero", "bertta", "anna"):
        assert (await send(hub, upload, 0, TEXT, by=other)).status == 404
        assert (await confirm(hub, upload, by=other)).status == 404
        for method in (hub.http.get, hub.http.delete):
            answer = await method(f"/api/uploads/{upload}", headers=bearer(hub, other))
            assert answer.status == 404
    assert (await begin(hub, by="bertta")).status == 404


async def test_sizes_are_held_to(hub: Running):
    too_large = await begin(hub, size=hub.settings.largest_file + 1)
    nothing = await begin(hub, size=0)
    upload = (await (await begin(hub, size=HALF)).json())["id"]

    too_much = await send(hub, upload, 0, TEXT)
    too_little = await send(hub, upload, 0, TEXT[:1000])
    unfinished = await confirm(hub, upload)
    form = await hub.http.patch(
        f"/api/uploads/{upload}?offset=0", data={"a": "b"}, headers=bearer(hub, "aino")
    )

    assert [each.status for each in (too_large, nothing)] == [413, 422]
    assert [each.status for each in (too_much, too_little, unfinished)] == [413, 422, 409]
    assert form.status == 422
    assert stored(hub) == []


async def test_cancelled_refused_and_forgotten_uploads_leave_nothing(hub: Running):
    cancelled = (await (await begin(hub)).json())["id"]
    await send(hub, cancelled, 0, TEXT[:HALF])
    program = (await (await begin(hub, size=HALF, name="lasku.pdf")).json())["id"]
    await send(hub, program, 0, b"MZ" + TEXT[2:HALF])
    stale = (await (await begin(hub)).json())["id"]
    await send(hub, stale, 0, TEXT[:HALF])

    gone = await hub.http.delete(f"/api/uploads/{cancelled}", headers=bearer(hub, "aino"))
    refused = await confirm(hub, program)
    await Upload.filter(id=stale).update(created_at=clock.now() - timedelta(days=2))
    rules = FileRules(FolderStorage(hub.settings.files_folder), None, 10**6)
    removed = await remove_stale_uploads(rules)

    assert (gone.status, refused.status, removed) == (200, 422, 1)
    assert stored(hub) == []
    assert await Upload.all().count() == 0


@pytest.mark.sqlite_only
async def test_nobody_has_too_many_under_way(database_url: str, tmp_path: Path):
    async with start_server(database_url, tmp_path / "data") as hub:
        statuses = [(await begin(hub)).status for _ in range(52)]

    assert statuses == [201] * 50 + [429] * 2


@pytest.mark.sqlite_only
async def test_pieces_pictures_and_downloads_are_the_same_over_s3(
    database_url: str, tmp_path: Path
):
    content = photo(kind="PNG") + b"\0" * HALF
    with bucket() as address:
        async with start_server(database_url, tmp_path / "data", storage_url=address) as hub:
            upload = (await (await begin(hub, size=len(content), name="kuitti.png")).json())["id"]
            await send(hub, upload, 0, content[:70_000])
            await send(hub, upload, 70_000, content[70_000:])
            file = await (await confirm(hub, upload)).json()
            ways = (f"/api/files/{file['id']}", f"/api/files/{file['id']}/preview")
            whole, drawn = [
                await (await hub.http.get(way, headers=bearer(hub, "aino"))).read() for way in ways
            ]
            assert stored(hub) == [], "all of it lies in the bucket"

    assert whole == content
    assert drawn[8:12] == b"WEBP"
