"""Case 2: who is removed keeps no socket, no history and no file (CVE-2021-3740, CVE-2026-1629)."""

from collections.abc import Callable
from typing import Any

import pytest
from socketio.exceptions import ConnectionError as RefusedError

from hub.actions.sessions import sign_out
from hub.realtime import feed
from models.clients import Client, Contact
from models.firm import Session, Staff
from tests.support.hub import Running
from tests.support.twins import Twins, bearer

pytestmark = pytest.mark.sqlite_only


@pytest.fixture(autouse=True)
def quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """It looks every three seconds; a test need not wait for that."""
    assert feed.LOOK_AGAIN_SECONDS <= 4
    monkeypatch.setattr(feed, "LOOK_AGAIN_SECONDS", 0.2)


@pytest.mark.parametrize("name", ["contact", "staff", "session"])
async def test_who_is_removed_is_cut_within_five_seconds(hub: Running, name: str):
    browser, _ = await hub.sign_in("mikko")
    session = await Session.get(staff_id=hub.staff["mikko"].id)
    sockets: dict[str, Any] = {
        "contact": await hub.contact_socket("aino"),
        "staff": await hub.staff_socket("liisa"),
        "session": await hub.socket("/staff", {"token": hub.staff_token("mikko", session.id)}),
    }
    removals: dict[str, Callable[[], Any]] = {
        "contact": lambda: Contact.filter(id=hub.contacts["aino"].id).update(is_active=False),
        "staff": lambda: Staff.filter(id=hub.staff["liisa"].id).update(is_active=False),
        "session": lambda: sign_out(hub.asker("mikko"), session.id),
    }

    await removals[name]()
    await sockets[name].until_closed(5)

    assert sockets[name].got("bye")[0]["reason"] in {"access", "signed_out"}
    for other in set(sockets) - {name}:
        assert (await sockets[other].ask("hello"))["ok"]
    if name != "session":
        token = hub.contact_token() if name == "contact" else hub.staff_token("liisa")
        with pytest.raises(RefusedError):
            await hub.socket("/client" if name == "contact" else "/staff", {"token": token})
    await browser.close()


async def test_a_removed_contact_reads_no_more_over_http(twins: Twins):
    hub, place = twins.ours.hub, twins.ours.id("conversation")
    addresses = (f"/api/files/{twins.ours.id('file')}", f"/api/conversations/{place}/transcript")
    headers = bearer(hub, "aino")
    for address in addresses:
        assert (await hub.http.get(address, headers=headers)).status == 200

    await Contact.filter(id=hub.contacts["aino"].id).update(is_active=False)

    for address in addresses:
        assert (await hub.http.get(address, headers=headers)).status == 401, address
    for address in addresses:
        theirs = {"Authorization": f"Bearer {hub.contact_token('eero')}"}
        assert (await hub.http.get(address, headers=theirs)).status == 200, "the colleague may"


async def test_contacts_of_a_client_that_left_are_cut(hub: Running):
    aino = await hub.contact_socket("aino")

    await Client.filter(id=hub.clients["acme"].id).update(is_active=False)
    await aino.until_closed(5)

    assert (await hub.http.get("/api/files/x", headers=bearer(hub, "eero"))).status == 401
