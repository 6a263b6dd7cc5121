"""One unit of work: a transaction, its audit rows and outbox rows, and events after commit."""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar
from uuid import UUID
from weakref import WeakValueDictionary

from structlog.contextvars import get_contextvars
from tortoise.transactions import in_transaction

from hub import clock, events
from hub.access import Asker
from hub.actions.prepared import (
    Statement,
    as_json_text,
    insert,
    run_all,
    run_at_once,
    short_transaction,
)
from hub.ids import new_id
from models.chat import Delivery

P = ParamSpec("P")
R = TypeVar("R")

_at_work: ContextVar[bool] = ContextVar("at_work", default=False)
_running: set[asyncio.Task[Any]] = set()
_order_locks: WeakValueDictionary[object, asyncio.Lock] = WeakValueDictionary()


class Work:
    """What an action holds while it runs: on whose behalf, and what it leaves behind."""

    def __init__(self, asker: Asker) -> None:
        self.asker = asker
        self.told: list[events.Event] = []

    @property
    def firm_id(self) -> UUID:
        return self.asker.firm_id

    def tell(self, event: events.Event) -> None:
        """Publish after commit; nothing is told of work that was rolled back."""
        self.told.append(event)

    async def audit(
        self,
        subject: str,
        subject_id: UUID | None,
        verb: str,
        *,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
    ) -> None:
        """One audit row in this transaction. No message texts, no tokens."""
        await run_all(self.audited(subject, subject_id, verb, before=before, after=after))

    def audited(
        self,
        subject: str,
        subject_id: UUID | None,
        verb: str,
        *,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
    ) -> Statement:
        """The same as a statement, to be run together with others."""
        return insert(
            "audit_row",
            id=new_id(),
            created_at=clock.now(),
            firm_id=self.firm_id,
            actor_kind=self.asker.kind,
            actor_id=self.asker.id,
            actor_name=self.asker.name,
            channel=self.asker.channel,
            request_id=str(get_contextvars().get("request_id", "")),
            subject=subject,
            subject_id=subject_id,
            verb=verb,
            before=None if before is None else as_json_text(before),
            after=None if after is None else as_json_text(after),
        )

    async def deliver(
        self, channel: str, kind: str, *, order_key: str, dedup_key: str, payload: dict[str, Any]
    ) -> None:
        """One row in the outbox, in this transaction; a row of the same dedup key is one."""
        if await Delivery.filter(dedup_key=dedup_key).exists():
            return
        await Delivery.create(
            firm_id=self.firm_id,
            channel=channel,
            kind=kind,
            order_key=order_key,
            dedup_key=dedup_key,
            payload=payload,
            due_at=clock.now(),
        )
        self.tell(events.DeliveryQueued(firm_id=self.firm_id, channel=channel))


class Action(Generic[P, R]):
    """An action: call it on an asker's behalf, or `inside` the work of another action."""

    def __init__(
        self,
        run: Callable[Concatenate[Work, P], Awaitable[R]],
        *,
        in_order: bool,
        at_once: bool = False,
    ) -> None:
        wraps(run)(self)
        self.inside = run
        self._in_order = in_order
        self._at_once = at_once

    async def __call__(self, asker: Asker, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run in one transaction that a cancelled caller cannot tear apart."""
        if _at_work.get():
            # A task started in a transaction would inherit it (stack.md, Tortoise trap 4).
            raise RuntimeError("an action called inside an action: use .inside(work, …)")
        task = asyncio.create_task(self._to_the_end(asker, *args, **kwargs))
        _running.add(task)
        task.add_done_callback(_running.discard)
        return await asyncio.shield(task)

    async def _to_the_end(self, asker: Asker, *args: P.args, **kwargs: P.kwargs) -> R:
        _at_work.set(True)
        if not self._in_order:
            return await self._transact(asker, *args, **kwargs)
        # Told in the order of their numbers: the conversation is held until its events are out.
        async with order_lock(args[0]):
            return await self._transact(asker, *args, **kwargs)

    async def _transact(self, asker: Asker, *args: P.args, **kwargs: P.kwargs) -> R:
        if self._at_once:
            work, result = await run_at_once(lambda: self._worked(asker, *args, **kwargs))
        else:
            async with short_transaction() if self._in_order else in_transaction():
                work, result = await self._worked(asker, *args, **kwargs)
        _at_work.set(False)
        for event in work.told:
            await events.publish(event)
        return result

    async def _worked(self, asker: Asker, *args: P.args, **kwargs: P.kwargs) -> tuple[Work, R]:
        work = Work(asker)
        return work, await self.inside(work, *args, **kwargs)


def action(run: Callable[Concatenate[Work, P], Awaitable[R]]) -> Action[P, R]:
    """Make an action of a function that takes the work first."""
    return Action(run, in_order=False)


def action_in_order(run: Callable[Concatenate[Work, P], Awaitable[R]]) -> Action[P, R]:
    """The same, one at a time for each value of the first argument (the conversation's id)."""
    return Action(run, in_order=True)


def action_at_once(run: Callable[Concatenate[Work, P], Awaitable[R]]) -> Action[P, R]:
    """In order too, and faster: it awaits nothing but the database, and may run twice for once."""
    return Action(run, in_order=True, at_once=True)


def order_lock(key: object) -> asyncio.Lock:
    lock = _order_locks.get(key)
    if lock is None:
        lock = _order_locks[key] = asyncio.Lock()
    return lock


async def drain(timeout_s: float) -> None:
    """Wait for actions under way, at shutdown."""
    if _running:
        await asyncio.wait(set(_running), timeout=timeout_s)
