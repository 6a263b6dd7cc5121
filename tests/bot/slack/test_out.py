"""Attack cases 21 and 23: what leaves for Slack arrives once, in order, whole and inert."""

import pytest

from hub.actions.cards import keep_card, update_card
from hub.cards import Button, Card
from models.chat import Delivery, DeliveryState
from models.clients import Client, Contact
from tests.support.fake_slack import problems_of_message


def texts(desk):
    return [desk.shown(message) for message in desk.thread]


async def state_of_deliveries():
    return {str(row.state.value) for row in await Delivery.all()}


@pytest.mark.parametrize("kind", ["drop_reply", "drop_before", "status", "ratelimited"])
@pytest.mark.parametrize("method", ["chat.postMessage", "conversations.create"])
async def test_23_a_first_message_survives_every_fault(desk, kind, method):
    desk.slack.faults.add(method, kind)
    await desk.client_writes("Hei")
    await desk.settle(later_s=30)
    await desk.settle(later_s=90)

    assert texts(desk) == ["Hei"]
    assert len(desk.channel.messages) == 2, "one root card and one message"
    assert len([c for c in desk.slack.world.channels.values() if not c.is_im]) == 1
    assert await state_of_deliveries() == {"sent"}


@pytest.mark.parametrize("kind", ["drop_reply", "drop_before", "status", "ratelimited"])
@pytest.mark.parametrize("events_first", [False, True])
async def test_23_later_messages_keep_their_order_and_number(talking, kind, events_first):
    talking.slack.events_before_replies = events_first
    talking.slack.faults.add("chat.postMessage", kind, times=2)
    for number in range(4):
        await talking.client_writes(f"viesti {number}")
    for later_s in (30, 60, 120, 240):
        await talking.settle(later_s=later_s)

    assert texts(talking)[1:] == [f"viesti {number}" for number in range(4)]
    assert await state_of_deliveries() == {"sent"}


async def test_23_an_unanswered_post_is_found_without_our_own_event(talking):
    talking.slack.pushes.hold()
    talking.slack.faults.add("chat.postMessage", "drop_reply")
    await talking.client_writes("Kerran")
    assert await Delivery.filter(state=DeliveryState.UNCLEAR).count() == 1
    await talking.settle(later_s=60)
    await talking.slack.pushes.release()

    assert texts(talking)[1:] == ["Kerran"]
    assert await state_of_deliveries() == {"sent"}


async def test_a_rate_limit_is_waited_out_as_long_as_slack_says(talking):
    talking.slack.faults.add("chat.postMessage", "ratelimited", retry_after=30)
    await talking.client_writes("Odota")
    await talking.settle(later_s=20)
    early = texts(talking)[1:]
    await talking.settle(later_s=40)

    assert early == []
    assert texts(talking)[1:] == ["Odota"]


@pytest.mark.parametrize("kind", ["drop_reply", "status", "ratelimited"])
async def test_23_a_file_is_shared_once(talking, kind):
    talking.slack.faults.add("files.completeUploadExternal", kind)
    file_id = await talking.client_uploads("kuitti.pdf", b"%PDF-1.7\n1 0 obj")
    await talking.client_writes("", files=[file_id])
    await talking.settle(later_s=60)

    assert [len(m.files) for m in talking.thread[1:]] == [1]
    assert await state_of_deliveries() == {"sent"}


async def test_a_long_message_is_split_and_keeps_every_word(talking):
    body = " ".join(f"sana{number}" for number in range(2000))
    await talking.client_writes(body)

    parts = talking.thread[1:]
    assert len(parts) > 3
    assert " ".join(talking.shown(m) for m in parts) == body
    assert all(len(m.text) < 4000 for m in parts)


async def test_a_long_message_broken_off_half_way_is_finished_not_repeated(talking):
    body = " ".join(f"sana{number}" for number in range(2000))
    talking.slack.faults.add("chat.postMessage", "drop_reply", times=2)
    await talking.client_writes(body)
    for later_s in (30, 60, 120):
        await talking.settle(later_s=later_s)

    assert " ".join(talking.shown(m) for m in talking.thread[1:]) == body


