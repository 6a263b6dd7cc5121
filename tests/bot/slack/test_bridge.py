"""From Slack into the hub and back: notes by default, the client only on purpose."""

import pytest

from hub.actions.chat import set_reaction
from hub.actions.edits import delete_message, edit_message
from models.firm import Firm
from tests.bot.slack.desk import use_channel

pytestmark = pytest.mark.sqlite_only


# --- internal by default ---


async def test_a_clients_message_opens_a_channel_a_thread_and_a_root_card(talking):
    channel = talking.channel
    [message] = talking.thread

    assert channel.is_private
    assert channel.name == "as-1001-acme-oy"
    assert channel.members == [talking.slack.team.bot_user_id, talking.anna.id]
    assert "Acme Oy" in talking.shown(talking.root)
    assert message.username == "Aino Virtanen · Acme Oy"
    assert talking.shown(message) == "Hei, onko ALV maksettu?"


async def test_a_reply_is_a_note_that_no_client_sees(talking):
    await talking.reply("Tarkistan tämän ennen kuin vastaan")

    assert await talking.notes() == ["Tarkistan tämän ennen kuin vastaan"]
    assert "Tarkistan" not in await talking.sent_to_client()
    [offer] = talking.slack.ephemerals_of(talking.anna)
    assert "the client does not" in talking.shown(offer)


@pytest.mark.parametrize("mark", ["&gt;&gt; ", "&gt;&gt;", "/reply ", " &gt;&gt;  "])
async def test_a_marked_reply_reaches_the_client_and_is_marked_as_seen(talking, mark):
    message = await talking.reply(f"{mark}Kyllä, maksettu eilen")

    assert await talking.client_sees() == ["Hei, onko ALV maksettu?", "Kyllä, maksettu eilen"]
    assert await talking.notes() == []
    assert message.reactions == {"white_check_mark": [talking.slack.team.bot_user_id]}


LIKE_MARKS = [
    "&gt; a quote",
    "&gt;&gt;&gt; a block quote",
    "see &gt;&gt; this",
    # Read as words, a label begins with the mark; nobody typed one.
    "<https://a.fi|&gt;&gt; see this>",
    "<!date^1392734382^{date}|&gt;&gt; 18 Feb>",
]


@pytest.mark.parametrize("text", LIKE_MARKS)
async def test_a_quote_is_no_mark(talking, text):
    await talking.reply(text)

    assert len(await talking.client_sees()) == 1
    assert len(await talking.notes()) == 1


async def test_a_direct_channel_sends_every_reply_but_a_marked_note(desk):
    channel = desk.slack.add_channel("as-acme-direct", desk.anna)
    await use_channel(desk, channel, is_direct=True)
    await desk.client_writes("Hei")
    await desk.reply("Terve")
    await desk.reply("// muista perintä")

    assert await desk.client_sees() == ["Hei", "Terve"]
    assert await desk.notes() == ["muista perintä"]


async def test_talk_beside_the_threads_stays_in_slack(talking):
    await talking.slack.post(talking.anna, talking.channel, "&gt;&gt; lounas?")
    await talking.settle()

    assert await talking.notes() == []
    assert len(await talking.client_sees()) == 1


async def test_a_broadcast_reply_is_one_message(talking):
    await talking.slack.post(
        talking.anna, talking.channel, "&gt;&gt; Selvä", talking.root.ts, broadcast=True
    )
    await talking.settle()

    assert await talking.client_sees() == ["Hei, onko ALV maksettu?", "Selvä"]


async def test_mentions_and_links_are_read_as_words(talking):
    await talking.reply(
        f"Kysy <@{talking.anna.id}> tai &lt;katso&gt; <https://vero.fi|vero.fi> &amp; <!here>"
    )

    assert await talking.notes() == ["Kysy @Anna tai <katso> vero.fi (https://vero.fi) & @here"]


# --- edits, deletions, reactions ---


async def test_an_edit_in_slack_changes_the_same_message_once(talking):
    message = await talking.reply("&gt;&gt; Maksettu elien")
    await talking.slack.edit(talking.anna, message, "&gt;&gt; Maksettu eilen")
    await talking.settle()

    assert await talking.client_sees() == ["Hei, onko ALV maksettu?", "Maksettu eilen"]


