"""How often an address may try what needs no sign-in; shared by processes where there is Redis."""

import time
from typing import Protocol
from uuid import UUID

from aiohttp import web
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.storage import RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter as SharedLimiter
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter as OwnLimiter
from redis.asyncio import ConnectionPool
from redis.exceptions import RedisError

from hub.access import Asker
from hub.addresses import is_loopback
from hub.errors import RateLimitedError

PER_ADDRESS = RateLimitItemPerMinute(60)
PER_NAME = RateLimitItemPerMinute(5, 10)
PER_PERSON = RateLimitItemPerMinute(120)
# Any call at all; a company's contacts share three times as much.
PER_CALLER = RateLimitItemPerMinute(1200)
PER_COMPANY = RateLimitItemPerMinute(3600)
REFUSED_PER_ADDRESS = RateLimitItemPerMinute(120)
# Pieces of files: ten of the largest at once, and room to repeat some.
PARTS_PER_PERSON = RateLimitItemPerMinute(900)


class Rates(Protocol):
    async def take(self, item: RateLimitItem, *key: str) -> int | None:
        """None when there is room, else seconds to wait."""

    async def close(self) -> None:
        """Let connections go."""


class OwnRates:
    """In this process."""

    def __init__(self) -> None:
        self._limiter = OwnLimiter(MemoryStorage())

    async def take(self, item: RateLimitItem, *key: str) -> int | None:
        if self._limiter.hit(item, *key):
            return None
        return _seconds_to(self._limiter.get_window_stats(item, *key).reset_time)

    async def close(self) -> None: ...


class SharedRates:
    """In Redis; while it is away each process counts for itself."""

    def __init__(self, redis_url: str) -> None:
        self._pool = ConnectionPool.from_url(redis_url, max_connections=4, socket_timeout=1)
        storage = RedisStorage(
            f"async+{redis_url}",
            implementation="redispy",
            connection_pool=self._pool,  # type: ignore[arg-type]  # its options are typed too narrow
        )
        self._limiter = SharedLimiter(storage)
        self._alone = OwnRates()

    async def take(self, item: RateLimitItem, *key: str) -> int | None:
        try:
            if await self._limiter.hit(item, *key):
                return None
            return _seconds_to((await self._limiter.get_window_stats(item, *key)).reset_time)
        except (RedisError, OSError):
            return await self._alone.take(item, *key)

    async def close(self) -> None:
        await self._pool.disconnect()


RATES: web.AppKey[Rates] = web.AppKey("rates", Rates)


def open_rates(redis_url: str) -> Rates:
    return SharedRates(redis_url) if redis_url else OwnRates()


async def close_rates(app: web.Application) -> None:
    await app[RATES].close()


async def check_rate(request: web.Request, what: str, name: str = "") -> None:
    """Raises RateLimitedError. `name` is whom it is about, so that one cannot be flooded."""
    rates = request.app[RATES]
    wait = await rates.take(PER_ADDRESS, what, request.remote or "")
    if wait is None and name:
        wait = await rates.take(PER_NAME, what, name)
    if wait is not None:
        raise RateLimitedError(wait)


async def check_person(request: web.Request, what: str, person_id: UUID | None) -> None:
    """Raises RateLimitedError: what one person may do in a minute, from wherever."""
    wait = await request.app[RATES].take(PER_PERSON, what, str(person_id))
    if wait is not None:
        raise RateLimitedError(wait)


async def check_caller(request: web.Request, asker: Asker) -> None:
    """Raises RateLimitedError: what one person, and one client company, may call in a minute."""
    rates = request.app[RATES]
    wait = await rates.take(PER_CALLER, "call", str(asker.id))
    if wait is None and asker.client_id is not None:
        wait = await rates.take(PER_COMPANY, "call", str(asker.client_id))
    if wait is not None:
        raise RateLimitedError(wait)


async def check_refused(request: web.Request) -> None:
    """Raises RateLimitedError for an address that keeps guessing; a right token always passes."""
    address = request.remote or ""
    if is_loopback(address):
        # Everybody, behind a proxy that we were not told of.
        return
    wait = await request.app[RATES].take(REFUSED_PER_ADDRESS, "refused", address)
    if wait is not None:
        raise RateLimitedError(wait)


async def check_parts(request: web.Request, person_id: UUID | None) -> None:
    """Raises RateLimitedError: pieces of files that one person may send in a minute."""
    wait = await request.app[RATES].take(PARTS_PER_PERSON, "part", str(person_id))
    if wait is not None:
        raise RateLimitedError(wait)


def _seconds_to(moment: float) -> int:
    return max(1, round(moment - time.time()))
