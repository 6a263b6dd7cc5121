"""The same rooms over several processes: one pipelined publisher, one listener, nothing lost silently.

What could not be carried in time is not guessed at: the sockets of all processes are told to sync.
"""

import asyncio
import json
from collections import deque
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from hub import metrics
from hub.ids import new_id
from hub.realtime.frames import Frame
from hub.realtime.manager import EPHEMERAL, RoomManager, event_frame

log = structlog.get_logger()

LONGEST_WAIT = 20_000
LARGEST_BATCH = 500
POOL = 8
SLOWEST_RETRY_S = 5.0
PATIENCE_S = 5.0


class RedisRoomManager(RoomManager):
    def __init__(self, url: str, channel: str = "kirjuri:rooms") -> None:
        super().__init__()
        # Redis has one set of channels for all its databases; an installation has a database.
        self._channel = f"{channel}:{urlsplit(url).path.strip('/') or 0}"
        self._host = new_id().hex
        self._redis: Redis = Redis.from_url(
            url, max_connections=POOL, socket_timeout=PATIENCE_S, socket_connect_timeout=PATIENCE_S
        )
        # Without a read timeout: a quiet house is no broken one. The check keeps the line alive.
        self._ears: Redis = Redis.from_url(url, max_connections=2, health_check_interval=15)
        self._waiting: deque[str] = deque()
        self._wake = asyncio.Event()
        self._has_lost = False
        self._tasks: set[asyncio.Task[Any]] = set()

    async def start(self) -> None:
        listening = asyncio.Event()
        self._spawn(self._publish_for_ever())
        self._spawn(self._listen_for_ever(listening))
        # Not wait_for: up to Python 3.11 it loses a cancellation that comes with the answer.
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_S):
                await listening.wait()

    async def stop(self) -> None:
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._redis.aclose()
        await self._ears.aclose()

    async def is_ready(self) -> bool:
        try:
            async with asyncio.timeout(PATIENCE_S):
                return bool(await self._redis.ping())
        except (RedisError, OSError, TimeoutError):
            return False

    async def emit(
        self,
        event: str,
        data: object,
        namespace: str,
        room: str | None = None,
        skip_sid: str | None = None,
        to: str | None = None,
        **_: object,
    ) -> None:
        """Here at once, elsewhere as soon as Redis carries it; never waits for it."""
        frame = event_frame(event, data, namespace)
        self.write_all(frame, namespace, (to or room,), skip_sid)
        metrics.FRAMES.labels(event).inc()
        is_soft = event in EPHEMERAL
        if is_soft and self._waiting:
            return
        self._enqueue({"ns": namespace, "room": to or room, "text": frame.text, "soft": is_soft})

    async def tell_news(self, kind: str, payload: dict[str, Any]) -> None:
        self._enqueue({"news": kind, "payload": payload})
        await self.on_news(kind, payload)

    # --- out -----------------------------------------------------------------------------------

    def _enqueue(self, message: dict[str, Any]) -> None:
        if len(self._waiting) >= LONGEST_WAIT:
            self._waiting.popleft()
            self._has_lost = True
            metrics.FANOUT_LOST.inc()
        self._waiting.append(json.dumps({"host": self._host, **message}, ensure_ascii=False))
        self._wake.set()

    async def _publish_for_ever(self) -> None:
        pause = 0.05
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                try:
                    await self._publish_some()
                    pause = 0.05
                except (RedisError, OSError) as error:
                    log.warning("redis does not carry", problem=type(error).__name__)
                    await asyncio.sleep(pause)
                    pause = min(SLOWEST_RETRY_S, pause * 2)

    async def _publish_some(self) -> None:
        """One round trip for all that waits. Said twice after a fault: clients drop what they have."""
        batch = [self._waiting[at] for at in range(min(LARGEST_BATCH, len(self._waiting)))]
        has_lost = self._has_lost
        async with self._redis.pipeline(transaction=False) as pipe:
            for message in batch:
                pipe.publish(self._channel, message)
            if has_lost:
                pipe.publish(self._channel, json.dumps({"host": "", "news": "resync"}))
            await pipe.execute()
        if has_lost:
            self._has_lost = False
        for message in batch:
            # An overflow meanwhile may have dropped some of them from the front.
            if self._waiting and self._waiting[0] is message:
                self._waiting.popleft()

    # --- in ------------------------------------------------------------------------------------

    async def _listen_for_ever(self, listening: asyncio.Event) -> None:
        pause = 0.05
        while True:
            try:
                async with self._ears.pubsub(ignore_subscribe_messages=False) as ears:
                    await ears.subscribe(self._channel)
                    async for heard in ears.listen():
                        if heard["type"] == "subscribe":
                            pause = 0.05
                            if listening.is_set():
                                # What was said while we were deaf is in the log.
                                self._soon("resync", {})
                            listening.set()
                        elif heard["type"] == "message":
                            self._hear(heard["data"])
            except (RedisError, OSError) as error:
                log.warning("redis is not heard", problem=type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(SLOWEST_RETRY_S, pause * 2)

    def _hear(self, raw: bytes) -> None:
        try:
            message = json.loads(raw)
            if message["host"] == self._host:
                return
            if "news" in message:
                self._soon(message["news"], message.get("payload", {}))
            else:
                frame = Frame(message["text"], is_droppable=message["soft"])
                self.write_all(frame, message["ns"], (message["room"],))
        except (ValueError, KeyError, TypeError):
            log.warning("not understood from redis")

    def _soon(self, kind: str, payload: dict[str, Any]) -> None:
        # It may ask the database: frames behind it must not wait for that.
        self._spawn(self._tell(kind, payload))

    async def _tell(self, kind: str, payload: dict[str, Any]) -> None:
        try:
            await self.on_news(kind, payload)
        except Exception:
            log.exception("news failed", happening=kind)

    def _spawn(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
