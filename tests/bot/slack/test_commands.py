"""The real commands through Slack's doors: log hours, see a client's state, ask for material."""

import pytest

from bot.console import ConsoleBot
from hub.queries.hours import today_hours
from models.hours import Activity, TimeEntry
from tests.support.fake_slack import problems_of_blocks

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
async def office(talking):
    """The desk with the product's own bot behind it, and one activity to log."""
    talking.bot.talk.clerk = ConsoleBot()
    await Activity.create(
        firm=talking.firm, code="vat", name_fi="ALV", name_sv="Moms", name_en="VAT",
        synonyms=["vat return"],
    )  # fmt: skip
    return talking


async def asked(desk, command, text):
    await desk.slack.command(desk.anna, desk.channel, command, text)
    await desk.settle()
    return desk.slack.ephemerals_of(desk.anna)[-1]


async def test_hours_are_previewed_saved_once_and_shown_at_home(office):
    card = await asked(office, "/hours", "1.5 Acme VAT")
    before = await TimeEntry.all().count()
    as_previewed = card.blocks
    for _ in range(2):
        card.blocks = as_previewed
        await office.slack.press(office.anna, card, "card:save")
        await office.settle()

    assert before == 0, "nothing is saved before Save"
    assert [entry.minutes for entry in await TimeEntry.all()] == [90]
    assert (await today_hours(office.staff["anna"])).minutes == 90
    await office.slack.open_home(office.anna)
    await office.settle()
    assert "1 h 30 min" in str(office.slack.world.homes[office.anna.id].payload)


async def test_the_clients_channel_says_which_client(office):
    await asked(office, "/hours", "2 VAT")
    card = office.slack.ephemerals_of(office.anna)[-1]

    assert "Acme Oy" in office.shown(card)


async def test_every_command_answers_with_a_card_that_slack_takes(office):
    for command in ConsoleBot().commands("en"):
        card = await asked(office, "/kirjuri", f"{command.name}")
        assert problems_of_blocks(card.blocks) == [], command.name
        assert "Something broke" not in office.shown(card), command.name


async def test_status_is_told_in_the_thread_to_the_asker_alone(office):
    before = len(office.thread)
    await office.reply(f"<@{office.slack.team.bot_user_id}> status Acme")

    card = office.slack.ephemerals_of(office.anna)[-1]
    assert "Acme Oy" in office.shown(card)
    assert card.thread_ts == office.root.ts
    assert len(office.thread) == before + 1, "only the question itself"


async def test_material_is_asked_from_slack_and_shown_read_only_in_the_thread(office):
    card = await asked(office, "/materials", "Acme: tiliotteet, kuitit")
    await office.slack.press(office.anna, card, "card:ask")
    await office.settle()

    request = office.thread[-1]
    assert "card" in await office.sent_to_client()
    assert "kuitit" in office.shown(request)
    assert request.buttons == {}


async def test_nonsense_and_a_future_day_are_said_and_write_nothing(office):
    for text in ("25 h Acme VAT", "1.5 Nobody Ltd VAT", "abc"):
        card = await asked(office, "/hours", text)
        assert "Something broke" not in office.shown(card), text
    assert await TimeEntry.all().count() == 0
