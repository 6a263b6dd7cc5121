"""How often an address may try what needs no sign-in; shared by processes where there is Redis."""

import time
from typing import Protocol

from aiohttp import web
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.storage import RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter as SharedLimiter
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter as OwnLimiter

from hub.errors import RateLimitedError

PER_ADDRESS = RateLimitItemPerMinute(60)
PER_NAME = RateLimitItemPerMinute(5, 10)


class Rates(Protocol):
    async def take(self, item: RateLimitItem, *key: str) -> int | None:
        """None when there is room, else seconds to wait."""


class OwnRates:
    """In this process."""

    def __init__(self) -> None:
        self._limiter = OwnLimiter(MemoryStorage())

    async def take(self, item: RateLimitItem, *key: str) -> int | None:
        if self._limiter.hit(item, *key):
            return None
        return _seconds_to(self._limiter.get_window_stats(item, *key).reset_time)


class SharedRates:
    def __init__(self, redis_url: str) -> None:
        storage = RedisStorage(f"async+{redis_url}", implementation="redispy")
        self._limiter = SharedLimiter(storage)

    async def take(self, item: RateLimitItem, *key: str) -> int | None:
        if await self._limiter.hit(item, *key):
            return None
        return _seconds_to((await self._limiter.get_window_stats(item, *key)).reset_time)


RATES: web.AppKey[Rates] = web.AppKey("rates", Rates)


def open_rates(redis_url: str) -> Rates:
    return SharedRates(redis_url) if redis_url else OwnRates()


async def check_rate(request: web.Request, what: str, name: str = "") -> None:
    """Raises RateLimitedError. `name` is whom it is about, so that one cannot be flooded."""
    rates = request.app[RATES]
    wait = await rates.take(PER_ADDRESS, what, request.remote or "")
    if wait is None and name:
        wait = await rates.take(PER_NAME, what, name)
    if wait is not None:
        raise RateLimitedError(wait)


def _seconds_to(moment: float) -> int:
    return max(1, round(moment - time.time()))
