"""Case 50: nothing tells whether a person, a client, a link or a thing exists.

Ids are walked in test_every_event.py and test_every_route.py, guessing is slowed in case 45.
"""

import statistics
import time
from itertools import pairwise
from typing import Any

import pytest

from hub.ids import new_id
from models.clients import Contact
from models.firm import Staff
from tests.support.hub import Running, fresh_id
from tests.support.twins import Twins, bearer

pytestmark = [pytest.mark.sqlite_only, pytest.mark.usefixtures("boundless")]


async def told(hub: Running, path: str, body: dict[str, Any]) -> tuple[int, str]:
    async with hub.http.post(path, json=body) as answer:
        text = await answer.text()
        return answer.status, text.split('"request_id"')[0]


async def test_asking_for_a_link_tells_nobody_who_works_here(hub: Running):
    await Staff.filter(id=hub.staff["liisa"].id).update(is_active=False)
    addresses = (
        "anna@firm.example",
        "ANNA@firm.example",
        "liisa@firm.example",
        "nobody@firm.example",
        "aino@client.example",
    )

    said = {await told(hub, "/api/session/link", {"email": each}) for each in addresses}

    assert said == {(202, "{}")}


async def test_asking_for_a_link_takes_the_same_time(hub: Running):
    took: dict[str, list[float]] = {"anna@firm.example": [], "nobody@firm.example": []}
    for _ in range(25):
        for address, times in took.items():
            started = time.perf_counter()
            await told(hub, "/api/session/link", {"email": address})
            times.append(time.perf_counter() - started)

    known, unknown = (statistics.median(each) for each in took.values())
    assert 0.4 < known / unknown < 2.5


async def test_a_used_an_expired_and_an_invented_link_are_told_alike(hub: Running):
    said = {await told(hub, "/api/session", {"token": each}) for each in ("x" * 43, "y" * 60)}

    assert len(said) == 1
    assert next(iter(said))[0] in {401, 404}


async def test_an_identity_tells_not_whether_person_client_or_key_is_unknown(twins: Twins):
    ours, theirs = twins.ours.hub, twins.theirs.hub
    await Contact.filter(id=ours.contacts["eero"].id).update(is_active=False)
    tokens = (
        ours.contact_token(subject="nobody"),
        ours.contact_token(client_number="9999"),
        ours.contact_token("eero"),
        ours.contact_token(key=theirs.key, subject="nobody"),
        "a.b.c",
    )

    said = set()
    for token in tokens:
        headers = {"Authorization": f"Bearer {token}"}
        answer = await ours.http.get(f"/api/files/{fresh_id()}", headers=headers)
        said.add((answer.status, (await answer.json())["error"]["message"]))

    assert len(said) == 1, said


async def test_ids_cannot_be_counted_up(twins: Twins):
    """Two made in the same millisecond differ by a number that is drawn, not by one."""
    ids = [new_id().int & ((1 << 62) - 1) for _ in range(1000)]

    gaps = [abs(one - other) for one, other in pairwise(ids)]
    assert statistics.median(gaps) > 1 << 30
    assert len(set(gaps)) == len(gaps)


async def test_a_client_number_of_nobody_and_of_the_neighbour_are_told_alike(twins: Twins):
    """Staff name clients by numbers: one that only the other firm has is unknown here."""
    ours, theirs = twins.ours.hub, twins.theirs.hub
    row = theirs.clients["beta"]
    row.number = "7777"
    await row.save()
    anna = await ours.staff_socket()

    said = [
        (await anna.ask("conversation.open", {"client": number}))["error"]
        for number in ("7777", "8888")
    ]

    assert [each["code"] for each in said] == ["not_found"] * 2
    assert said[0]["message"].replace("7777", "") == said[1]["message"].replace("8888", "")
    found = await ours.http.get("/api/clients?search=7777", headers=bearer(ours, "anna"))
    assert (await found.json())["clients"] == []
