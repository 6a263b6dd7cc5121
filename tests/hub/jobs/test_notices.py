"""Who is away is told once, in their language and their hours, of what they have not seen."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from hub import clock, outbox
from hub.actions.bulletins import send_bulletin
from hub.actions.chat import mark_read
from hub.actions.conversations import open_conversation
from hub.actions.edits import delete_message, edit_message
from hub.actions.notices import choose_notices, set_away_after
from hub.errors import ForbiddenError, UserError
from hub.jobs.deliveries import tell_failures
from hub.jobs.notices import queue_notices
from hub.queries.notices import Choice, is_quiet
from integrations.errors import NoAnswerError, RefusedError
from integrations.mail import MemoryMail
from models.bulletins import Receipt
from models.chat import Conversation, Delivery, DeliveryState, Entry
from models.clients import Contact, Responsibility
from models.firm import SlackInstallation, SlackUser
from tests.support.hub import Running, fresh_id
from tests.support.postbox import AWAY_S, after, channel_to, say, to
from tests.support.rows import row_of

# A Tuesday: 10.00 in Helsinki.
TEN = datetime(2026, 11, 24, 8, tzinfo=UTC)


async def test_one_collected_mail_in_the_clients_language_with_names_and_texts(hub: Running):
    await Contact.filter(name="Aino").update(language="fi")
    await say(hub, "anna", "Hei!\nTarvitsemme kuitit.")
    await say(hub, "mikko", "Ja tiliotteen.")

    (mail,) = await to("aino")

    assert mail.subject == "Uusia viestejä: Tilitoimisto Testi"
    for words in ("Anna, ", "Tarvitsemme kuitit.", "Mikko, ", "Ja tiliotteen.", "Hei Aino,"):
        assert words in mail.text
    assert mail.reply_to.startswith("reply+")
    assert mail.unsubscribe.startswith("https://hub.example/mail/off/")
    assert mail.unsubscribe in mail.text


async def test_nothing_before_the_firms_time_and_nothing_twice(hub: Running):
    await set_away_after(hub.asker("anna"), 600)
    await say(hub, "anna", "Hei")

    assert await to("aino", 590) == []
    assert len(await to("aino", 601)) == 1
    assert await to("aino", 4000) == []
    await say(hub, "anna", "Vielä")
    (mail,) = await to("aino", 601)
    assert "Vielä" in mail.text
    assert "Hei\n" not in mail.text, "told before"


async def test_who_is_still_writing_is_waited_for_and_not_for_ever(hub: Running):
    with clock.travel(TEN):
        await say(hub, "anna", "a")
    with clock.travel(TEN + timedelta(seconds=290)):
        await say(hub, "anna", "b")
    with clock.travel(TEN):
        assert await to("aino", 301) == []
        assert len(await to("aino", 591)) == 1


async def test_none_to_the_author_none_of_what_was_read_none_of_what_was_deleted(hub: Running):
    entry = await say(hub, "anna", "luettu")
    gone = await say(hub, "anna", "poistettu")
    await mark_read(hub.asker("aino"), UUID(hub.conversations["acme"]), seq=entry.seq)
    await delete_message(
        hub.asker("anna"), gone.conversation, message_id=gone.message, client_id=fresh_id()
    )
    assert await to("aino") == []
    assert [each.to for each in await after()] == [], "Anna wrote it, Eero has been told"


async def test_read_between_queueing_and_sending_nothing_leaves(hub: Running):
    entry = await say(hub, "anna", "Hei")
    mail = MemoryMail()
    with clock.travel(clock.now() + timedelta(seconds=AWAY_S)):
        await queue_notices()
        assert await Delivery.filter(kind="away").count() == 2
        await mark_read(hub.asker("aino"), entry.conversation, seq=entry.seq)
        await edit_message(
            hub.asker("anna"),
            entry.conversation,
            message_id=entry.message,
            client_id=fresh_id(),
            body="Korjattu",
        )
        await outbox.drain(channel_to(mail))

    assert [each.to for each in mail.sent] == ["eero@client.example"]
    assert "Korjattu" in mail.sent[0].text
    assert "Hei\n" not in mail.sent[0].text


async def test_ten_processes_at_once_queue_one(hub: Running):
    await say(hub, "anna", "Hei")
    with clock.travel(clock.now() + timedelta(seconds=AWAY_S)):
        await asyncio.gather(*(queue_notices() for _ in range(10)))

    assert await Delivery.filter(kind="away").count() == 2, "Aino and Eero"


async def test_two_conversations_are_one_mail_that_says_no_wrong_place_to_answer(hub: Running):
    other = await open_conversation(hub.asker("anna"), client="1001", title="Palkat")
    await say(hub, "anna", "yksi")
    await say(hub, "anna", "kaksi", str(other))

    (mail,) = await to("aino")

    assert "yksi" in mail.text
    assert "=== Acme Oy: Palkat ===" in mail.text
    assert mail.reply_to == ""


@pytest.mark.sqlite_only
async def test_notes_and_other_peoples_private_talk_are_never_mailed(hub: Running):
    private = await open_conversation(hub.asker("aino"), title="Vain Aino")
    await Conversation.filter(id=private).update(private_to_id=hub.contacts["aino"].id)
    twin = await Conversation.get(notes_of_id=hub.conversations["acme"])
    await say(hub, "anna", "SISÄINEN", str(twin.id))
    await say(hub, "anna", "YKSITYINEN", str(private))

    sent = await after()

    assert not [each for each in sent if "SISÄINEN" in each.text]
    assert [each.to for each in sent if "YKSITYINEN" in each.text] == ["aino@client.example"]


@pytest.mark.sqlite_only
async def test_who_has_left_or_wants_none_gets_none(hub: Running):
    await choose_notices(hub.asker("aino"), Choice(way="off"))
    await say(hub, "anna", "Hei")
    with clock.travel(clock.now() + timedelta(seconds=AWAY_S)):
        await queue_notices()
    await Contact.filter(name="Eero").update(is_active=False)

    assert await after(AWAY_S) == []


@pytest.mark.sqlite_only
async def test_quiet_hours_wait_for_the_morning_in_the_persons_own_zone(hub: Running):
    quiet = Choice(quiet_from=20 * 60, quiet_to=8 * 60, time_zone="America/New_York")
    await choose_notices(hub.asker("aino"), quiet)
    with clock.travel(TEN):
        # 3.00 in New York.
        await say(hub, "anna", "Hei")
        assert [each.to for each in await after(301)] == ["eero@client.example"]
        assert await to("aino", 4.9 * 3600) == []
        assert len(await to("aino", 5.1 * 3600)) == 1


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("digest", "early", "late"), [("hourly", 3500, 3610), ("daily", 20 * 3600, 22.1 * 3600)]
)
async def test_a_digest_collects_until_its_time(hub: Running, digest, early, late):
    await choose_notices(hub.asker("aino"), Choice(digest=digest))
    with clock.travel(TEN):
        await say(hub, "anna", "yksi")
        await say(hub, "anna", "kaksi")
        assert await to("aino", early) == []
        (mail,) = await to("aino", late)
    assert "yksi" in mail.text
    assert "kaksi" in mail.text


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("begin", "end", "minute", "quiet"),
    [(480, 960, 500, True), (480, 960, 960, False), (1200, 420, 1300, True), (1200, 420, 100, True),
     (1200, 420, 420, False), (None, None, 0, False), (60, 60, 60, False)],
)  # fmt: skip
def test_quiet_hours_go_over_midnight(begin, end, minute, quiet):
    assert is_quiet(Choice(quiet_from=begin, quiet_to=end), minute) is quiet


async def test_who_answers_for_the_client_is_told_by_mail_and_not_when_a_colleague_answered(
    hub: Running,
):
    await row_of(
        Responsibility,
        firm_id=hub.firm.id,
        client_id=hub.clients["acme"].id,
        staff_id=hub.staff["mikko"].id,
    )
    await say(hub, "aino", "Kysymys")
    (mail,) = [each for each in await after() if each.to.endswith("@firm.example")]
    assert (mail.to, mail.subject) == ("mikko@firm.example", "Unread messages: Acme Oy")
    assert "Kysymys" in mail.text
    assert mail.reply_to == mail.unsubscribe == ""

    await say(hub, "aino", "Toinen")
    await say(hub, "anna", "Vastaus")
    assert [each.to for each in await after() if each.to.endswith("@firm.example")] == []


@pytest.mark.sqlite_only
async def test_whose_hand_a_conversation_is_in_is_told_alone(hub: Running):
    place = UUID(hub.conversations["acme"])
    await Conversation.filter(id=place).update(assigned_id=hub.staff["liisa"].id)
    await say(hub, "aino", "Kysymys")

    assert [each.to for each in await after() if each.to.endswith("@firm.example")] == [
        "liisa@firm.example"
    ]


@pytest.mark.sqlite_only
async def test_staff_by_slack_where_linked_unless_they_prefer_mail(hub: Running):
    for name in ("anna", "mikko"):
        staff = {"firm_id": hub.firm.id, "staff_id": hub.staff[name].id}
        await row_of(Responsibility, client_id=hub.clients["acme"].id, **staff)
        await row_of(SlackUser, team_id="T1", user_id=f"U{name}", **staff)
    await choose_notices(hub.asker("mikko"), Choice(way="email"))
    await say(hub, "aino", "Kysymys")
    await row_of(SlackInstallation, firm_id=hub.firm.id, team_id="T1")

    sent = await after()

    (direct,) = await Delivery.filter(channel="slack", kind="direct")
    assert direct.payload["staff"] == str(hub.staff["anna"].id)
    assert "Acme Oy: Kysymys" in direct.payload["text"]
    assert "mikko@firm.example" in [each.to for each in sent]
    assert "anna@firm.example" not in [each.to for each in sent]


async def test_no_answer_is_unclear_and_the_second_mail_has_the_same_name(hub: Running):
    await say(hub, "anna", "Hei")
    await Contact.filter(name="Eero").update(is_active=False)
    mail = MemoryMail()
    mail.fails_with = NoAnswerError("line broke")
    with clock.travel(clock.now() + timedelta(seconds=AWAY_S)):
        await queue_notices()
        await outbox.drain(channel_to(mail))
        (row,) = await Delivery.filter(kind="away")
        assert row.state == DeliveryState.UNCLEAR
    mail.fails_with = None
    with clock.travel(clock.now() + timedelta(seconds=AWAY_S + 60)):
        await outbox.drain(channel_to(mail))

    (sent,) = mail.sent
    assert sent.key == str(row.id)
    assert (await Delivery.get(id=row.id)).state == DeliveryState.SENT


@pytest.mark.sqlite_only
async def test_a_mail_nobody_takes_is_told_to_staff_beside_the_conversation(hub: Running):
    await say(hub, "anna", "Hei")
    mail = MemoryMail()
    mail.fails_with = RefusedError((), status=550)
    with clock.travel(clock.now() + timedelta(seconds=AWAY_S)):
        await queue_notices()
        await outbox.drain(channel_to(mail))
        await tell_failures()

    told = await Entry.filter(conversation__notes_of_id=hub.conversations["acme"], kind="status")
    assert any("aino@client.example" in (each.body or "") for each in told)


async def test_a_bulletin_has_reached_whom_the_mail_reached(bot_hub: Running):
    await send_bulletin(
        bot_hub.asker("anna"), title="Joulu", body="Suljettu", clients=["1001"], client_key="k1"
    )
    assert await Receipt.filter(delivered_at__not_isnull=True).count() == 0

    (mail,) = await to("aino")

    assert "Joulu" in mail.text
    assert (await Receipt.get(contact__name="Aino")).delivered_at is not None


@pytest.mark.sqlite_only
async def test_only_who_administers_sets_the_firms_time_and_nonsense_is_refused(hub: Running):
    with pytest.raises(ForbiddenError):
        await set_away_after(hub.asker("liisa"), 600)
    with pytest.raises(UserError):
        await set_away_after(hub.asker("anna"), 1)
    for wrong in (
        Choice(way="slack"), Choice(quiet_from=1), Choice(quiet_from=1440, quiet_to=2),
        Choice(time_zone="Mars/Base"),
    ):  # fmt: skip
        with pytest.raises(UserError):
            await choose_notices(hub.asker("aino"), wrong)
