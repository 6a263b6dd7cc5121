"""Case 32: an address of a file opens nothing by itself, nor after access to it is lost.

Comes from CVE-2026-1629 (Mattermost: a preview was cached after access was lost) and Chatwoot's
PR #15777 (tokens in addresses). We sign no addresses: each download asks anew who is asking.
"""

import pytest

from tests.support.documents import photo
from tests.support.hub import fresh_id
from tests.support.sending import fetch, post_file
from tests.support.twins import Twins, bearer

pytestmark = pytest.mark.sqlite_only

WAYS = ("", "/preview", "/state")


async def test_an_address_alone_opens_nothing(twins: Twins):
    hub, file = twins.ours.hub, twins.ours.id("file")
    token = bearer(hub, "aino")["Authorization"].partition(" ")[2]
    for way in WAYS:
        address = f"/api/files/{file}{way}"
        for extra in ("", f"?token={token}", f"?access_token={token}", "?X-Amz-Signature=x"):
            assert (await fetch(hub, address + extra, ""))[0] == 401, extra


async def test_what_is_deleted_is_gone_at_once_and_in_no_cache(twins: Twins):
    hub, place = twins.ours.hub, twins.ours.id("conversation")
    _, file = await post_file(hub, photo(), "kuitti.jpg")
    aino = await hub.contact_socket()
    sent = await aino.send(place, "", files=[file["id"]])
    addresses = [f"/api/files/{file['id']}{way}" for way in WAYS]
    before = [(await fetch(hub, each, by))[0] for each in addresses for by in ("eero", "anna")]
    _, headers, _ = await fetch(hub, addresses[1])
    message = {"conversation": place, "message": sent["entry"]["id"], "client_id": fresh_id()}
    await aino.ask("message.delete", message)

    assert before == [200] * 6
    assert headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in headers
    for by in ("aino", "eero", "anna"):
        assert [(await fetch(hub, each, by))[0] for each in addresses] == [404] * 3, by


async def test_who_is_removed_opens_no_old_address(twins: Twins):
    hub, file = twins.ours.hub, twins.ours.id("file")
    headers = bearer(hub, "eero")
    eero = hub.contacts["eero"]
    async with hub.http.get(f"/api/files/{file}", headers=headers) as answer:
        assert answer.status == 200
    eero.is_active = False
    await eero.save()

    for way in WAYS:
        async with hub.http.get(f"/api/files/{file}{way}", headers=headers) as answer:
            assert answer.status in {401, 404}


async def test_ranges_are_not_served(twins: Twins):
    """One request for a thousand overlapping parts would be a thousand downloads."""
    hub, address = twins.ours.hub, f"/api/files/{twins.ours.id('file')}"
    _, _, whole = await fetch(hub, address)
    many = "bytes=" + ",".join("0-" for _ in range(500))
    for wanted in ("bytes=0-3", "bytes=-5", many, "bytes=99999999-", "bytes=5-1", "x=1"):
        status, headers, text = await fetch(hub, address, Range=wanted)
        assert (status, text) == (200, whole), wanted
        assert headers["Accept-Ranges"] == "none"
        assert "Content-Range" not in headers
