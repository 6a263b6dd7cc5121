"""A nudge to one person: once in their direct messages, with buttons that work."""

from bot.reminders import hours_nudge
from hub import outbox
from hub.access import house_asker
from hub.actions.reminders import HOURS, remind
from hub.clock import today
from hub.queries.gaps import MissingDay, MissingHours
from models.chat import Delivery


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


async def _nudge(desk) -> None:
    anna = desk.staff["anna"]
    gap = MissingHours(
        anna.id, anna.name, "en", "anna@firm.example", (MissingDay(today(), 450, 0),)
    )
    house = house_asker(desk.firm)
    await remind(house, anna.id, kind=HOURS, day=today(), nudge=hours_nudge(gap))


def _direct(desk):
    return desk.slack.world.im_with(desk.anna).in_order()