async def test_a_deleted_root_gets_a_new_thread(talking):
    await talking.slack.delete(talking.root)
    await talking.client_writes("Vielä yksi")
    await talking.settle(later_s=30)

    threads = {m.thread_ts for m in talking.channel.messages.values() if m.thread_ts}
    shown = [talking.shown(m) for m in talking.channel.in_order()]
    assert "Vielä yksi" in shown
    assert len(threads) == 2


async def test_what_slack_refuses_for_good_stands_as_failed(talking):
    talking.slack.faults.add("chat.postMessage", "error", error="restricted_action")
    await talking.client_writes("Ei mene")

    [row] = await Delivery.filter(state=DeliveryState.FAILED)
    assert row.problem == "restricted_action"


INERT = [
    "<!channel> <!here> <@U123> <#C123>",
    "<http://evil.example|bank.fi>",
    "*bold* _it_ ~no~ `code` ```fence```",
    "&lt;!channel&gt; &amp;",
    "> quote\n>>> block",
    ":tada: @channel @everyone",
]


@pytest.mark.sqlite_only
@pytest.mark.parametrize("text", INERT)
async def test_21_what_a_client_writes_is_inert(talking, text):
    await talking.client_writes(text)
    message = talking.thread[-1]

    [block] = message.blocks
    assert block["type"] == "rich_text", "Slack reads no markup in rich text"
    elements = [e for section in block["elements"] for e in section["elements"]]
    assert {e["type"] for e in elements} == {"text"}
    assert talking.shown(message) == text
    assert "<" not in message.text
    assert ">" not in message.text


@pytest.mark.sqlite_only
async def test_21_a_companys_and_contacts_names_are_inert_in_the_root_card(desk):
    await Client.all().update(name="<!channel> Oy")
    await Contact.all().update(name="<@U1> Aino")
    await desk.client_writes("Hei")

    channel = next(c for c in desk.slack.world.channels.values() if c.name.startswith("as-"))
    root = channel.in_order()[0]
    assert "<" not in root.text
    assert {b["type"] for b in root.blocks} == {"header", "rich_text", "context"}


# --- cards ---


@pytest.mark.sqlite_only
async def test_a_card_in_the_notes_is_live_and_updates_in_place(talking):
    anna = talking.staff["anna"]
    card = Card("invoice", "Invoice 10/2026", buttons=(Button("push", "Push", confirm="Sure?"),))
    kept = await keep_card(anna, card, command="echo", payload={}, conversation_id=talking.notes_id)
    await talking.settle()
    message = talking.thread[-1]
    before = list(message.buttons)
    assert kept.id
    done = Card("invoice", "Invoice 7 in Procountor", state="done")
    await update_card(anna, kept.id, done)
    await talking.settle()

    assert before == ["card:push"]
    assert len(talking.thread) == 2
    assert "✅ Invoice 7 in Procountor" in talking.shown(message)
    assert message.buttons == {}


@pytest.mark.sqlite_only
async def test_a_card_of_the_clients_is_only_read_in_slack(talking):
    card = Card("bulletin", "Holiday hours", buttons=(Button("acknowledge", "I have read"),))
    await keep_card(
        talking.staff["anna"], card, command="echo", payload={},
        conversation_id=talking.conversation_id,
    )  # fmt: skip
    await talking.settle()

    assert "Holiday hours" in talking.shown(talking.thread[-1])
    assert talking.thread[-1].buttons == {}


@pytest.mark.sqlite_only
async def test_every_call_stays_below_slacks_limits(talking):
    card = Card(
        "big", "T" * 400, lines=("L" * 20_000,) * 3,
        buttons=tuple(Button(f"b{n}", "B" * 200, confirm="C" * 900) for n in range(40)),
    )  # fmt: skip
    await keep_card(
        talking.staff["anna"], card, command="echo", payload={},
        conversation_id=talking.notes_id,
    )  # fmt: skip
    await talking.settle()

    sent = [c for c in talking.slack.calls if c.method in {"chat.postMessage", "chat.update"}]
    assert [problems_of_message(call.arguments) for call in sent] == [[]] * len(sent)
    assert await state_of_deliveries() == {"sent"}