async def test_after_the_firms_window_slack_changes_nothing_and_its_author_is_told(talking):
    message = await talking.reply("&gt;&gt; Maksettu elien")
    await Firm.all().update(edit_minutes=0)
    await talking.slack.edit(talking.anna, message, "&gt;&gt; Maksettu eilen")
    await talking.settle()
    await talking.slack.delete(message)
    await talking.settle()

    assert await talking.client_sees() == ["Hei, onko ALV maksettu?", "Maksettu elien"]
    told = [each.text for each in talking.slack.ephemerals_of(talking.anna)]
    assert len([each for each in told if "neither changed nor deleted" in each]) == 2, told


async def test_an_edited_note_stays_a_note(talking):
    message = await talking.reply("Tarkistan")
    await talking.slack.edit(talking.anna, message, "&gt;&gt; Tarkistin")
    await talking.settle()

    assert len(await talking.client_sees()) == 1
    assert await talking.notes() == ["&gt;&gt; Tarkistin".replace("&gt;", ">")]


async def test_an_unfurl_and_a_reply_below_are_no_edits(talking):
    message = await talking.reply("Katso https://vero.fi")
    talking.slack.unfurl(message)
    talking.slack.unfurl(talking.root)
    await talking.settle()

    notes = (await talking.sent_in_notes()).count("Katso")
    assert notes == 1


async def test_a_deletion_in_slack_takes_the_message_back(talking):
    message = await talking.reply("&gt;&gt; Väärä viesti")
    await talking.slack.delete(message)
    await talking.settle()

    assert await talking.client_sees() == ["Hei, onko ALV maksettu?"]


async def test_clearing_our_copy_of_a_clients_message_leaves_the_message(talking):
    await talking.slack.delete(talking.thread[0])
    await talking.settle()

    assert await talking.client_sees() == ["Hei, onko ALV maksettu?"]


async def test_reactions_travel_both_ways(talking):
    [message] = talking.thread
    await talking.slack.react(talking.anna, message, "thumbsup")
    await talking.settle()
    reply = await talking.reply("&gt;&gt; Kiitos")
    aino = talking.contacts["aino"]
    about = await talking.message_id("Kiitos")
    await set_reaction(
        aino, talking.conversation_id, message_id=about, emoji="🎉", on=True, client_id="r1"
    )
    await talking.settle()

    assert "👍" in await talking.sent_to_client()
    assert reply.reactions["tada"] == [talking.slack.team.bot_user_id]
    await set_reaction(
        aino, talking.conversation_id, message_id=about, emoji="🎉", on=False, client_id="r2"
    )
    await talking.settle()
    assert "tada" not in reply.reactions


async def test_a_clients_edit_and_deletion_change_their_message_in_slack(talking):
    aino, place = talking.contacts["aino"], talking.conversation_id
    about = await talking.message_id("Hei, onko ALV maksettu?")
    await edit_message(aino, place, message_id=about, client_id="e1", body="Onko ALV maksettu?")
    await talking.settle()
    [message] = talking.thread
    edited = talking.shown(message)
    await delete_message(aino, place, message_id=about, client_id="d1")
    await talking.settle()

    assert edited == "Onko ALV maksettu?"
    assert talking.thread == []


async def test_an_edit_in_the_console_of_a_slack_message_is_told_beside_it(talking):
    await talking.reply("&gt;&gt; Maksettu elien")
    about = await talking.message_id("Maksettu elien")
    await edit_message(
        talking.staff["anna"], talking.conversation_id,
        message_id=about, client_id="e1", body="Maksettu eilen",
    )  # fmt: skip
    await talking.settle()

    assert "Anna edited their message in the console: Maksettu eilen" in talking.shown(
        talking.thread[-1]
    )


async def test_what_the_console_writes_says_who_and_to_whom(talking):
    anna = talking.staff["anna"]
    await talking.write(anna, talking.notes_id, "Soitan heille")
    await talking.write(anna, talking.conversation_id, "Soitan teille")

    note, message = talking.thread[-2:]
    assert (note.username, talking.shown(note)) == ("Anna · note", "Soitan heille")
    assert (message.username, talking.shown(message)) == ("Anna → Acme Oy", "Soitan teille")
    assert "white_check_mark" in message.reactions
    assert "white_check_mark" not in note.reactions


# --- files ---


