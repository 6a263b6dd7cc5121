"""Send to client, commands, cards, shortcuts, modals, home: done once, in place, by the right person."""

import pytest

from hub.actions.tasks import create_task
from hub.queries.tasks import tasks_of
from models.firm import SlackUser
from tests.support.fake_slack import problems_of_blocks

pytestmark = pytest.mark.sqlite_only


def answers(desk, user=None):
    return desk.slack.ephemerals_of(user or desk.anna)


# --- send to client ---


async def test_the_button_sends_a_note_once_and_says_so_in_place(talking):
    message = await talking.reply("Kyllä, maksettu")
    [offer] = answers(talking)
    as_offered = offer.blocks
    for _ in range(2):
        # The second press is one from a screen that was not redrawn.
        offer.blocks = as_offered
        await talking.slack.press(talking.anna, offer, "send")
        await talking.settle()

    assert await talking.client_sees() == ["Hei, onko ALV maksettu?", "Kyllä, maksettu"]
    assert await talking.notes() == [], "it is a message now, not a note beside it"
    assert "white_check_mark" in message.reactions
    assert answers(talking) == [offer]
    assert "Sent to the client" in talking.shown(offer)


async def test_a_sent_note_can_be_taken_back(talking):
    message = await talking.reply("Väärälle asiakkaalle")
    [offer] = answers(talking)
    await talking.slack.press(talking.anna, offer, "send")
    await talking.settle()
    await talking.slack.press(talking.anna, offer, "back")
    await talking.settle()

    assert await talking.client_sees() == ["Hei, onko ALV maksettu?"]
    assert "white_check_mark" not in message.reactions
    assert "removed at the client" in talking.shown(offer)


async def test_the_shortcut_sends_a_colleagues_note(talking):
    mikko = talking.slack.add_user("Mikko")
    await SlackUser.create(
        firm=talking.firm, staff_id=talking.staff["mikko"].id, team_id=talking.slack.team.id,
        user_id=mikko.id,
    )  # fmt: skip
    message = await talking.reply("Luonnos")
    for _ in range(2):
        await talking.slack.shortcut(mikko, "send_to_client", message)
        await talking.settle()

    assert await talking.client_sees() == ["Hei, onko ALV maksettu?", "Luonnos"]
    assert "'name': 'Mikko'" in await talking.sent_to_client()


async def test_20_a_button_with_another_messages_value_sends_nothing(talking):
    await talking.reply("Salaisuus")
    [offer] = answers(talking)
    real = offer.buttons["send"]["value"]
    mac = real.rpartition(":")[2]
    other = await talking.slack.post(
        talking.anna, talking.slack.add_channel("muu", talking.anna), "Muualla"
    )
    forged = [
        f"{other.ts}:{mac}", f"{talking.thread[0].ts}:{mac}", "1.1:0", "", "null",
        str(talking.conversation_id), real[:-1] + ("0" if real[-1] != "0" else "1"),
    ]  # fmt: skip
    for value in forged:
        await talking.slack.press(talking.anna, offer, "send", value=value)
        await talking.settle()

    assert await talking.client_sees() == ["Hei, onko ALV maksettu?"]


async def test_20_a_button_pressed_in_another_channel_sends_nothing(talking):
    await talking.reply("Salaisuus")
    [offer] = answers(talking)
    offer.channel = talking.slack.add_channel("muu", talking.anna)
    await talking.slack.press(talking.anna, offer, "send")
    await talking.settle()

    assert len(await talking.client_sees()) == 1
    assert "cannot be sent" in talking.shown(answers(talking)[-1])


async def test_a_stranger_presses_and_nothing_is_sent(talking):
    message = await talking.reply("Salaisuus")
    [offer] = answers(talking)
    outi = talking.slack.add_user("Outi", "outi@muualla.example")
    await talking.slack.press(outi, offer, "send")
    await talking.slack.shortcut(outi, "send_to_client", message)
    await talking.settle()

    assert len(await talking.client_sees()) == 1
    assert "ei ole yhdistetty" in talking.shown(answers(talking, outi)[-1])


# --- commands and cards ---


async def test_a_slash_command_is_answered_to_the_person_alone(talking):
    answer = await talking.slack.command(talking.anna, talking.channel, "/hours", "1.5 VAT")
    await talking.settle()

    [card] = answers(talking)
    assert (answer.status, answer.text) == (200, "")
    assert "Save hours 1.5 VAT?" in talking.shown(card)
    assert talking.clerk.asked == [("hours 1.5 VAT", "Anna", talking.conversation_id)]


async def test_kirjuri_takes_every_command(talking):
    await talking.slack.command(talking.anna, talking.channel, "/kirjuri", "status Acme")
    await talking.slack.command(talking.anna, talking.channel, "/kirjuri", "")
    await talking.settle()

    assert sorted(text for text, _, _ in talking.clerk.asked) == ["help", "status Acme"]


async def test_a_mention_in_a_thread_is_a_command_and_no_note(talking):
    await talking.reply(f"<@{talking.slack.team.bot_user_id}> hours 1.5")

    assert talking.clerk.asked == [("hours 1.5", "Anna", talking.conversation_id)]
    assert await talking.notes() == []
    [card] = answers(talking)
    assert card.thread_ts == talking.root.ts


