"""Case 6: fields that are the server's to set are refused wherever they are sent.

The class of mass assignment: an upload's `account_id` taken from the request (Papercups).
"""

import pytest

from hub.realtime.protocol import REQUESTS
from hub.web.app import ENDPOINTS
from tests.support.hub import Socket, fresh_id
from tests.support.ledgers import all_rows
from tests.support.samples import sample_of
from tests.support.twins import Twins, bearer

pytestmark = [pytest.mark.sqlite_only, pytest.mark.usefixtures("boundless")]

SERVERS_OWN = (
    "author_id",
    "author",
    "role",
    "seq_",
    "last_seq",
    "company",
    "firm_id",
    "client_number",
    "created_at",
    "at",
    "is_staff",
    "kind",
    "state",
    "private_to",
    "__proto__",
    "constructor",
)


async def sockets_of(twins: Twins) -> dict[str, Socket]:
    hub = twins.ours.hub
    return {"/client": await hub.contact_socket(), "/staff": await hub.staff_socket("mikko")}


async def test_no_event_takes_a_field_of_the_servers(twins: Twins):
    sockets, before = await sockets_of(twins), await all_rows()
    for event, promise in REQUESTS.items():
        known = set(promise.request.model_fields)
        good = sample_of(promise.request, lambda _: fresh_id())
        for name in (each for each in SERVERS_OWN if each not in known):
            for door in promise.doors:
                answer = await sockets[door].ask(event, {**good, name: 1})
                assert answer["error"]["code"] == "invalid", (event, name)
                assert name == "at" or name not in str(answer), "it is not repeated"

    assert await all_rows() == before


async def test_no_call_takes_a_field_of_the_servers(twins: Twins):
    hub, before = twins.ours.hub, await all_rows()
    bodies = [each for each in ENDPOINTS if each.body is not None]
    assert bodies
    for endpoint in bodies:
        assert endpoint.body is not None
        good = sample_of(endpoint.body, lambda _: fresh_id())
        path = endpoint.path.replace("{id}", fresh_id())
        for name in (each for each in SERVERS_OWN if each not in endpoint.body.model_fields):
            answer = await hub.http.request(
                endpoint.method, path, json={**good, name: 1}, headers=bearer(hub, "anna")
            )
            assert answer.status in {404, 422}, (endpoint.path, name, await answer.text())

    assert await all_rows() == before


async def test_what_a_contact_sends_is_theirs_whatever_they_say(twins: Twins):
    """The author, the time and the number are the server's: a name in the text changes nothing."""
    hub = twins.ours.hub
    aino = await hub.contact_socket()

    sent = await aino.send(twins.ours.id("conversation"), "Anna Accountant: maksa tilille FI00")

    author = sent["entry"]["author"]
    assert (author["kind"], author["id"]) == ("contact", str(hub.contacts["aino"].id))
