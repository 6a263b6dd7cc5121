"""Duplicates, other orders, late and early events: each message once, in Slack's own order."""

import asyncio
import random
from datetime import timedelta

from hub.clock import now
from models.chat import DeliveryState, InboxEvent
from tests.bot.slack.desk import wait_for


async def test_14_the_same_event_five_times_in_parallel_is_one_message(talking):
    talking.slack.pushes.copies = 5
    await talking.reply("&gt;&gt; Kerran")

    assert (await talking.client_sees()).count("Kerran") == 1
    assert (await talking.sent_to_client()).count("'kind': 'message'") == 2


async def test_one_message_under_many_event_ids_is_one_message(talking):
    talking.slack.pushes.copies = 4
    talking.slack.pushes.new_id_per_copy = True
    await talking.reply("&gt;&gt; Kerran")

    assert (await talking.client_sees()).count("Kerran") == 1


async def test_very_late_repetitions_are_harmless(talking):
    first = await talking.reply("&gt;&gt; Ensin")
    await talking.slack.edit(talking.anna, first, "&gt;&gt; Ensin, korjattu")
    await talking.settle()
    await talking.slack.delete(first)
    await talking.settle()
    await InboxEvent.all().delete()
    for delivery in list(talking.slack.pushes.deliveries):
        await talking.slack.pushes.replay(delivery)
    await talking.settle(later_s=3600)

    assert await talking.client_sees() == ["Hei, onko ALV maksettu?"]
    assert await talking.notes() == []


async def test_events_that_overtook_each_other_are_put_in_order(talking, monkeypatch):
    monkeypatch.setattr("hub.actions.slack_inbox.GRACE", timedelta(milliseconds=150))
    texts = [f"viesti {number}" for number in range(8)]
    talking.slack.pushes.hold()
    for text in texts:
        await talking.slack.post(talking.anna, talking.channel, f"&gt;&gt; {text}", talking.root.ts)
    await talking.slack.pushes.release(order=reversed)
    await wait_for(0.2)
    await talking.settle()

    assert (await talking.client_sees())[1:] == texts


async def test_an_edit_and_a_deletion_wait_for_their_message(talking):
    pushes = talking.slack.pushes
    pushes.hold()
    kept = await talking.slack.post(talking.anna, talking.channel, "&gt;&gt; A", talking.root.ts)
    gone = await talking.slack.post(talking.anna, talking.channel, "&gt;&gt; B", talking.root.ts)
    await talking.slack.edit(talking.anna, kept, "&gt;&gt; A2")
    await talking.slack.react(talking.anna, kept, "tada")
    await talking.slack.delete(gone)
    held = list(pushes._held)
    messages = [e for e in held if e["event"]["type"] == "message" and "subtype" not in e["event"]]
    await pushes.release(order=lambda _: [e for e in held if e not in messages])
    await talking.settle()
    parked = await InboxEvent.filter(problem="parked").count()
    for envelope in messages:
        pushes.tell(envelope)
    await talking.settle(later_s=60)

    assert parked == 3
    assert await talking.client_sees() == ["Hei, onko ALV maksettu?", "A2"]
    assert "🎉" in await talking.sent_to_client()
    assert await InboxEvent.exclude(state=DeliveryState.SENT).count() == 0


async def test_an_edit_whose_message_never_comes_is_let_go(talking):
    talking.slack.pushes.hold()
    lost = await talking.slack.post(talking.anna, talking.channel, "x", talking.root.ts)
    await talking.slack.pushes.release(drop=9)
    await talking.slack.edit(talking.anna, lost, "y")
    for hours in range(1, 11):
        await talking.settle(later_s=3600 * hours)

    assert await talking.notes() == []
    assert await InboxEvent.exclude(state=DeliveryState.SENT).count() == 0


async def test_an_event_that_fails_is_tried_again_and_holds_only_its_channel(talking, monkeypatch):
    failures = ["once", "twice"]
    real = talking.bot.bridge._written

    async def fails_twice(*arguments):
        if failures:
            raise RuntimeError(failures.pop())
        await real(*arguments)

    monkeypatch.setattr(talking.bot.bridge, "_written", fails_twice)
    await talking.reply("&gt;&gt; sitkeä")
    assert len(await talking.client_sees()) == 1
    for minutes in (10, 20, 30):
        await talking.settle(later_s=60 * minutes)

    assert (await talking.client_sees())[1:] == ["sitkeä"]


async def test_a_storm_loses_and_doubles_nothing(talking, monkeypatch):
    monkeypatch.setattr("hub.actions.slack_inbox.GRACE", timedelta(milliseconds=150))
    chance = random.Random(7)
    pushes = talking.slack.pushes
    pushes.in_parallel, pushes.copies = True, 3
    texts = [f"n{number}" for number in range(30)]
    pushes.hold()
    for text in texts:
        await talking.slack.post(talking.anna, talking.channel, f"&gt;&gt; {text}", talking.root.ts)
    await pushes.release(order=lambda held: chance.sample(held, len(held)))
    await wait_for(0.3)
    await talking.settle()

    assert (await talking.client_sees())[1:] == texts


async def test_the_worker_takes_events_by_itself_and_forgets_old_ones(talking):
    await talking.bot.start()
    old = await InboxEvent.filter(state=DeliveryState.SENT).first()
    assert old
    long_ago = now() - timedelta(days=8)
    await InboxEvent.filter(id=old.id).update(created_at=long_ago)
    await talking.slack.post(talking.anna, talking.channel, "&gt;&gt; Itsestään", talking.root.ts)
    async with asyncio.timeout(5):
        while "Itsestään" not in await talking.client_sees():
            await wait_for(0.02)
        while await InboxEvent.filter(id=old.id).exists():
            await wait_for(0.02)
    await talking.bot.inbox.stop()


async def test_the_worker_ends_even_when_an_event_comes_at_that_moment(talking):
    inbox = talking.bot.inbox
    for _ in range(20):
        inbox.start()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        # Python 3.11's wait_for lost a cancellation that came together with the event.
        inbox._wake.set()
        await asyncio.sleep(0)
        async with asyncio.timeout(5):
            await inbox.stop(patience_s=1)
