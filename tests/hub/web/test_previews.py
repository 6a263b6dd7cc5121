"""Pictures of files: drawn anew, without what the file tells beside them, and for members only."""

import io
from typing import Any

import pytest
from PIL import Image

from hub.access import house_asker
from hub.actions.retention import remove_expired_files
from integrations.storage import FolderStorage
from models.files import File
from tests.support.documents import SECRET_PLACE, pdf, photo
from tests.support.hub import Running, fresh_id
from tests.support.twins import bearer, upload

pytestmark = pytest.mark.sqlite_only


async def preview(hub: Running, file: str, by: str = "aino") -> Any:
    return await hub.http.get(f"/api/files/{file}/preview", headers=bearer(hub, by))


async def state(hub: Running, file: str, by: str = "aino") -> Any:
    answer = await hub.http.get(f"/api/files/{file}/state", headers=bearer(hub, by))
    return await answer.json()


async def test_a_photo_is_shown_without_telling_where_it_was_taken(hub: Running):
    content = photo(3000, 2000)
    assert SECRET_PLACE.encode() in content, "else nothing is proved"
    file = await upload(hub, "aino", "acme", "kuitti.jpg", content)

    answer = await preview(hub, file)
    drawn = await answer.read()

    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["Cache-Control"] == "private, no-store"
    with Image.open(io.BytesIO(drawn)) as image:
        assert image.size == (1600, 1067)
        assert not image.getexif()
    assert SECRET_PLACE.encode() not in drawn
    assert (await state(hub, file))["preview"] == {"width": 1600, "height": 1067}


async def test_the_first_page_of_a_pdf_is_shown(hub: Running):
    file = await upload(hub, "aino", "acme", "lasku.pdf", pdf(3))

    drawn = await (await preview(hub, file)).read()

    with Image.open(io.BytesIO(drawn)) as image:
        assert image.format == "WEBP"
        assert image.convert("L").getextrema() != (255, 255), "something is written on it"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rivit.csv", b"a;b\n1;2\n"),
        ("rikki.png", photo(kind="PNG")[:200]),
        ("rikki.pdf", b"%PDF-1.7\n" + b"x" * 500),
    ],
)
async def test_what_cannot_be_drawn_is_taken_without_a_picture(
    hub: Running, name: str, content: bytes
):
    file = await upload(hub, "aino", "acme", name, content)

    assert "preview" not in await state(hub, file)
    assert (await preview(hub, file)).status == 404


async def test_a_picture_is_for_those_who_may_have_the_file(hub: Running):
    file = await upload(hub, "aino", "acme", "kuitti.jpg", photo())
    aino, place = await hub.contact_socket(), hub.conversations["acme"]

    unsent = [(await preview(hub, file, by)).status for by in ("aino", "eero", "anna")]
    sent = await aino.send(place, "", files=[file])
    shown = [(await preview(hub, file, by)).status for by in ("aino", "eero", "anna", "bertta")]
    message = {"conversation": place, "message": sent["entry"]["id"], "client_id": fresh_id()}
    await aino.ask("message.delete", message)
    gone = [(await preview(hub, file, by)).status for by in ("aino", "eero", "anna")]

    assert sent["entry"]["files"][0]["preview"] == {"width": 640, "height": 480}
    assert (unsent, shown, gone) == ([200, 404, 404], [200, 200, 200, 404], [404] * 3)


async def test_the_picture_goes_with_the_file_but_not_with_a_copy_of_it(hub: Running):
    """A note's file that was sent on to a client is a second row with the same bytes."""
    file = await File.get(id=await upload(hub, "aino", "acme", "kuitti.jpg", photo()))
    copy = file.clone(pk=fresh_id())
    copy.client_key = None
    await copy.save(force_create=True)
    storage, firm = FolderStorage(hub.settings.files_folder), house_asker(hub.firm).firm_id

    async def kept_after_expiry_of(one: File) -> int:
        await File.filter(id=one.id).update(state="refused", refused_because="expired")
        await remove_expired_files(firm, storage)
        return len([each for each in hub.settings.files_folder.rglob("*") if each.is_file()])

    assert await kept_after_expiry_of(file) == 2, "the bytes and the picture, for the copy"
    assert await kept_after_expiry_of(copy) == 0
