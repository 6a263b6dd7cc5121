"""Limits over several processes: who takes much here is soon known to have taken it everywhere.

No request waits for Redis. Every process tells a few times a second what its busiest took, and
charges them with what they took elsewhere; while Redis is away each counts for itself.
"""

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass

import structlog
from limits.aio.storage import RedisStorage
from redis.asyncio import ConnectionPool
from redis.exceptions import RedisError

from hub.realtime.limiter import Key, Limiter

log = structlog.get_logger()

TELL_EVERY_S = 0.5
WINDOW_S = 60
PREFIX = "kirjuri:taken"


@dataclass(slots=True)
class _Known:
    """What a key took in this window, here and elsewhere, as far as it was charged."""

    window: int
    here: int = 0
    elsewhere: int = 0


class SharedLimits:
    def __init__(self, limiter: Limiter, redis_url: str) -> None:
        self._limiter = limiter
        self._pool = ConnectionPool.from_url(redis_url, max_connections=8, socket_timeout=1)
        self._storage = RedisStorage(
            f"async+{redis_url}",
            implementation="redispy",
            connection_pool=self._pool,  # type: ignore[arg-type]  # its options are typed too narrow
        )
        self._known: dict[Key, _Known] = {}
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._tell_for_ever())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        await self._pool.disconnect()

    async def _tell_for_ever(self) -> None:
        while True:
            await asyncio.sleep(TELL_EVERY_S)
            try:
                await self.tell()
            except (RedisError, OSError) as error:
                log.warning("limits are not shared", problem=type(error).__name__)

    async def tell(self) -> None:
        """Raises RedisError; what was not told then is forgotten, never charged twice."""
        window = int(time.time()) // WINDOW_S
        for key, taken in self._limiter.busy().items():
            known = self._known.get(key)
            if known is None or known.window != window:
                known = self._known[key] = _Known(window)
            known.here += taken
            name = "/".join((PREFIX, str(window), *key))
            everywhere = await self._storage.incr(name, 2 * WINDOW_S, amount=taken)
            elsewhere = everywhere - known.here
            self._limiter.charge(key, max(0, elsewhere - known.elsewhere))
            known.elsewhere = max(known.elsewhere, elsewhere)
        for key in [key for key, each in self._known.items() if each.window != window]:
            del self._known[key]
