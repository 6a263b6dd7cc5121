"""A nudge to one person: once in their direct messages, with buttons that work."""

from datetime import date, timedelta

import pytest

from bot.reminders import hours_nudge
from hub import outbox
from hub.access import house_asker
from hub.actions.reminders import HOURS, remind
from hub.actions.slack import revoke_installation
from hub.clock import today
from hub.queries.gaps import MissingDay, MissingHours
from models.chat import Delivery
from models.firm import SlackUser, Staff


async def test_the_nudge_stands_once_in_the_persons_direct_messages(desk):
    await _nudge(desk)
    await _nudge(desk)
    await desk.settle()

    [message] = _direct(desk)
    assert "7 h 30 min" in desk.shown(message)
    assert message.buttons, "the form is one press away"


async def test_a_lost_answer_is_looked_up_and_nothing_is_posted_twice(desk):
    desk.slack.faults.add("chat.postMessage", "drop_reply")
    await _nudge(desk)
    await outbox.drain(desk.bot.channel)
    await desk.settle(later_s=120)

    assert len(_direct(desk)) == 1
    assert await Delivery.filter(kind="direct", state="sent").count() == 1


@pytest.mark.parametrize("kind", ["drop_before", "status", "ratelimited"])
@pytest.mark.parametrize("method", ["chat.postMessage", "conversations.open"])
async def test_a_nudge_survives_what_slack_does(desk, kind, method):
    desk.slack.faults.add(method, kind)
    await _nudge(desk)
    for later_s in (0, 60, 120):
        await desk.settle(later_s=later_s)

    assert len(_direct(desk)) == 1
    assert await _mails() == []


async def test_a_pressed_nudge_becomes_its_form_in_place(desk):
    await _nudge(desk)
    await desk.settle()
    [message] = _direct(desk)
    [button] = message.buttons
    await desk.slack.press(desk.anna, message, button)
    await desk.settle()

    assert _direct(desk) == [message]
    assert desk.clerk.pressed
    assert "Saved by Anna" in desk.shown(message)


async def test_whose_link_is_gone_gets_the_nudge_by_mail_once(desk):
    await _nudge(desk)
    await SlackUser.all().delete()
    await desk.settle()
    await desk.settle(later_s=120)

    assert _direct(desk) == []
    [mail] = await _mails()
    assert mail["to"] == "anna@tilitoimisto.example"
    assert "7 h 30 min" in mail["subject"]
    assert await _direct_states() == ["sent"]


async def test_a_link_that_goes_while_the_answer_is_unclear_does_not_stop_the_nudge(desk):
    desk.slack.faults.add("chat.postMessage", "drop_before")
    await _nudge(desk)
    await outbox.drain(desk.bot.channel)
    await SlackUser.all().delete()
    await desk.settle(later_s=120)

    assert len(await _mails()) == 1


async def test_when_slack_was_taken_away_or_refuses_the_nudge_goes_by_mail(desk):
    desk.slack.faults.add("chat.postMessage", "error", error="messages_tab_disabled")
    await _nudge(desk)
    await desk.settle()
    refused = await _mails()
    await _nudge(desk, today() - timedelta(days=1))
    await revoke_installation(house_asker(desk.firm), team_id=desk.slack.team.id)
    await desk.settle()

    assert len(refused) == 1
    assert len(await _mails()) == 2


async def test_who_has_left_the_firm_gets_nothing_and_the_row_says_why(desk):
    await _nudge(desk)
    await Staff.filter(id=desk.staff["anna"].id).update(is_active=False)
    await SlackUser.all().delete()
    await desk.settle()

    assert await _mails() == []
    [row] = await Delivery.filter(kind="direct")
    assert (row.state.value, row.problem) == ("failed", "the person has left")


async def _mails() -> list[dict[str, str]]:
    return [row.payload for row in await Delivery.filter(channel="email")]


async def _direct_states() -> list[str]:
    return [row.state.value for row in await Delivery.filter(kind="direct")]


async def _nudge(desk, day: date | None = None) -> None:
    anna = desk.staff["anna"]
    gap = MissingHours(
        anna.id, anna.name, "en", "anna@firm.example", (MissingDay(today(), 450, 0),)
    )
    house = house_asker(desk.firm)
    await remind(house, anna.id, kind=HOURS, day=day or today(), nudge=hours_nudge(gap))


def _direct(desk):
    return desk.slack.world.im_with(desk.anna).in_order()
