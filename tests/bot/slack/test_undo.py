"""Ten seconds to undo: until then it is a note, afterwards the client has it exactly once."""

import asyncio
import signal
import sys
from datetime import timedelta

import pytest

from hub import clock, events, outbox
from hub.actions.deliveries import on_delivery_failed
from hub.actions.slack import send_note_to_client
from hub.actions.slack_places import Place
from hub.clock import now
from hub.jobs.deliveries import tell_failures
from hub.jobs.to_client import ToClientChannel
from models.chat import Delivery, DeliveryState, InboxEvent, SlackLink
from models.firm import SlackUser, Staff
from tests.bot.slack.desk import use_channel
from tests.conftest import ROOT

BEFORE = ["Hei, onko ALV maksettu?"]
LATER = 11


@pytest.fixture
def undo_s() -> float:
    return 10


def offers(desk, user=None):
    return desk.slack.ephemerals_of(user or desk.anna)


async def test_what_is_marked_goes_after_ten_seconds_and_not_before(talking):
    message = await talking.reply("&gt;&gt; Maksettu eilen")
    await talking.settle(later_s=9)
    early = await talking.client_sees()
    held = await talking.notes()
    await talking.settle(later_s=LATER)

    assert early == BEFORE
    assert held == ["Maksettu eilen"], "until then it is a note, without its mark"
    assert await talking.client_sees() == [*BEFORE, "Maksettu eilen"]
    assert await talking.notes() == []
    assert "white_check_mark" in message.reactions


async def test_undo_in_time_keeps_it_from_the_client_for_good(talking):
    await talking.reply("&gt;&gt; Väärälle asiakkaalle")
    [offer] = offers(talking)
    assert "in 10 seconds" in talking.shown(offer)
    for _ in range(2):
        await press(talking, offer, "back")
    await talking.settle(later_s=3600)

    assert await talking.client_sees() == BEFORE
    assert "Väärälle" not in await talking.sent_to_client()
    assert await talking.notes() == ["Väärälle asiakkaalle"]
    assert "has not seen" in talking.shown(offer)


async def test_what_was_undone_stays_undone_however_often_slack_tells_of_it(talking):
    await talking.reply("&gt;&gt; Salaisuus")
    await press(talking, offers(talking)[0], "back")
    await InboxEvent.all().delete()
    for delivery in list(talking.slack.pushes.deliveries):
        await talking.slack.pushes.replay(delivery)
    await talking.settle(later_s=3600)

    assert await talking.client_sees() == BEFORE
    assert len(offers(talking)) == 1, "nor is anything said of it again"


async def test_what_was_undone_is_sent_by_its_button_after_all(talking):
    await talking.reply("&gt;&gt; Sittenkin")
    [offer] = offers(talking)
    await press(talking, offer, "back")
    await press(talking, offer, "send")
    early = await talking.client_sees()
    await talking.settle(later_s=LATER)

    assert early == BEFORE
    assert await talking.client_sees() == [*BEFORE, "Sittenkin"]


async def test_after_it_went_undo_deletes_it_at_the_client(talking):
    message = await talking.reply("&gt;&gt; Liian myöhään")
    [offer] = offers(talking)
    await talking.settle(later_s=LATER)
    assert await talking.client_sees() == [*BEFORE, "Liian myöhään"]
    await press(talking, offer, "back")

    assert await talking.client_sees() == BEFORE
    assert "white_check_mark" not in message.reactions
    assert "removed at the client" in talking.shown(offer)


async def test_the_button_sends_a_note_after_ten_seconds_once(talking):
    await talking.reply("Kyllä, maksettu")
    [offer] = offers(talking)
    as_offered = offer.blocks
    for _ in range(2):
        offer.blocks = as_offered
        await press(talking, offer, "send")
    early = await talking.client_sees()
    await talking.settle(later_s=LATER)

    assert early == BEFORE
    assert await talking.client_sees() == [*BEFORE, "Kyllä, maksettu"]


