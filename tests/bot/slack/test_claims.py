"""Several workers on one inbox and one outbox, on both databases: in order, one at a time, once."""

import asyncio
import random
from collections import defaultdict
from datetime import timedelta

import pytest

from bot.slack.inbox import Inbox
from hub import clock, outbox
from hub.actions import slack_inbox
from hub.actions.slack_inbox import claim_event, event_done, event_failed, store_event
from hub.channels import RetryLaterError, Sent
from hub.clock import now
from models.chat import Delivery, DeliveryState, InboxEvent
from models.firm import Firm
from tests.support.statements import statements

pytestmark = pytest.mark.usefixtures("store", "at_once")

CHANNELS = ("C1", "C2", "C3")


class Watch:
    """Notes what was handled, and that no two of one key were handled at once."""

    name = "test"

    def __init__(self) -> None:
        self.order: dict[str, list[int]] = defaultdict(list)
        self.busy: set[str] = set()
        self.overlaps: list[str] = []

    async def handle(self, key: str, number: int) -> None:
        if key in self.busy:
            self.overlaps.append(key)
        self.busy.add(key)
        await asyncio.sleep(random.Random(number).uniform(0, 0.01))
        self.order[key].append(number)
        self.busy.discard(key)

    async def read(self, team_id: str, envelope: dict[str, int]) -> None:
        await self.handle(team_id, envelope["number"])

    async def deliver(self, parcel) -> Sent:
        await self.handle(parcel.payload["key"], parcel.payload["number"])
        return Sent()

    async def look_up(self, _parcel) -> Sent | None:
        return None


# --- inbox ---


async def test_three_workers_take_each_channel_in_slacks_order_and_one_at_a_time():
    events = [(channel, number) for channel in CHANNELS for number in range(15)]
    random.Random(3).shuffle(events)
    for channel, number in events:
        await stored(channel, number)
    watch = Watch()
    await asyncio.gather(*(Inbox(watch, tick_s=1).drain() for _ in range(3)))

    assert watch.overlaps == []
    assert watch.order == {channel: list(range(15)) for channel in CHANNELS}


async def test_workers_that_begin_while_events_still_come_hold_each_channel_alone():
    watch = Watch()
    numbers = list(range(40))
    random.Random(5).shuffle(numbers)

    async def arrive() -> None:
        for number in numbers:
            await stored("C1", number)

    async def work() -> None:
        while sum(map(len, watch.order.values())) < len(numbers):
            await Inbox(watch, tick_s=1).drain()
            await asyncio.sleep(0.005)

    async with asyncio.timeout(30):
        await asyncio.gather(arrive(), work(), work(), work())

    assert watch.overlaps == []
    assert sorted(watch.order["C1"]) == sorted(numbers)


async def test_an_earlier_event_that_comes_at_that_moment_is_not_claimed_beside(monkeypatch):
    """The first claim has chosen its event, not committed; then an event of before arrives."""
    await stored("C1", 2)
    chosen, go_on = asyncio.Event(), asyncio.Event()
    real = slack_inbox._must_wait

    async def slowly(row: InboxEvent) -> bool:
        waits = await real(row)
        if not chosen.is_set():
            chosen.set()
            await go_on.wait()
        return waits

    monkeypatch.setattr(slack_inbox, "_must_wait", slowly)
    first = asyncio.create_task(claim_event())
    await chosen.wait()
    before = asyncio.create_task(stored("C1", 1))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(claim_event())
    await asyncio.sleep(0.2)
    go_on.set()
    await before
    claimed = [event for event in (await first, await second) if event]

    assert len(claimed) == 1


async def test_a_channel_with_many_waiting_events_does_not_hold_up_the_others():
    for number in range(110):
        await stored("C1", number)
    await stored("C2", 999)
    busy = await claim_event()
    other = await claim_event()

    assert busy
    assert other
    assert (busy.team_id, other.team_id) == ("C1", "C2")


async def test_who_lost_the_lease_changes_nothing_of_what_another_did():
    await stored("C1", 1)
    late = await claim_event()
    with clock.travel(now() + timedelta(seconds=61)):
        other = await claim_event()
    assert late
    assert other
    await event_done(other)
    await event_failed(late, "RuntimeError")

    [row] = await InboxEvent.all()
    assert row.state == DeliveryState.SENT


async def test_what_a_dead_worker_held_is_taken_once_after_its_lease():
    await stored("C1", 1)
    assert await claim_event()
    early = await claim_event()
    with clock.travel(now() + timedelta(seconds=61)):
        taken = await asyncio.gather(*(claim_event() for _ in range(4)))

    assert early is None
    assert len([event for event in taken if event]) == 1


# --- outbox ---


async def test_four_workers_send_each_keys_rows_in_order_and_once():
    for number in range(12):
        for key in CHANNELS:
            await queued(key, number)
    watch = Watch()
    await asyncio.gather(*(outbox.drain(watch) for _ in range(4)))
    await outbox.drain(watch)

    assert watch.overlaps == []
    assert watch.order == {key: list(range(12)) for key in CHANNELS}
    assert await Delivery.exclude(state=DeliveryState.SENT).count() == 0


async def test_a_key_with_many_waiting_rows_does_not_hold_up_the_others():
    for number in range(110):
        await queued("K1", number)
    first = await Delivery.all().order_by("id").first()
    assert first
    await Delivery.filter(id=first.id).update(due_at=now() + timedelta(hours=1))
    await queued("K2", 1)
    watch = Watch()

    assert await outbox.drain(watch) == 1
    assert watch.order == {"K2": [1]}


async def test_a_worker_that_comes_back_after_its_lease_changes_nothing():
    await queued("K1", 1)
    watch = Watch()
    slow = Slow()
    working = asyncio.create_task(outbox.drain(slow))
    await slow.began.wait()
    with clock.travel(now() + timedelta(seconds=61)):
        assert await outbox.drain(watch) == 1
    slow.go_on.set()
    await working

    [row] = await Delivery.all()
    assert row.state == DeliveryState.SENT
    assert watch.order == {"K1": [1]}


class Slow(Watch):
    """Is away so long that another takes over, then says that nothing was done."""

    def __init__(self) -> None:
        super().__init__()
        self.began, self.go_on = asyncio.Event(), asyncio.Event()

    async def deliver(self, _parcel) -> Sent:
        self.began.set()
        await self.go_on.wait()
        raise RetryLaterError(0)


async def stored(channel: str, number: int) -> None:
    await store_event(
        team_id=channel, event_id=f"{channel}-{number}", kind="events",
        body=f'{{"number": {number}}}', order_key=channel, event_ts=f"{number:010}.000000",
    )  # fmt: skip


async def queued(key: str, number: int) -> None:
    firm = await Firm.first() or await Firm.create(name="Tilitoimisto Testi")
    await Delivery.create(
        firm_id=firm.id, channel="test", kind="test", order_key=key, dedup_key=f"{key}-{number}",
        payload={"key": key, "number": number}, due_at=now(),
    )  # fmt: skip


async def test_an_empty_outbox_keeps_nobody_from_writing():
    async with statements() as said:
        assert await outbox.drain(Watch()) == 0

    assert [each for each in said if each.startswith("BEGIN")] == []
