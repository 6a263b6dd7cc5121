"""What finally fails is told to the staff, beside the conversation, once and without a loop."""

import pytest

from hub import events, outbox
from hub.access import house_of
from hub.actions.cards import keep_card
from hub.actions.deliveries import on_delivery_failed, tell_failure
from hub.actions.edits import delete_message
from hub.cards import Card
from hub.channels import GiveUpError
from hub.clock import now
from hub.jobs.deliveries import tell_failures
from hub.queries.chat import entries_after
from models.audit import AuditRow
from models.chat import Delivery, DeliveryState
from models.firm import Firm


@pytest.fixture
async def told(talking):
    """The desk with the listener that assembly wires."""
    end = events.subscribe(events.DeliveryFailed, on_delivery_failed)
    yield talking
    end()


async def test_a_post_that_slack_refuses_is_told_in_the_notes(told):
    await refused(told, "Voiko tämän vähentää verotuksessa vai ei?")

    [line] = await status_lines(told)
    assert "“Voiko tämän vähentää verotuksessa vai ei?”" in line
    assert "restricted_action" in line
    assert "administrator" in line, "it says what to do"
    assert "Voiko" in (await told.client_sees())[-1], "the client's own log has no such line"
    assert "restricted_action" not in await told.sent_to_client()


async def test_the_line_itself_is_not_queued_for_slack_and_nothing_loops(told):
    told.slack.faults.add("chat.postMessage", "error", error="restricted_action", times=50)
    await told.client_writes("Ei mene")
    for later_s in (0, 600, 1200):
        await told.settle(later_s=later_s)

    assert len(await status_lines(told)) == 1
    assert await Delivery.filter(channel="slack").count() == 2


@pytest.mark.parametrize(("language", "words"), [
    ("fi", "Ei mennyt Slackiin"), ("sv", "Kom inte till Slack"), ("en", "Did not reach Slack"),
])  # fmt: skip
async def test_it_is_said_in_the_firms_language(told, language, words):
    await Firm.all().update(language=language)
    await refused(told, "x")

    [line] = await status_lines(told)
    assert line.startswith(words)


async def test_a_deleted_messages_words_are_not_repeated(talking):
    message_id = await refused(talking, "Salasanani on 1234")
    await delete_message(
        talking.contacts["aino"], talking.conversation_id, message_id=message_id, client_id="d"
    )
    assert await tell_failures() == 1

    [line] = await status_lines(talking)
    assert "1234" not in line


async def test_a_card_is_named_by_its_title_and_a_note_by_its_words(told):
    anna = told.staff["anna"]
    told.slack.faults.add("chat.postMessage", "error", error="restricted_action", times=2)
    await keep_card(
        anna, Card("bulletin", "Joulun aukiolo"), command="echo", payload={},
        conversation_id=told.conversation_id,
    )  # fmt: skip
    await told.write(anna, told.notes_id, "Soitan hänelle\nhuomenna " + "x" * 200)

    first, second = await status_lines(told)
    assert "“Joulun aukiolo”" in first
    assert "“Soitan hänelle huomenna xxx" in second
    assert "x" * 100 not in second


async def test_a_mark_that_fails_says_that_the_client_has_the_message(told):
    told.slack.faults.add("reactions.add", "error", error="too_many_reactions")
    await told.reply("&gt;&gt; Maksettu on")

    [line] = await status_lines(told)
    assert "“Maksettu on”" in line
    assert "client has got" in line


async def test_twice_told_and_told_by_two_is_once(told):
    await refused(told, "Kerran")
    [row] = await Delivery.filter(state=DeliveryState.FAILED)
    house = await house_of(told.firm.id)
    again = [await tell_failure(house, row.id) for _ in range(2)]

    assert again == [False, False]
    assert len(await status_lines(told)) == 1
    assert await AuditRow.filter(subject="delivery", verb="fail").count() == 1


async def test_what_a_killed_process_did_not_tell_the_job_tells(talking):
    await refused(talking, "Jäi kertomatta")
    assert await status_lines(talking) == []

    assert await tell_failures() == 1
    assert await tell_failures() == 0
    assert len(await status_lines(talking)) == 1


async def test_a_mail_to_a_person_is_told_in_the_audit_trail_without_its_words(told):
    await Delivery.create(
        firm_id=told.firm.id, channel="email", kind="reminder", order_key="x", dedup_key="x",
        due_at=now(), payload={"to": "anna@firm.example", "subject": "s", "text": "secret"},
    )  # fmt: skip
    await outbox.drain(Refusing())

    [row] = await AuditRow.filter(subject="delivery")
    assert row.after == {"channel": "email", "kind": "reminder", "problem": "no such mailbox"}
    assert await status_lines(told) == []


async def test_a_mail_about_a_conversation_is_told_there_and_in_slack(told):
    """Nothing is wrong with Slack then, and that is where staff look."""
    await Delivery.create(
        firm_id=told.firm.id, channel="email", kind="note", order_key="x", dedup_key="x",
        due_at=now(), payload={"conversation": str(told.conversation_id), "subject": "Joulu"},
    )  # fmt: skip
    await outbox.drain(Refusing())
    await told.settle()

    [line] = await status_lines(told)
    assert "“Joulu”" in line
    assert told.shown(told.thread[-1]) == line


async def test_a_delivery_that_is_not_given_up_is_not_told(told):
    await told.client_writes("Menee perille")
    row = await Delivery.filter(channel="slack").first()
    assert row

    assert not await tell_failure(await house_of(told.firm.id), row.id)


class Refusing:
    name = "email"

    async def deliver(self, _parcel):
        raise GiveUpError("no such mailbox")

    async def look_up(self, _parcel):
        return None


async def refused(desk, body):
    """Aino writes what Slack refuses for good."""
    desk.slack.faults.add("chat.postMessage", "error", error="restricted_action")
    return await desk.client_writes(body)


async def status_lines(desk):
    page = await entries_after(desk.staff["anna"], desk.notes_id, 0)
    return [entry.body for entry in page.entries if entry.kind == "status"]
