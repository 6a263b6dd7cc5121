"""Pushes signed requests at the app under test: in order or not, twice, late, and again on failure."""

import asyncio
import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession, ClientTimeout

Json = dict[str, Any]
ANSWER_S = 3.0
OK = 200


@dataclass(frozen=True)
class Answer:
    """What the app answered to one push."""

    status: int
    text: str = ""

    def json(self) -> Any:
        return json.loads(self.text) if self.text else {}


@dataclass
class Delivery:
    envelope: Json
    answers: list[Answer] = field(default_factory=list)


def signature(secret: str, timestamp: str, body: str) -> str:
    base = f"v0:{timestamp}:{body}".encode()
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class Pusher:
    """The sending half of Slack. Tests turn its knobs to make delivery as bad as it can be."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.target = ""
        self.deliveries: list[Delivery] = []
        self.copies = 1
        # Seconds before each retry; Slack waits 0, 60 and 300.
        self.retry_delays: tuple[float, ...] = (0.0, 0.05, 0.1)
        # An event_id of its own for each copy, as node-slack-sdk#2141 saw.
        self.new_id_per_copy = False
        self.in_parallel = False
        self.answer_s = ANSWER_S
        self._ids = itertools.count(1)
        self._held: list[Json] | None = None
        self._queue: asyncio.Queue[Json] = asyncio.Queue()
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: ClientSession | None = None
        self._consumer: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._session = ClientSession(timeout=ClientTimeout(total=self.answer_s))
        self._consumer = asyncio.create_task(self._consume())

    async def stop(self) -> None:
        for task in [*self._tasks, *([self._consumer] if self._consumer else [])]:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        if self._session:
            await self._session.close()

    def new_event_id(self) -> str:
        return f"Ev{next(self._ids):09d}"

    # --- events ---

    def tell(self, envelope: Json) -> None:
        """Queue an Events API envelope."""
        if self._held is not None:
            self._held.append(envelope)
        elif self.target:
            self._queue.put_nowait(envelope)

    def hold(self) -> None:
        """Keep the events that happen from now on back, until `release`."""
        self._held = []

    async def release(
        self, order: Callable[[list[Json]], Iterable[Json]] = list, *, drop: int = 0
    ) -> None:
        held, self._held = self._held or [], None
        for envelope in list(order(held))[drop:]:
            self.tell(envelope)
        await self.settle()

    async def replay(self, delivery: Delivery) -> None:
        """Send an old event again, freshly signed, as Slack's Delayed Events do."""
        self.tell(delivery.envelope)
        await self.settle()

    async def settle(self) -> None:
        """Wait until every queued event is delivered or given up."""
        await self._queue.join()
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _consume(self) -> None:
        while True:
            envelope = await self._queue.get()
            try:
                copies = [dict(envelope) for _ in range(self.copies)]
                if self.new_id_per_copy:
                    for copy in copies[1:]:
                        copy["event_id"] = self.new_event_id()
                if self.in_parallel:
                    for copy in copies:
                        self._spawn(self._deliver(copy))
                elif len(copies) > 1:
                    await asyncio.gather(*(self._deliver(copy) for copy in copies))
                else:
                    await self._deliver(copies[0])
            finally:
                self._queue.task_done()

    def _spawn(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, envelope: Json) -> None:
        delivery = Delivery(envelope)
        self.deliveries.append(delivery)
        headers: dict[str, str] = {}
        for attempt, delay in enumerate((None, *self.retry_delays)):
            if delay is not None:
                await asyncio.sleep(delay)
            answer = await self.send("/slack/events", json.dumps(envelope), headers=headers)
            delivery.answers.append(answer)
            if answer.status == OK:
                return
            reason = "http_timeout" if answer.status == 0 else "http_error"
            headers = {"X-Slack-Retry-Num": str(attempt + 1), "X-Slack-Retry-Reason": reason}

    # --- any signed request ---

    async def send_form(self, path: str, form: Json) -> Answer:
        content_type = "application/x-www-form-urlencoded"
        return await self.send(path, urlencode(form), content_type=content_type)

    async def send_payload(self, path: str, payload: Json) -> Answer:
        return await self.send_form(path, {"payload": json.dumps(payload)})

    async def send(
        self,
        path: str,
        body: str,
        *,
        content_type: str = "application/json",
        headers: dict[str, str] | None = None,
        timestamp: int | None = None,
        secret: str | None = None,
        signed: str | None = None,
    ) -> Answer:
        """Post a signed body; status 0 means that no answer came.

        `signed` gives the text that the signature is made over, when a test wants another.
        """
        if self._session is None:
            raise RuntimeError("the pusher was not started")
        stamp = str(int(time.time()) if timestamp is None else timestamp)
        all_headers = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature(
                self.secret if secret is None else secret, stamp, body if signed is None else signed
            ),
            **(headers or {}),
        }
        sent = {name: value for name, value in all_headers.items() if value}
        try:
            async with self._session.post(
                self.target + path, data=body.encode(), headers=sent
            ) as response:
                return Answer(response.status, await response.text())
        except (ClientError, TimeoutError):
            return Answer(0)
