"""/bulletin: written in a form, shown with who gets it, sent once, followed by its receipts."""

import asyncio
from collections.abc import Sequence

import pytest

from hub.cards import Card
from hub.errors import ForbiddenError, UserError
from models.bulletins import Bulletin
from models.clients import Client, Contact
from tests.support.office import Office, buttons, fields, form

TEXT = {"title": "Joulu", "body": "Suljettu 24.–26.12.\nHyvää joulua!"}


@pytest.fixture
async def readers(office: Office) -> None:
    """A contact at each of the first three clients, two at Acme."""
    await add_contacts(office, ["1001", "1001", "1002", "1003"])


async def add_contacts(office: Office, numbers: Sequence[str]) -> None:
    for place, number in enumerate(numbers):
        client = await Client.get(firm_id=office.firm.id, number=number)
        await Contact.create(
            firm_id=office.firm.id,
            client_id=client.id,
            external_id=f"c{place}",
            name=f"Contact {place}",
            email=f"c{place}@client.example",
        )


async def preview(office: Office, audience: str = "", by: str = "anna") -> Card:
    card = await office.say("bulletin", by=by)
    return await office.press(card, "preview", by=by, **TEXT, audience=audience)


async def test_a_typed_line_fills_the_form_and_sends_nothing(office: Office):
    card = await office.say("bulletin Joulu: olemme kiinni")

    assert form(card) == {"title": "Joulu", "body": "olemme kiinni", "audience": ""}
    assert buttons(card) == ["preview", "cancel"]
    assert await Bulletin.all().count() == 0


async def test_the_preview_says_who_gets_it_and_who_does_not(office: Office, readers: None):
    card = await preview(office, "Acme, 1002, Pojat, 1001")

    assert card.title == "Joulu"
    assert card.lines == ("Suljettu 24.–26.12.", "Hyvää joulua!")
    told = fields(card)
    assert list(told.values())[:3] == ["2", "3", "Acme Oy, Äijälän Öljy Oy"]
    assert list(told.values())[3] == "Virtanen & Pojat Oy"
    assert buttons(card) == ["send", "back", "cancel"]
    assert await Bulletin.all().count() == 0


async def test_to_all_is_to_all_that_can_read(office: Office, readers: None):
    told = list(fields(await preview(office)).values())

    assert told[:2] == ["3", "4"]
    assert told[3].endswith("ja 25 muuta"), "37 companies without a contact, twelve of them named"


async def test_send_pressed_twice_and_ten_times_at_once_is_once(office: Office, readers: None):
    card = await preview(office)
    pressed = await asyncio.gather(*(office.press(card, "send") for _ in range(10)))
    last = await office.press(card, "send")

    assert await Bulletin.all().count() == 1
    assert {each.state for each in (*pressed, last)} == {"done"}
    assert list(fields(last).values()) == ["3", "4"]


@pytest.mark.sqlite_only
async def test_back_keeps_what_was_written(office: Office, readers: None):
    back = await office.press(await preview(office, "Acme"), "back")

    assert form(back) == {**TEXT, "audience": "Acme"}


@pytest.mark.sqlite_only
async def test_cancel_sends_nothing(office: Office, readers: None):
    card = await preview(office)
    cancelled = await office.press(card, "cancel")
    late = await office.press(card, "send")

    assert cancelled.state == late.state == "done"
    assert buttons(late) == []
    assert await Bulletin.all().count() == 0


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("changes", "key", "field"),
    [
        ({"title": " "}, "bulletin.no_title", "title"),
        ({"body": "\n"}, "bulletin.no_body", "body"),
        ({"title": "x" * 201}, "bulletin.title_too_long", "title"),
        ({"body": "x" * 10_001}, "bulletin.body_too_long", "body"),
        ({"audience": "Olematon"}, "clients.unknown", "client"),
        ({"audience": "Acme, Virtanen"}, "clients.several", "client"),
        ({"audience": "Pojat"}, "bulletin.nobody", "audience"),
    ],
)
async def test_what_is_wrong_is_said_and_the_form_stays(
    office: Office, readers: None, changes: dict[str, str], key: str, field: str
):
    card = await office.say("bulletin")

    with pytest.raises(UserError) as refused:
        await office.press(card, "preview", **{**TEXT, "audience": "", **changes})
    assert (refused.value.key, refused.value.field) == (key, field)
    assert all(refused.value.say(language) for language in ("fi", "sv", "en"))
    assert buttons(await office.press(card, "preview", **TEXT)) == ["send", "back", "cancel"]


@pytest.mark.sqlite_only
async def test_writing_needs_the_right(office: Office):
    with pytest.raises(ForbiddenError) as refused:
        await office.say("bulletin Joulu: kiinni", by="liisa")
    assert "send_bulletins" in refused.value.say("en")


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("text", "by", "line"),
    [
        ("bulletin receipts", "liisa", "0 of 3 companies acknowledged, 0 read"),
        ("tiedote kuittaukset", "anna", "0/3"),
        ("meddelande kvitteringar", "mikko", "0/3"),
    ],
)
async def test_receipts_are_rolled_up_by_company(
    office: Office, readers: None, text: str, by: str, line: str
):
    empty = await office.say(text, by=by)
    await office.press(await preview(office), "send")
    told = await office.say(text, by=by)

    assert empty.state == told.state == "info"
    assert line in told.lines[0], told.lines
    assert "Acme Oy" in told.lines[1]
