"""Case 1, generated: every socket event × every foreign id × every role answers as for an absent id.

Comes from CVE-2026-115725 (Chatwoot: foreign `source_id`) and CVE-2026-48616 (Rocket.Chat).
"""

from typing import Any

import pytest

from hub.realtime.protocol import REQUESTS
from tests.support.hub import Socket, fresh_id
from tests.support.ledgers import all_rows
from tests.support.reach import ROLES, STAFF, foreign_ids, own_id, unreachable_marks
from tests.support.samples import id_fields, sample_of
from tests.support.twins import Twins

pytestmark = pytest.mark.usefixtures("boundless")

# Events that name no row by its id; a new one is seen here first.
PAGE_MARKS = {"before", "after"}
WITHOUT_IDS = {"hello"}


def namespace_of(name: str) -> str:
    return "/staff" if name in STAFF else "/client"


async def socket_of(twins: Twins, name: str) -> Socket:
    hub = twins.ours.hub
    return await (hub.staff_socket(name) if name in STAFF else hub.contact_socket(name))


def payload(event: str, field: str, its_id: str, twins: Twins, name: str) -> dict[str, Any]:
    """A good request of this person, but for the id in one field."""

    def pick(of: str) -> str:
        return its_id if of == field else own_id(twins, name, of) or fresh_id()

    return sample_of(REQUESTS[event].request, pick, also=field)


async def test_no_event_knows_a_foreign_id_from_an_absent_one(twins: Twins, database_url: str):
    before = await all_rows()
    asked = 0
    # Who may what is decided above the database: one of each side is enough on the second.
    roles = ROLES if "sqlite" in database_url else ("aino", "mikko")
    for name in roles:
        socket = await socket_of(twins, name)
        for event, field in events_with_ids(name):
            absent = payload(event, field, fresh_id(), twins, name)
            expected = await socket.ask(event, absent)
            for what, foreign in foreign_ids(twins, name, field):
                given = payload(event, field, foreign, twins, name)
                said = await socket.ask(event, given)
                assert said == expected, f"{name}: {event} with {what} in {field}"
                asked += 1
        for mark in unreachable_marks(twins, name):
            assert mark not in str(socket.heard), name

    assert asked > 100 * len(roles)
    assert await all_rows() == before, "nothing was written"


async def test_the_walk_can_tell_a_known_id(twins: Twins):
    """Otherwise everything would look refused: somebody's own id gets another answer."""
    sockets = {name: await socket_of(twins, name) for name in ("aino", "anna", "mikko")}
    unseen = {each for name in sockets for each in events_with_ids(name)}
    for name, socket in sockets.items():
        # What is deleted can be neither edited nor reacted to.
        for event, field in sorted(events_with_ids(name), key=lambda each: "delete" in each[0]):
            if field in PAGE_MARKS:
                # A mark narrows one's own list, whatever it names.
                unseen.discard((event, field))
                continue
            own = own_id(twins, name, field)
            assert own is not None, f"say in tests/support/reach.py what {field} names"
            known = await socket.ask(event, payload(event, field, own, twins, name))
            absent = await socket.ask(event, payload(event, field, fresh_id(), twins, name))
            if known != absent:
                unseen.discard((event, field))
    assert not unseen


def test_every_event_is_walked():
    walked = {event for name in ("aino", "anna") for event, _ in events_with_ids(name)}

    assert walked | WITHOUT_IDS == set(REQUESTS)


def events_with_ids(name: str) -> list[tuple[str, str]]:
    return [
        (event, field)
        for event, promise in REQUESTS.items()
        if namespace_of(name) in promise.doors
        for field in id_fields(promise.request)
    ]
