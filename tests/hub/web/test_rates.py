"""Rates of what needs no sign-in: alone in memory, shared in Redis."""

import pytest
from limits import RateLimitItemPerMinute

from hub.web.rates import OwnRates, SharedRates

THREE = RateLimitItemPerMinute(3)


async def test_a_process_counts_for_itself():
    rates = OwnRates()

    waits = [await rates.take(THREE, "link", "a") for _ in range(5)]

    assert waits[:3] == [None] * 3
    assert all(wait and 1 <= wait <= 60 for wait in waits[3:])
    assert await rates.take(THREE, "link", "b") is None


@pytest.mark.redis
async def test_processes_count_together(redis_url: str):
    first, second = SharedRates(redis_url), SharedRates(redis_url)

    waits = [await rates.take(THREE, "link", "a") for rates in (first, second, first, second)]

    assert waits[:3] == [None] * 3
    assert waits[3]
    await first.close()
    await second.close()
