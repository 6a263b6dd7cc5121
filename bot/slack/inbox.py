"""Stores what Slack sends before anything is acknowledged, and works it off in order."""

import asyncio
import hashlib
import json
import math
import time
from contextlib import suppress
from typing import Any, Protocol

import structlog
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.slack.events import order_key, stamp_of
from hub.actions.slack_inbox import (
    GRACE,
    StoredEvent,
    claim_event,
    event_done,
    event_failed,
    event_parked,
    forget_old_events,
    store_event,
)
from hub.logs import named_request

log = structlog.get_logger()

EVENTS = "events"
AT_ONCE = 4
TIDY_S = 3600


class ParkedError(Exception):
    """The message that this event changes is not known yet; it may be on its way."""

    def __init__(self, most: int = 8) -> None:
        super().__init__()
        self.most = most


class Reader(Protocol):
    """What an event becomes in the hub."""

    async def read(self, team_id: str, envelope: dict[str, Any]) -> None:
        """Raises ParkedError to be asked again; any other error is tried again later."""


class Inbox:
    """The queue between Slack and the hub; any number of processes may work on it."""

    def __init__(self, reader: Reader, *, tick_s: float) -> None:
        self.reader = reader
        self.tick_s = tick_s
        self._wake = asyncio.Event()
        self._is_stopping = False
        self._worker: asyncio.Task[None] | None = None

    async def store(self, req: AsyncBoltRequest) -> BoltResponse:
        """Keep an event; when that fails the error goes up, Slack gets 500 and sends it again."""
        body = req.body
        event_id = str(body.get("event_id") or hashlib.sha256(req.raw_body.encode()).hexdigest())
        team_id = str(req.context.team_id or "")
        await store_event(
            team_id=team_id,
            event_id=event_id,
            kind=EVENTS,
            body=req.raw_body or json.dumps(body),
            order_key=order_key(team_id, body),
            event_ts=stamp_of(body),
        )
        self._wake.set()
        return BoltResponse(status=200, body="")

    def start(self) -> None:
        if self._worker is None:
            self._is_stopping = False
            self._worker = asyncio.create_task(self._work(), name="slack inbox")

    async def stop(self, patience_s: float = 2.0) -> None:
        """Take nothing more, and let what is in hand end; a leased event waits for its lease."""
        worker, self._worker = self._worker, None
        if worker is None:
            return
        self._is_stopping = True
        self._wake.set()
        _, late = await asyncio.wait({worker}, timeout=patience_s)
        for task in late:
            task.cancel()
            await asyncio.wait({task}, timeout=patience_s)

    async def drain(self) -> int:
        """Work off what is due now; returns how many events were handled."""
        first = await claim_event()
        if first is None:
            return 0
        await self._handle(first)
        handled = await asyncio.gather(*(self._one_by_one() for _ in range(AT_ONCE)))
        return 1 + sum(handled)

    async def _work(self) -> None:
        tidied_at = -math.inf
        while not self._is_stopping:
            # Not wait_for: up to Python 3.11 it loses a cancellation that comes with the event.
            with suppress(TimeoutError):
                async with asyncio.timeout(self.tick_s):
                    await self._wake.wait()
            self._wake.clear()
            # What overtook each other arrives within the grace that events are given.
            await asyncio.sleep(GRACE.total_seconds())
            try:
                await self.drain()
                if time.monotonic() - tidied_at > TIDY_S:
                    await forget_old_events()
                    tidied_at = time.monotonic()
            except Exception:
                # The database is away: the rows wait, and so do we.
                log.exception("slack inbox rests")

    async def _one_by_one(self) -> int:
        handled = 0
        while not self._is_stopping and (event := await claim_event()) is not None:
            await self._handle(event)
            handled += 1
        return handled

    async def _handle(self, event: StoredEvent) -> None:
        with named_request():
            try:
                await self.reader.read(event.team_id, json.loads(event.body))
            except ParkedError as parked:
                if not await event_parked(event, parked.most):
                    await event_done(event, "its message never came")
            except Exception as error:
                log.exception("slack event failed", stored=str(event.id), attempts=event.attempts)
                await event_failed(event, type(error).__name__)
            else:
                await event_done(event)