async def test_the_button_can_be_undone(talking):
    await talking.reply("Kyllä, maksettu")
    [offer] = offers(talking)
    await press(talking, offer, "send")
    await press(talking, offer, "back")
    await talking.settle(later_s=LATER)

    assert await talking.client_sees() == BEFORE
    assert await talking.notes() == ["Kyllä, maksettu"]


async def test_in_a_direct_channel_a_reply_can_be_undone_too(talking):
    channel = talking.channel
    await use_channel(talking, channel, is_direct=True)
    await talking.reply("Suoraan")
    await press(talking, offers(talking)[0], "back")
    await talking.reply("Toinen")
    await talking.settle(later_s=LATER)

    assert await talking.client_sees() == [*BEFORE, "Toinen"]


async def test_several_go_in_the_order_they_were_written(talking):
    texts = [f"viesti {number}" for number in range(5)]
    for text in texts:
        await talking.reply(f"&gt;&gt; {text}")
    await talking.settle(later_s=LATER)

    assert await talking.client_sees() == [*BEFORE, *texts]


async def test_only_its_sender_can_undo_it(talking):
    mikko = await colleague(talking)
    await talking.reply("&gt;&gt; Annan viesti")
    [offer] = offers(talking)
    await press(talking, offer, "back", by=mikko)
    await talking.settle(later_s=LATER)

    assert await talking.client_sees() == [*BEFORE, "Annan viesti"]
    assert "Only who sent" in talking.shown(offers(talking, mikko)[-1])


# --- what happens in Slack meanwhile ---


async def test_an_edit_within_the_time_is_what_the_client_gets(talking):
    message = await talking.reply("&gt;&gt; Maksettu ennen")
    await talking.slack.edit(talking.anna, message, "&gt;&gt; Maksettu eilen")
    await talking.settle()
    await talking.settle(later_s=LATER)

    assert await talking.client_sees() == [*BEFORE, "Maksettu eilen"]
    assert "ennen" not in await talking.sent_to_client()


async def test_who_takes_the_mark_away_takes_the_message_back(talking):
    message = await talking.reply("&gt;&gt; Onko tämä oikein")
    await talking.slack.edit(talking.anna, message, "Onko tämä oikein, Mikko?")
    await talking.settle()
    await talking.settle(later_s=LATER)

    assert await talking.client_sees() == BEFORE
    assert await talking.notes() == ["Onko tämä oikein, Mikko?"]


async def test_a_deleted_message_does_not_go(talking):
    message = await talking.reply("&gt;&gt; Pois")
    await talking.slack.delete(message)
    await talking.settle()
    await talking.settle(later_s=LATER)

    assert await talking.client_sees() == BEFORE
    assert "Pois" not in await talking.sent_to_client()
    assert await tell_failures() == 0, "nothing failed"


@pytest.mark.parametrize("what", ["edit", "delete"])
async def test_a_change_that_comes_while_it_is_sent_reaches_the_message(talking, what, monkeypatch):
    """Slack's event reads the note, and at that moment the note becomes a message."""
    message = await talking.reply("&gt;&gt; Vanha")
    bridge, real = talking.bot.bridge, talking.bot.bridge._link

    async def sent_meanwhile(*arguments):
        link = await real(*arguments)
        await due(later_s=LATER)
        return link

    with monkeypatch.context() as patch:
        patch.setattr(bridge, "_link", sent_meanwhile)
        if what == "edit":
            await talking.slack.edit(talking.anna, message, "&gt;&gt; Uusi")
        else:
            await talking.slack.delete(message)
        await talking.settle()
    await talking.settle(later_s=60)

    assert await talking.client_sees() == [*BEFORE, *(["Uusi"] if what == "edit" else [])]


