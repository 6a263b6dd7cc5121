"""What Slack sent, stored before it is acknowledged, and worked off one by one in each channel."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet
from tortoise.transactions import in_transaction

from hub import clock
from hub.actions.prepared import can_lock_rows, run_all
from models.chat import DeliveryState, InboxEvent

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 8
LONGEST_WAIT_S = 300
# An edit or deletion that came before its message waits for it; then it was for nothing.
PARKED = "parked"
# Long enough for events that overtook each other to be put in order.
GRACE = timedelta(milliseconds=150)
AT_ONCE = 100
_CLAIMS_ARE_MINE = "SELECT pg_advisory_xact_lock(hashtext('kirjuri slack inbox'))"
# Slack's Delayed Events may repeat an event hours later.
KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One request from Slack, claimed by this process."""

    id: UUID
    team_id: str
    kind: str
    body: str
    attempts: int


async def store_event(
    *, team_id: str, event_id: str, kind: str, body: str, order_key: str, event_ts: str
) -> None:
    """Keep a request; the same (team, event) again changes nothing. Raises when it cannot."""
    row = InboxEvent(
        team_id=team_id,
        event_id=event_id[:100],
        kind=kind,
        # PostgreSQL refuses NUL bytes; in JSON they only occur escaped, which it keeps.
        body=body.replace("\x00", ""),
        order_key=order_key[:150],
        event_ts=event_ts[:40],
        due_at=clock.now() + GRACE,
    )
    await InboxEvent.bulk_create([row], ignore_conflicts=True)


async def claim_event() -> StoredEvent | None:
    """The next event that may be worked on, marked as ours.

    In one channel events go one after another in the order of Slack's ts; parked ones wait aside.
    """
    async with in_transaction():
        if can_lock_rows():
            # One claims at a time: a row that another has chosen and not saved is not seen yet.
            await run_all((_CLAIMS_ARE_MINE, ()))
        now = clock.now()
        async for row in _first_of_each_channel(now):
            await InboxEvent.filter(id=row.id).update(
                state=DeliveryState.SENDING,
                leased_until=now + LEASE,
                attempts=row.attempts + 1,
            )
            return StoredEvent(row.id, row.team_id, row.kind, row.body, row.attempts + 1)
    return None


async def _first_of_each_channel(now: datetime) -> AsyncIterator[InboxEvent]:
    """Events that may be worked on now, at most one of each channel, the earliest first."""
    due = Q(state=DeliveryState.DUE, due_at__lte=now)
    left = Q(state=DeliveryState.SENDING, leased_until__lt=now)
    held: set[str] = set()
    while True:
        # Past the channels that wait: a storm in one must not hold up the others.
        rows = (
            await InboxEvent.filter(due | left)
            .exclude(order_key__in=held)
            .order_by("event_ts", "id")
            .limit(AT_ONCE)
        )
        for row in rows:
            if row.order_key not in held:
                held.add(row.order_key)
                if not await _must_wait(row):
                    yield row
        if len(rows) < AT_ONCE:
            return


async def _must_wait(row: InboxEvent) -> bool:
    """Whether another event of the channel is under way, or an earlier one is to go first."""
    earlier = Q(event_ts__lt=row.event_ts) | Q(event_ts=row.event_ts, id__lt=row.id)
    under_way = Q(state=DeliveryState.SENDING)
    to_go = Q(state=DeliveryState.DUE) & ~Q(problem=PARKED) & earlier
    others = InboxEvent.filter(order_key=row.order_key).exclude(id=row.id)
    return await others.filter(under_way | to_go).exists()


async def event_done(event: StoredEvent, problem: str = "") -> None:
    await _still_ours(event).update(
        state=DeliveryState.SENT, leased_until=None, problem=problem[:500]
    )


async def event_parked(event: StoredEvent, most: int = MOST_ATTEMPTS) -> bool:
    """Set it aside until its message is known; False when it has waited long enough."""
    if event.attempts >= most:
        return False
    await _again(event, PARKED)
    return True


async def event_failed(event: StoredEvent, problem: str) -> bool:
    """Try again later; False when it was given up and stands as failed."""
    if event.attempts >= MOST_ATTEMPTS:
        await _still_ours(event).update(
            state=DeliveryState.FAILED, leased_until=None, problem=problem[:500]
        )
        return False
    await _again(event, problem)
    return True


async def wake_parked(order_key: str) -> None:
    """A message arrived: what was parked in its channel may find it now."""
    await InboxEvent.filter(order_key=order_key, state=DeliveryState.DUE, problem=PARKED).update(
        due_at=clock.now()
    )


async def forget_old_events() -> None:
    """Drop what was handled long ago: a repetition that late is told apart by its message."""
    await InboxEvent.filter(state=DeliveryState.SENT, created_at__lt=clock.now() - KEPT).delete()


async def _again(event: StoredEvent, problem: str) -> None:
    wait_s = min(LONGEST_WAIT_S, 2**event.attempts)
    await _still_ours(event).update(
        state=DeliveryState.DUE,
        leased_until=None,
        problem=problem[:500],
        due_at=clock.now() + timedelta(seconds=wait_s),
    )


def _still_ours(event: StoredEvent) -> QuerySet[InboxEvent]:
    """The row while our lease on it holds: another process takes over after it ran out."""
    return InboxEvent.filter(id=event.id, state=DeliveryState.SENDING, attempts=event.attempts)
