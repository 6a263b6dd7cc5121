"""Case 45: floods of every kind are throttled with `retry_after`; the neighbours do not notice.

The neighbours' p99 is measured in tests/bench/test_neighbours.py.
"""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from limits import RateLimitItemPerMinute

from hub.realtime import bounds, server
from hub.realtime.limiter import Rule
from hub.realtime.protocol import REQUESTS
from hub.web import rates
from tests.support.hub import Running, Socket, start_server
from tests.support.raw_socket import raw_socket
from tests.support.twins import Twins, bearer

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Empty requests cost nothing else than their place in the limits."""
    monkeypatch.setattr(server, "MISTAKEN", 0.0)


async def refusals(socket: Socket, event: str, count: int) -> list[dict[str, Any]]:
    """Of so many at once, those that came too often."""
    answers = await asyncio.gather(*(socket.ask(event, {}, within=30) for _ in range(count)))
    errors = [answer["error"] for answer in answers if not answer["ok"]]
    return [each for each in errors if each["code"] == "rate_limited"]


async def test_every_event_has_its_limit(
    twins: Twins, no_patience: None, monkeypatch: pytest.MonkeyPatch
):
    assert set(bounds.RULES) - {"connect"} <= set(REQUESTS), "a rule of no event"
    small = dict.fromkeys(bounds.RULES, Rule(10, 0.5))
    monkeypatch.setattr(bounds, "RULES", {**small, "connect": Rule(100, 1)})
    monkeypatch.setattr(bounds, "ANYTHING", Rule(10, 0.5))
    hub = twins.ours.hub
    for event, promise in REQUESTS.items():
        name = "mikko" if promise.doors == ("/staff",) else "aino"
        factor = bounds.STAFF_FACTOR if name == "mikko" else 1.0
        socket = await (hub.staff_socket(name) if name == "mikko" else hub.contact_socket(name))

        refused = await refusals(socket, event, int(10 * factor) + 10)

        assert refused, event
        assert all(each["retry_after"] >= 1 for each in refused), event
        await socket.close()


async def test_a_flood_is_ones_own(twins: Twins, no_patience: None):
    """Neither the colleague, nor the other client, nor the firm next door is throttled by it."""
    ours, theirs = twins.ours.hub, twins.theirs.hub
    aino = await ours.contact_socket("aino")
    others = [
        await ours.contact_socket("eero"),
        await ours.contact_socket("bertta"),
        await ours.staff_socket("mikko"),
        await theirs.contact_socket("aino"),
    ]

    assert len(await refusals(aino, "sync", 300)) > 200

    for socket in others:
        assert (await socket.ask("sync", {"have": {}}))["ok"]
    assert (await aino.ask("hello"))["ok"], "nor is another kind of event"


async def test_a_company_has_a_limit_of_its_own(
    twins: Twins, no_patience: None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(bounds, "COMPANY_FACTOR", 1.0)
    hub = twins.ours.hub
    aino, eero = await hub.contact_socket("aino"), await hub.contact_socket("eero")

    await refusals(aino, "sync", 60)

    assert await refusals(eero, "sync", 30), "two contacts share what their company may"
    assert (await (await hub.contact_socket("bertta")).ask("sync", {"have": {}}))["ok"]


@pytest.fixture
async def behind(database_url: str, tmp_path: Path) -> Any:
    async with start_server(database_url, tmp_path / "data", proxies="127.0.0.1") as running:
        yield running


async def test_an_address_has_a_limit_of_its_own(
    behind: Running, no_patience: None, monkeypatch: pytest.MonkeyPatch
):
    """As our proxy saw it: what the asker says of itself before that is not believed."""
    monkeypatch.setattr(bounds, "ADDRESS_FACTOR", 1.0)

    async def refused(name: str, forwarded: str, count: int) -> bool:
        raw = await raw_socket(behind.base_url, headers={"X-Forwarded-For": forwarded})
        await raw.join("/client", behind.contact_token(name))
        said = [await raw.ask(n, f'42/client,{n}["sync",{{}}]') for n in range(count)]
        await raw.close()
        return any(each["error"]["code"] == "rate_limited" for each in said)

    assert not await refused("aino", "203.0.113.7", 50)
    assert await refused("bertta", "198.51.100.1, 203.0.113.7", 30), "the same address"
    assert not await refused("eero", "198.51.100.9", 30)


async def test_guessing_over_http_is_slowed_down(behind: Running, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rates, "REFUSED_PER_ADDRESS", RateLimitItemPerMinute(5))
    headers = {"X-Forwarded-For": "203.0.113.7", "Authorization": "Bearer a.b.c"}

    said = [await behind.http.get("/api/clients", headers=headers) for _ in range(8)]

    assert [each.status for each in said] == [401] * 5 + [429] * 3
    assert int(said[-1].headers["Retry-After"]) >= 1
    good = {**headers, **bearer(behind, "anna")}
    assert (await behind.http.get("/api/clients", headers=good)).status == 200


async def test_calls_of_a_person_and_a_company_are_counted(
    hub: Running, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(rates, "PER_CALLER", RateLimitItemPerMinute(5))
    monkeypatch.setattr(rates, "PER_COMPANY", RateLimitItemPerMinute(7))

    async def calls(name: str, count: int) -> list[int]:
        headers = bearer(hub, name)
        return [(await hub.http.get("/api/files/x", headers=headers)).status for _ in range(count)]

    assert await calls("aino", 6) == [404] * 5 + [429]
    assert await calls("eero", 3) == [404] * 2 + [429], "the company's share is used up"
    assert await calls("bertta", 2) == [404] * 2


async def test_coming_and_going_is_counted(hub: Running, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bounds, "RULES", {**bounds.RULES, "connect": Rule(3, 0.1)})
    said = []
    for _ in range(5):
        raw = await raw_socket(hub.base_url)
        said.append(await raw.join("/client", hub.contact_token("aino")))
        await raw.close()

    assert [each[:2] for each in said] == ["40"] * 3 + ["44"] * 2
    assert "retry_after" in said[-1]
    assert (await (await hub.contact_socket("eero")).ask("hello"))["ok"]


async def test_guessing_is_slowed_down_and_a_right_token_still_passes(hub: Running):
    raw = [await raw_socket(hub.base_url) for _ in range(8)]
    said = [
        await socket.join("/client", f"guess.{number}.x") for socket in raw for number in range(10)
    ]

    assert "unauthorized" in said[0]
    assert "rate_limited" in said[-1]
    assert "retry_after" in said[-1]
    assert (await (await hub.contact_socket()).ask("hello"))["ok"]
    for socket in raw:
        await socket.close()
