"""/help lists what can be asked and shows one command by example; every command has its words."""

from dataclasses import replace

import pytest

from bot import commands
from bot.commands import COMMANDS, usage
from hub.access import contact_asker
from hub.actions.hours import log_minutes
from hub.clock import today
from hub.errors import UserError
from models.clients import Client, Contact
from models.hours import TimeEntry
from tests.support.office import Office, fields
from tests.support.rows import row_of


@pytest.mark.parametrize(
    ("text", "by", "title"),
    [
        ("help", "liisa", "What you can ask me"),
        ("apua", "anna", "Näin voit pyytää minua"),
        ("/ohje", "anna", "Näin voit pyytää minua"),
        ("hjälp", "mikko", "Så här kan du be mig"),
    ],
)
async def test_help_lists_every_command(office: Office, text: str, by: str, title: str):
    card = await office.say(text, by=by)

    assert card.title == title
    assert len(card.lines) == len(COMMANDS) + 1


@pytest.mark.parametrize("word", ["hours", "tunnit", "/timmar"])
async def test_help_for_one_command_shows_examples(office: Office, word: str):
    card = await office.say(f"help {word}", by="liisa")

    assert "/hours 1.5 Acme VAT October" in card.lines
    assert "/tunnit" in fields(card)["Other names"]


async def test_the_examples_of_hours_are_understood(office: Office):
    for language, by in (("fi", "anna"), ("sv", "mikko"), ("en", "liisa")):
        asker = replace(office.asker("anna"), language=language)
        await log_minutes(asker, client="1001", minutes=1, date=today(), client_key=by)
        for line in (await commands.answer("help hours", asker)).lines:
            for example in line.split(" · "):
                card = await commands.answer(example.split(" (")[0], asker)
                known = {"hours_preview", "hours_approval", "hours_list", "hours_entry"}
                assert card.kind in known, (example, card)


async def test_unknown_words_get_the_list_and_unknown_commands_a_refusal(office: Office):
    card = await office.say("help fishing", by="liisa")
    assert card.title == "There is no command fishing. Here are all of them."

    with pytest.raises(UserError, match="no_such_command"):
        await office.say("fishing")


def test_every_command_says_what_it_does_in_three_languages():
    for command in COMMANDS.values():
        for language in ("fi", "sv", "en"):
            how, what = usage(command, language)
            assert how.startswith("/")
            assert what


def test_no_two_commands_share_a_word():
    words = [word for each in COMMANDS.values() for word in (each.name, *each.words)]

    assert len(words) == len(set(words))
    assert all(word == word.casefold() for word in words)


@pytest.mark.parametrize("text", ["hours", "hours 1h Acme", "status Acme", "task", "reminders"])
async def test_a_contact_learns_nothing_from_a_command(office: Office, text: str):
    client = await Client.get(number="1001")
    contact = await row_of(Contact, firm_id=office.firm.id, client_id=client.id)

    with pytest.raises(UserError):
        await commands.answer(text, contact_asker(contact))
    assert await TimeEntry.all().count() == 0
