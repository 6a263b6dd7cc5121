"""Case 7: ids that are no ids: lists, objects, true, "0e1", huge numbers, NUL, upper case.

Comes from CVE-2022-1176 (LiveHelperChat: loose comparison), CVE-2021-22910 and CVE-2026-45689
(Rocket.Chat: operators of the database where a text is expected).
"""

from typing import Any

import pytest

from hub.realtime.protocol import REQUESTS
from hub.web.app import ENDPOINTS
from tests.support.hub import Socket
from tests.support.ledgers import all_rows
from tests.support.samples import id_fields, sample_of
from tests.support.twins import Twins, bearer

pytestmark = [pytest.mark.sqlite_only, pytest.mark.usefixtures("boundless")]

NO_IDS: tuple[Any, ...] = (
    ["x"],
    {"$ne": None},
    {"$gt": ""},
    {"id": 1},
    True,
    0,
    1,
    -1,
    1.5,
    10**18,
    "",
    "0",
    "0e1",
    "null",
    "a\x00b",
    "../../etc/passwd",
    "' OR 1=1 --",
    "%",
    "*",
    "{uuid}",
    "x" * 5000,
)


def forms_of(known: str) -> tuple[str, ...]:
    """The same id as other systems would write it: none of them is it."""
    return (
        known.upper(),
        known.replace("-", ""),
        f"{{{known}}}",
        f"urn:uuid:{known}",
        f" {known}",
        f"{known}\n",
        f"{known}\x00",
        known.replace("0", "٠", 1),
    )


async def wrong_ones(socket: Socket, event: str, field: str, twins: Twins) -> None:
    known = twins.ours.id("conversation")
    good = sample_of(REQUESTS[event].request, lambda _: known, also=field)
    for wrong in (*NO_IDS, *forms_of(known)):
        given: Any = wrong
        if isinstance(good[field], list):
            given = [wrong]
        elif isinstance(good[field], dict):
            given = {wrong: 0} if isinstance(wrong, str) else wrong
        if given == {"$gt": ""} or given != good[field]:
            answer = await socket.ask(event, {**good, field: given})
            assert not answer["ok"], (event, field, wrong)
            assert answer["error"]["code"] == "invalid", (event, field, wrong)


async def test_what_is_no_id_is_invalid_in_every_event(twins: Twins):
    hub, before = twins.ours.hub, await all_rows()
    sockets = {"/client": await hub.contact_socket(), "/staff": await hub.staff_socket()}
    for event, promise in REQUESTS.items():
        for field in [*id_fields(promise.request), "client_id"]:
            if field in promise.request.model_fields:
                await wrong_ones(sockets[promise.doors[-1]], event, field, twins)

    assert await all_rows() == before


async def test_what_is_no_id_is_absent_in_every_address(twins: Twins):
    hub, before = twins.ours.hub, await all_rows()
    for endpoint in (each for each in ENDPOINTS if "{id}" in each.path):
        for wrong in ("0", "true", "0e1", "%00", "..%2f..%2fx", "' OR 1=1 --", "x" * 3000):
            path = endpoint.path.replace("{id}", wrong)
            answer = await hub.http.request(endpoint.method, path, headers=bearer(hub, "anna"))
            assert answer.status in {404, 422}, (path[:80], answer.status)
        known = twins.ours.id("conversation").upper()
        path = endpoint.path.replace("{id}", known)
        answer = await hub.http.request(endpoint.method, path, headers=bearer(hub, "anna"))
        assert answer.status in {404, 422}, path

    assert await all_rows() == before


async def test_filters_are_bound_not_pasted(twins: Twins):
    """CVE-2025-21628 (Chatwoot): SQL in the text of a search or a filter."""
    hub = twins.ours.hub
    socket = await hub.contact_socket("bertta")
    for text in ("' OR '1'='1", '" OR 1=1 --', "%", "_", "*", "a* OR b*", "NEAR(", '"', "x'); --"):
        found = await socket.ask("search", {"text": text})
        rooms = {each["conversation"] for each in found.get("hits", [])}
        assert rooms <= {hub.conversations["beta"]}, text
        async with hub.http.get(
            "/api/clients", params={"search": text}, headers=bearer(hub, "mikko")
        ) as answer:
            listed = await answer.json()
        numbers = {each["id"] for each in listed["clients"]}
        assert numbers <= set(twins.ours.ids["client"].values()), text
