"""Case 3: a contact's private conversation is closed to the colleague of the same company.

Comes from the probe `rocketchat-unauth-access`: a visitor reads any room by its id.
"""

import pytest

from hub.actions.conversations import open_conversation
from tests.support.hub import Running
from tests.support.twins import Twins, bearer

pytestmark = pytest.mark.sqlite_only


async def test_a_private_conversation_is_its_contacts_alone(hub: Running):
    opened = str(await open_conversation(hub.asker("aino"), private=True))
    aino, eero, anna = (
        await hub.contact_socket("aino"),
        await hub.contact_socket("eero"),
        await hub.staff_socket("anna"),
    )

    await anna.send(opened, "only you")
    await anna.ask("read.mark", {"conversation": opened, "seq": 1})
    await aino.emit("typing", {"conversation": opened, "on": True})

    assert (await aino.until("entry"))[0]["body"] == "only you"
    assert (await eero.ask("history", {"conversation": opened}))["error"]["code"] == "not_found"
    assert opened not in str(await eero.ask("hello"))
    assert not eero.heard


async def test_the_colleague_finds_nothing_of_it_anywhere(twins: Twins):
    hub, mark = twins.ours.hub, twins.ours.mark("private")
    private = twins.ours.id("conversation", "private")
    eero = await hub.contact_socket("eero")

    said = [
        await eero.ask("hello"),
        await eero.ask("search", {"text": "ALV"}),
        await eero.ask("sync", {"have": {private: 0}}),
    ]

    assert all(each["ok"] for each in said)
    assert mark not in str(said)
    assert private not in str(said)
    for address in (
        f"/api/files/{twins.ours.id('file', 'private')}",
        f"/api/conversations/{private}/transcript",
    ):
        assert (await hub.http.get(address, headers=bearer(hub, "eero"))).status == 404
        assert (await hub.http.get(address, headers=bearer(hub, "aino"))).status == 200