async def test_a_file_in_a_marked_reply_reaches_the_client(talking):
    await talking.slack.share_file(
        talking.anna, talking.channel, "tosite.pdf", b"%PDF-1.7\n1 0 obj", talking.root.ts,
        text="&gt;&gt; Tässä",
    )  # fmt: skip
    await talking.settle()

    assert "tosite.pdf" in await talking.sent_to_client()


async def test_a_file_in_a_note_stays_internal_until_it_is_sent(talking):
    message = await talking.slack.share_file(
        talking.anna, talking.channel, "palkat.pdf", b"%PDF-1.7\n1 0 obj", talking.root.ts,
        text="Luonnos",
    )  # fmt: skip
    await talking.settle()
    before = await talking.sent_to_client()
    await talking.slack.shortcut(talking.anna, "send_to_client", message)
    await talking.settle()

    assert "palkat" not in before
    assert "palkat.pdf" in await talking.sent_to_client()


async def test_a_clients_file_without_text_is_one_slack_message(talking):
    file_id = await talking.client_uploads("kuitti.pdf", b"%PDF-1.7\n1 0 obj")
    await talking.client_writes("", files=[file_id])

    message = talking.thread[-1]
    assert len(talking.thread) == 2
    assert [file.name for file in message.files] == ["kuitti.pdf"]
    assert message.files[0].content == b"%PDF-1.7\n1 0 obj"


# --- who counts as staff (attack cases 15 to 19) ---


async def test_15_an_event_of_another_workspace_with_our_channel_is_dropped(talking):
    other = talking.slack.add_team("Toinen")
    talking.slack.tell(
        talking.channel,
        {
            "type": "message", "channel": talking.channel.id, "user": talking.anna.id,
            "text": "&gt;&gt; murto", "ts": "1.1", "event_ts": "1.1",
            "thread_ts": talking.root.ts,
        },
        team_id=other.id,
    )  # fmt: skip
    await talking.settle()

    assert len(await talking.client_sees()) == 1
    assert await talking.notes() == []


async def test_16_the_same_thread_ts_in_another_channel_is_not_our_conversation(talking):
    elsewhere = talking.slack.add_channel("muut", talking.anna)
    copy = await talking.slack.post(talking.anna, elsewhere, "x")
    elsewhere.messages[talking.root.ts] = copy
    await talking.slack.post(talking.anna, elsewhere, "&gt;&gt; harhaan", talking.root.ts)
    await talking.settle()

    assert len(await talking.client_sees()) == 1
    assert await talking.notes() == []


async def test_17_a_slack_connect_guest_is_a_stranger_even_with_annas_id(talking):
    other = talking.slack.add_team("Vieras Oy")
    guest = talking.slack.add_user("Vieras", team=other)
    guest.id = talking.anna.id
    await talking.reply("&gt;&gt; minä täältä", by=guest)

    assert len(await talking.client_sees()) == 1


async def test_17_nothing_goes_into_a_channel_that_is_shared_with_strangers(talking):
    shared = talking.channel
    shared.is_ext_shared = True
    await talking.reply("&gt;&gt; vielä tänne")
    await talking.client_writes("Salainen asia")

    texts = [talking.shown(m) for m in shared.in_order()]
    assert "Salainen asia" not in texts
    assert len(await talking.client_sees()) == 2


@pytest.mark.parametrize("is_guest", [False, True])
async def test_18_an_unlinked_user_writes_notes_only(talking, is_guest):
    stranger = talking.slack.add_user("Outi", is_guest=is_guest)
    await talking.reply("&gt;&gt; asiakkaalle muka", by=stranger)

    assert len(await talking.client_sees()) == 1
    assert await talking.notes() == [">> asiakkaalle muka"]
    assert "Outi (Slack)" in await talking.sent_in_notes()


async def test_19_no_bot_and_no_echo_makes_a_loop(talking):
    await talking.slack.post_as_bot(talking.channel, "&gt;&gt; tiketti 7", talking.root.ts)
    await talking.reply("&gt;&gt; Selvä")
    before = len(talking.channel.messages)
    for _ in range(3):
        for delivery in list(talking.slack.pushes.deliveries):
            await talking.slack.pushes.replay(delivery)
        await talking.settle()

    assert len(talking.channel.messages) == before
    assert await talking.client_sees() == ["Hei, onko ALV maksettu?", "Selvä"]
    assert await talking.notes() == []