async def test_a_pressed_card_updates_in_place(talking):
    await talking.slack.command(talking.anna, talking.channel, "/hours", "1.5")
    await talking.settle()
    [card] = answers(talking)
    await talking.slack.press(talking.anna, card, "card:save")
    await talking.settle()

    assert answers(talking) == [card]
    assert "✅ Saved by Anna" in talking.shown(card)


async def test_what_cannot_be_understood_is_said_and_changes_nothing(talking):
    await talking.slack.command(talking.anna, talking.channel, "/hours", "25 h")
    await talking.settle()

    [said] = answers(talking)
    assert said.buttons == {}


async def test_a_fault_of_ours_is_told_with_a_reference(talking, monkeypatch):
    async def breaks(*_):
        raise RuntimeError("secret words")

    monkeypatch.setattr(talking.clerk, "answer", breaks)
    await talking.slack.command(talking.anna, talking.channel, "/hours", "1")
    await talking.settle()

    [said] = answers(talking)
    assert "Something broke. Reference" in talking.shown(said)
    assert "secret" not in talking.shown(said)


# --- who is who ---


async def test_an_unlinked_member_is_asked_and_linked_only_by_saying_yes(talking):
    mikko = talking.slack.add_user("Mikko")
    await talking.slack.command(mikko, talking.channel, "/hours", "1.5")
    await talking.settle()
    [asked] = answers(talking, mikko)
    unlinked = list(talking.clerk.asked)
    await talking.slack.press(mikko, asked, "link_me")
    await talking.settle()
    await talking.slack.command(mikko, talking.channel, "/hours", "1.5")
    await talking.settle()

    assert unlinked == []
    assert "Thank you, Mikko" in talking.shown(asked)
    assert talking.clerk.asked[-1][:2] == ("hours 1.5", "Mikko")


@pytest.mark.parametrize(
    "more", [{"is_guest": True}, {"email": "x@muualla.example"}, {"is_bot": True}]
)
async def test_a_guest_or_stranger_is_never_suggested_as_staff(talking, more):
    stranger = talking.slack.add_user("Mikko", **{"email": "mikko@tilitoimisto.example", **more})
    await talking.slack.command(stranger, talking.channel, "/hours", "1.5")
    await talking.settle()
    [said] = answers(talking, stranger)

    assert said.buttons == {}
    assert talking.clerk.asked == []


async def test_nobody_takes_the_account_of_another_by_pressing_their_button(talking):
    mikko = talking.slack.add_user("Mikko")
    outi = talking.slack.add_user("Outi", "outi@muualla.example")
    await talking.slack.command(mikko, talking.channel, "/hours", "1.5")
    await talking.settle()
    [asked] = answers(talking, mikko)
    await talking.slack.press(outi, asked, "link_me")
    await talking.settle()

    assert await SlackUser.filter(user_id=outi.id).count() == 0


# --- modals and home ---


async def test_log_time_here_knows_the_client_and_shows_the_card(talking):
    await talking.slack.shortcut(talking.anna, "log_time_here", talking.thread[0])
    await talking.settle()
    [view] = talking.slack.stack_of(talking.anna)
    refused = await talking.slack.submit(view, {"typed": "25 h"})
    await talking.slack.submit(view, {"typed": "1.5 VAT"})
    await talking.slack.press_in_view(talking.anna, view, "card:save")
    await talking.settle()

    assert refused.json()["response_action"] == "errors"
    assert set(refused.json()["errors"]) == {"typed"}
    assert talking.clerk.asked[-1] == ("hours 1.5 VAT", "Anna", talking.conversation_id)
    assert "✅ Saved by Anna" in str(view.payload["blocks"])


async def test_home_greets_and_offers_to_log_time(talking):
    await talking.slack.open_home(talking.anna)
    await talking.settle()
    home = talking.slack.world.homes[talking.anna.id]
    await talking.slack.press_in_view(talking.anna, home, "log_time")
    await talking.settle()

    assert "Hello, Anna" in str(home.payload)
    assert problems_of_blocks(home.payload["blocks"], 100) == []
    assert [v.payload["callback_id"] for v in talking.slack.stack_of(talking.anna)] == ["log_time"]


async def test_a_task_is_done_by_one_press_at_home(talking):
    anna = talking.staff["anna"]
    for title in ("ALV lokakuu <!channel>", "Palkat"):
        await create_task(anna, client="1001", title=title, due_on=None, client_key=title)
    await talking.slack.open_home(talking.anna)
    await talking.settle()
    home = talking.slack.world.homes[talking.anna.id]
    before = str(home.payload)
    await talking.slack.press_in_view(talking.anna, home, "task_done")
    await talking.settle()

    assert "ALV lokakuu" in before
    assert problems_of_blocks(home.payload["blocks"], 100) == []
    assert len(await tasks_of(anna)) == 1


async def test_home_tells_a_stranger_only_how_to_be_linked(talking):
    outi = talking.slack.add_user("Outi", "outi@muualla.example")
    await talking.slack.open_home(outi)
    await talking.settle()

    assert "ei ole yhdistetty" in str(talking.slack.world.homes[outi.id].payload)
