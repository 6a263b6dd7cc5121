"""Case 26: nobody confirms another's upload; one confirmed twice is one file and one answer.

Comes from Rocket.Chat #41886 (a confirm repeated after a reconnect made N copies) and CVE-2026-48929
(Rocket.Chat: without a person the check was skipped).
"""

import asyncio

import pytest

from models.files import File
from tests.support.sending import begin, confirm, patch, stored
from tests.support.twins import Twins

pytestmark = pytest.mark.sqlite_only

TEXT = b"kuitti;1\n" * 20_000


async def test_an_upload_of_somebody_else_is_not_confirmed(twins: Twins):
    hub = twins.ours.hub
    upload = (await begin(hub, len(TEXT)))["id"]
    assert await patch(hub, upload, TEXT) == 200
    files = await File.all().count()

    others = [(hub, by) for by in ("eero", "bertta", "anna", "aino_at_beta", "")]
    for speaking, by in [*others, (twins.theirs.hub, "aino"), (twins.theirs.hub, "anna")]:
        status, _ = await confirm(speaking, upload, by)
        assert status == (404 if by else 401), by
        assert await patch(speaking, upload, b"x", by=by) == (404 if by else 401), by

    assert await File.all().count() == files
    assert (await confirm(hub, upload))[0] == 201


async def test_twenty_confirms_at_once_are_one_file_and_one_answer(twins: Twins):
    hub = twins.ours.hub
    upload = (await begin(hub, len(TEXT)))["id"]
    await patch(hub, upload, TEXT)
    files, pieces = await File.all().count(), stored(hub)

    answers = await asyncio.gather(*(confirm(hub, upload) for _ in range(20)))
    later = await confirm(hub, upload)

    assert all(each == (201, later[1]) for each in answers)
    assert await File.all().count() == files + 1
    assert stored(hub) == pieces, "the piece is gone, the file is there"


async def test_the_same_upload_begun_again_gives_the_same_file(twins: Twins):
    hub, again = twins.ours.hub, "0198a0c4-0000-7000-8000-000000000001"
    first = await begin(hub, len(TEXT), client_id=again)
    await patch(hub, first["id"], TEXT)
    _, file = await confirm(hub, first["id"])

    assert (await begin(hub, len(TEXT), client_id=again))["file"] == file


async def test_half_a_file_is_not_confirmed(twins: Twins):
    upload = (await begin(twins.ours.hub, len(TEXT)))["id"]
    await patch(twins.ours.hub, upload, TEXT[: 70 * 1024])

    assert (await confirm(twins.ours.hub, upload))[0] == 409
