"""Case 45: floods of every kind are throttled with `retry_after`; the neighbours do not notice.

The neighbours' p99 is measured in tests/bench/test_neighbours.py.
"""

import asyncio

import pytest

from tests.support.hub import Running
from tests.support.raw_socket import raw_socket

pytestmark = pytest.mark.sqlite_only


async def test_a_flood_is_throttled_and_neighbours_are_served(hub: Running):
    aino, bertta = await hub.contact_socket("aino"), await hub.contact_socket("bertta")
    place = hub.conversations["acme"]

    answers = await asyncio.gather(
        *(aino.ask("read.mark", {"conversation": place, "seq": 0}, within=30) for _ in range(400))
    )
    refused = [answer for answer in answers if not answer["ok"]]

    assert refused
    assert {answer["error"]["code"] for answer in refused} == {"rate_limited"}
    assert all(answer["error"]["retry_after"] >= 1 for answer in refused)
    assert (await bertta.send(hub.conversations["beta"], "hello"))["ok"]


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
