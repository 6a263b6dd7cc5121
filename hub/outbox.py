"""What leaves the house: claimed with a lease, sent once, retried or looked up, given up loudly."""

import os
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import structlog
from tortoise.expressions import Q
from tortoise.queryset import QuerySet
from tortoise.transactions import in_transaction

from hub import clock, events
from hub.channels import Channel, GiveUpError, Parcel, RetryLaterError, Sent, UnclearError
from hub.ids import new_id
from models.chat import Delivery, DeliveryState

log = structlog.get_logger()

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 8
LONGEST_WAIT_S = 600
AT_ONCE = 100
ME = f"{os.getpid()}-{new_id()}"


async def drain(channel: Channel, limit: int = 50) -> int:
    """Carry out what is due on a channel; returns how many rows were handled.

    Any number of processes may run it: a row is claimed with a lease, and rows of one order key
    go one after another.
    """
    handled = 0
    while handled < limit:
        row = await _claim(channel.name)
        if row is None:
            break
        await _carry(channel, row)
        handled += 1
    return handled


async def _claim(channel: str) -> Delivery | None:
    """The oldest row that may go now, marked as ours.

    A row may go when it is due (or was left half-way by a process whose lease ran out) and no
    earlier row of its order key is unfinished.
    """
    now = clock.now()
    # Most of the time there is none, and on SQLite a transaction would keep others from writing.
    if not await _that_may_go(channel, now).exists():
        return None
    async with in_transaction():
        async for row in _first_of_each_key(channel, now):
            # What was under way when its process died may have arrived: it is looked up first.
            if row.state == DeliveryState.SENDING:
                row.state = DeliveryState.UNCLEAR
            changed = await Delivery.filter(
                Q(leased_until__isnull=True) | Q(leased_until__lt=now), id=row.id
            ).update(
                state=DeliveryState.SENDING,
                leased_until=now + LEASE,
                leased_by=ME,
                attempts=row.attempts + 1,
            )
            if changed:
                return row
    return None


async def _first_of_each_key(channel: str, now: datetime) -> AsyncIterator[Delivery]:
    """Rows that may go now, at most one of each order key, the oldest first."""
    looked_at: set[str] = set()
    while True:
        # Past the keys that wait: a long queue in one conversation must not hold up the others.
        rows = (
            await _that_may_go(channel, now)
            .exclude(order_key__in=looked_at)
            .order_by("id")
            .limit(AT_ONCE)
            .select_for_update(skip_locked=True)
        )
        for row in rows:
            if row.order_key not in looked_at:
                looked_at.add(row.order_key)
                if not await _has_earlier(row):
                    yield row
        if len(rows) < AT_ONCE:
            return


def _that_may_go(channel: str, now: datetime) -> QuerySet[Delivery]:
    due = Q(state=DeliveryState.DUE, due_at__lte=now)
    unclear = Q(state=DeliveryState.UNCLEAR, due_at__lte=now)
    left = Q(state=DeliveryState.SENDING, leased_until__lt=now)
    return Delivery.filter(due | unclear | left, channel=channel)


async def _has_earlier(row: Delivery) -> bool:
    return await Delivery.filter(
        channel=row.channel,
        order_key=row.order_key,
        id__lt=row.id,
        state__in=[DeliveryState.DUE, DeliveryState.SENDING, DeliveryState.UNCLEAR],
    ).exists()


async def _carry(channel: Channel, row: Delivery) -> None:
    """One try at one row; whatever happens stands on the row afterwards."""
    parcel = Parcel(row.id, row.firm_id, row.channel, row.kind, row.payload, row.attempts)
    try:
        sent = await _sent_or_again(channel, row, parcel)
    except RetryLaterError as later:
        await _again(row, DeliveryState.DUE, later.after_s, later.problem)
    except UnclearError as error:
        await _again(row, DeliveryState.UNCLEAR, _wait_s(row.attempts), str(error))
    except GiveUpError as error:
        await _finish(row, DeliveryState.FAILED, problem=str(error))
    except Exception:
        log.exception("delivery failed", channel=channel.name, delivery=str(row.id))
        await _again(row, DeliveryState.DUE, _wait_s(row.attempts), "fault")
    else:
        await _finish(row, DeliveryState.SENT, external_id=sent.external_id)


async def _sent_or_again(channel: Channel, row: Delivery, parcel: Parcel) -> Sent:
    if row.state == DeliveryState.UNCLEAR:
        found = await channel.look_up(parcel)
        if found is not None:
            return found
    return await channel.deliver(parcel)


async def _again(row: Delivery, state: DeliveryState, after_s: float, problem: str) -> None:
    if row.attempts + 1 >= MOST_ATTEMPTS:
        await _finish(row, DeliveryState.FAILED, problem=problem)
        return
    await _still_ours(row).update(
        state=state,
        due_at=clock.now() + timedelta(seconds=after_s),
        leased_until=None,
        leased_by="",
        problem=problem[:500],
    )


async def _finish(
    row: Delivery, state: DeliveryState, *, external_id: str = "", problem: str = ""
) -> None:
    # What arrived has arrived, whoever took over meanwhile; anything else is theirs to say.
    ours = Delivery.filter(id=row.id) if state == DeliveryState.SENT else _still_ours(row)
    changed = await ours.update(
        state=state,
        leased_until=None,
        leased_by="",
        external_id=external_id,
        problem=problem[:500],
        sent_at=clock.now() if state == DeliveryState.SENT else None,
    )
    if changed and state == DeliveryState.FAILED:
        log.error("delivery given up", channel=row.channel, delivery=str(row.id), problem=problem)
        await events.publish(events.DeliveryFailed(firm_id=row.firm_id, delivery_id=row.id))


def _still_ours(row: Delivery) -> QuerySet[Delivery]:
    """The row while our lease on it holds: another process takes over after it ran out."""
    return Delivery.filter(
        id=row.id, state=DeliveryState.SENDING, leased_by=ME, attempts=row.attempts + 1
    )


def _wait_s(attempts: int) -> float:
    return float(min(LONGEST_WAIT_S, 2**attempts))


async def depth() -> dict[str, int]:
    """How many rows wait in each channel, for the metrics."""
    waiting: dict[str, int] = {}
    rows = await Delivery.filter(
        state__in=[DeliveryState.DUE, DeliveryState.SENDING, DeliveryState.UNCLEAR]
    ).values_list("channel", flat=True)
    for channel in rows:
        waiting[str(channel)] = waiting.get(str(channel), 0) + 1
    return waiting