# --- processes that die or race ---


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_process_killed_while_it_sends_sends_nothing_twice(talking, store, when):
    await talking.reply("&gt;&gt; Kerran")
    command = (sys.executable, "-m", "tests.support.dying_sender", when, store)
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
    assert await process.wait() == -signal.SIGKILL
    assert await Delivery.filter(channel="client", state=DeliveryState.SENDING).count() == 1
    await talking.settle(later_s=120)

    assert await talking.client_sees() == [*BEFORE, "Kerran"]
    assert (await talking.sent_to_client()).count("'Kerran'") == 1
    assert await Delivery.filter(channel="client", state=DeliveryState.SENT).count() == 1


async def test_many_workers_send_it_once(talking):
    for number in range(6):
        await talking.reply(f"&gt;&gt; viesti {number}")
    with clock.travel(shifted(LATER)):
        await asyncio.gather(*(outbox.drain(ToClientChannel()) for _ in range(5)))
    await talking.settle(later_s=LATER)

    assert await talking.client_sees() == [*BEFORE, *(f"viesti {n}" for n in range(6))]


async def test_undo_and_sending_at_one_moment_agree(talking):
    """Whoever is first wins: it is undone, or it went and is then deleted at the client."""
    for number in range(6):
        await talking.reply(f"&gt;&gt; viesti {number}")
    with clock.travel(shifted(LATER)):
        sending = asyncio.create_task(outbox.drain(ToClientChannel()))
        shown = list(offers(talking))
        for offer in shown:
            await press(talking, offer, "back")
        await sending
    await talking.settle(later_s=LATER)

    seen = await talking.client_sees()
    for number, offer in enumerate(shown):
        # Where it was just on its way, the button stands as it was.
        assert (f"viesti {number}" in seen) == ("Goes to" in talking.shown(offer))


# --- what cannot be sent ---


async def test_what_could_not_be_sent_is_told_and_stays_a_note(talking):
    end = events.subscribe(events.DeliveryFailed, on_delivery_failed)
    await talking.reply("&gt;&gt; Anna on poissa")
    await Staff.filter(id=talking.staff["anna"].id).update(is_active=False)
    await talking.settle(later_s=LATER)
    end()

    assert await talking.client_sees() == BEFORE
    assert "Did not reach the client: “Anna on poissa”" in await talking.sent_in_notes()
    assert "Did not reach the client" in talking.shown(talking.thread[-1])


async def test_a_note_that_cannot_be_sent_is_refused_at_once(talking):
    message = await talking.reply("Poistettu")
    [offer] = offers(talking)
    await talking.slack.delete(message)
    await talking.settle()
    await press(talking, offer, "send")

    assert await Delivery.filter(channel="client").count() == 0
    assert "cannot be found" in talking.shown(offers(talking)[-1])


async def test_sent_at_once_elsewhere_is_not_held_again(talking):
    await talking.reply("Heti")
    [offer] = offers(talking)
    note = await SlackLink.get(kind="note")
    place = Place(talking.firm.id, note.team_id, note.channel_id, note.ts, note.thread_ts)
    await send_note_to_client(talking.staff["anna"], talking.conversation_id, place=place)
    await press(talking, offer, "send")

    assert await talking.client_sees() == [*BEFORE, "Heti"]
    assert "Sent to the client" in talking.shown(offer)


async def press(desk, offer, action_id, by=None):
    if action_id in offer.buttons:
        await desk.slack.press(by or desk.anna, offer, action_id)
        await desk.settle()


async def due(later_s):
    with clock.travel(shifted(later_s)):
        await outbox.drain(ToClientChannel())


def shifted(seconds):
    return now() + timedelta(seconds=seconds)


async def colleague(desk):
    mikko = desk.slack.add_user("Mikko")
    await SlackUser.create(
        firm=desk.firm, staff_id=desk.staff["mikko"].id, team_id=desk.slack.team.id,
        user_id=mikko.id,
    )  # fmt: skip
    return mikko
