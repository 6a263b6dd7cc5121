"""Case 1: nobody hears, joins, reads or writes in a room of another client or firm.

Comes from CVE-2020-14457 and CVE-2026-2578 (Mattermost: broadcasts to non-members),
CVE-2022-31017 (Zulip: edits told to people without the history), CVE-2026-115725 (Chatwoot).
Every event × every foreign id is walked in test_every_event.py.
"""

import statistics
import time
from typing import Any

import pytest

from tests.support.hub import Socket, fresh_id
from tests.support.reach import CONTACTS, ROLES, STAFF, may_reach
from tests.support.twins import PLACES, Tenant, Twins, author_in

pytestmark = pytest.mark.sqlite_only


async def everybody(tenant: Tenant) -> dict[str, Socket]:
    hub = tenant.hub
    return {
        name: await (hub.staff_socket(name) if name in STAFF else hub.contact_socket(name))
        for name in ROLES
    }


async def act_everywhere(tenant: Tenant, sockets: dict[str, Socket]) -> None:
    """In every place: write, edit, react, mark as read, type and delete."""
    for place in PLACES:
        conversation = tenant.id("conversation", place)
        socket = sockets[author_in(place)]
        sent = await socket.send(conversation, f"Hei {tenant.mark(place)}")
        message = {"conversation": conversation, "message": sent["entry"]["id"]}
        body = f"Hei taas {tenant.mark(place)}"
        for event, more in (
            ("message.edit", {"body": body}),
            ("reaction.set", {"emoji": "👍", "on": True}),
            ("message.delete", {}),
        ):
            answer = await socket.ask(event, {**message, **more, "client_id": fresh_id()})
            assert answer["ok"], answer
        await socket.ask("read.mark", {"conversation": conversation, "seq": 1})
        await socket.emit("typing", {"conversation": conversation, "on": True})
        await socket.ask("hello")


async def test_what_happens_is_heard_by_members_only(twins: Twins):
    sockets = {each.name: await everybody(each) for each in twins.both()}

    for tenant in twins.both():
        await act_everywhere(tenant, sockets[tenant.name])
    await sockets["ours"]["anna"].until("entry", 4 * len(PLACES))

    for tenant in twins.both():
        for name, socket in sockets[tenant.name].items():
            heard = str(socket.heard)
            may = {each for each in PLACES if may_reach(name, "conversation", each)}
            rooms = {payload.get("conversation") for event, payload in socket.heard}
            assert {tenant.id("conversation", each) for each in may} <= rooms, name
            for other in twins.both():
                for place in PLACES:
                    if other is tenant and place in may:
                        continue
                    assert other.mark(place) not in heard, (name, other.name, place)
                    assert other.id("conversation", place) not in heard, (name, place)


async def test_a_deletion_tells_no_text_to_anybody(twins: Twins):
    """CVE-2026-2578, CVE-2026-19621: the event of a deletion carried what was deleted."""
    hub, place = twins.ours.hub, twins.ours.id("conversation")
    aino, eero, anna = (
        await hub.contact_socket("aino"),
        await hub.contact_socket("eero"),
        await hub.staff_socket("anna"),
    )
    sent = await aino.send(place, "tunnusluku 8842")
    await anna.until("entry")
    await aino.ask(
        "message.delete",
        {"conversation": place, "message": sent["entry"]["id"], "client_id": fresh_id()},
    )

    assert "8842" not in str((await eero.until("entry", 2))[1])
    assert "8842" not in str((await anna.until("entry", 2))[1])
    for socket in (aino, eero, anna):
        for event, asked in readings(place).items():
            assert "8842" not in str(await socket.ask(event, asked)), event
    headers = {"Authorization": f"Bearer {hub.contact_token('eero')}"}
    transcript = await hub.http.get(f"/api/conversations/{place}/transcript", headers=headers)
    assert "8842" not in await transcript.text()


def readings(place: str) -> dict[str, dict[str, Any]]:
    return {
        "hello": {},
        "history": {"conversation": place},
        "sync": {"have": {place: 0}},
        "search": {"text": "8842"},
    }


async def test_absent_and_foreign_take_the_same_time(twins: Twins):
    """A database that is asked once more would tell them apart."""
    bertta = await twins.ours.hub.contact_socket("bertta")
    foreign = twins.ours.id("conversation", "acme")
    took: dict[str, list[float]] = {"foreign": [], "absent": []}
    for _ in range(45):
        for what, place in (("foreign", foreign), ("absent", fresh_id())):
            started = time.perf_counter()
            answer = await bertta.ask("history", {"conversation": place})
            took[what].append(time.perf_counter() - started)
            assert answer["error"]["code"] == "not_found"

    # One class of time: a second look at the database would double it.
    ratio = statistics.median(took["foreign"]) / statistics.median(took["absent"])
    assert 0.5 < ratio < 2.0, ratio


async def test_a_search_is_answered_from_ones_own_rooms(twins: Twins):
    for name, places in CONTACTS.items():
        socket = await twins.ours.hub.contact_socket(name)
        found = await socket.ask("search", {"text": "ALV", "limit": 50})
        rooms = {each["conversation"] for each in found["hits"]}
        assert rooms == {twins.ours.id("conversation", each) for each in places}, name
