"""/materials: understood, shown before it is sent, sent once."""

import asyncio
from datetime import date, timedelta

import pytest

from bot.language.due import find_due
from hub import clock
from hub.errors import ConflictError, NotFoundError, UserError
from models.materials import MaterialItem, MaterialRequest
from tests.support.office import Office, buttons, fields, form

TODAY = date(2026, 11, 24)


@pytest.fixture
def soon() -> date:
    return clock.today() + timedelta(days=5)


async def test_a_preview_shows_the_parts_and_sends_nothing(office: Office, soon: date):
    card = await office.say(f"materials Acme: bank statements, receipts by {soon.isoformat()}")

    assert fields(card) == {"Asiakas": "Acme Oy"}
    assert form(card) == {"items": "bank statements\nreceipts", "due_on": soon.isoformat()}
    assert buttons(card) == ["ask", "cancel"]
    assert await MaterialRequest.all().count() == 0


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("by", "title"),
    [
        ("anna", "Aineistopyyntö: Acme Oy"),
        ("mikko", "Begäran om material: Acme Oy"),
        ("liisa", "Material request: Acme Oy"),
    ],
)
async def test_each_reads_their_own_language(office: Office, by: str, title: str):
    assert (await office.say("aineisto Acme: tiliote", by=by)).title == title


async def test_what_the_form_says_is_asked_once_however_often_it_is_pressed(
    office: Office, soon: date
):
    card = await office.say("materials Acme lokakuu: tiliote")
    values = {"items": "Tiliote\n\n  Matkakulut \n", "due_on": soon.isoformat()}
    pressed = await asyncio.gather(*(office.press(card, "ask", **values) for _ in range(20)))
    await office.press(card, "ask", **values)

    [request] = await MaterialRequest.all()
    assert (request.period, request.due_on) == ("2026-10", soon)
    items = await MaterialItem.all().order_by("position")
    assert [each.title for each in items] == ["Tiliote", "Matkakulut"]
    assert {each.state for each in pressed} == {"done"}
    assert pressed[0].title == "Aineistopyyntö lähetetty: Acme Oy"


async def test_cancel_sends_nothing_and_ends_the_card(office: Office):
    card = await office.say("materials Acme: tiliote")
    cancelled = await office.press(card, "cancel")
    late = await office.press(card, "ask", items="tiliote")

    assert cancelled.state == late.state == "done"
    assert buttons(cancelled) == []
    assert await MaterialRequest.all().count() == 0


@pytest.mark.sqlite_only
async def test_a_cancel_that_comes_too_late_says_so(office: Office):
    card = await office.say("materials Acme: tiliote")
    done = await asyncio.gather(
        office.press(card, "ask", items="tiliote"),
        office.press(card, "cancel"),
        return_exceptions=True,
    )
    last = await office.press(card, "ask", items="tiliote")

    # Whichever was first: the card says what is true.
    assert not any(isinstance(each, KeyError) for each in done)
    asked = await MaterialRequest.all().count()
    assert last.title.startswith("Aineistopyyntö lähetetty") == bool(asked)
    assert all(isinstance(each, ConflictError) for each in done if isinstance(each, Exception))


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("text", "key", "field"),
    [
        ("materials Olematon: tiliote", "clients.unknown", "client"),
        ("materials Virtanen: tiliote", "clients.several", "client"),
        ("materials", "clients.which", "client"),
        ("materials Acme: tiliote by 31.2.", "materials.bad_due", "due_on"),
    ],
)
async def test_what_is_not_clear_is_asked(office: Office, text: str, key: str, field: str):
    with pytest.raises(UserError) as refused:
        await office.say(text)

    assert (refused.value.key, refused.value.field) == (key, field)
    for language in ("fi", "sv", "en"):
        assert refused.value.say(language)


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"items": " \n "}, "materials.no_items"),
        ({"items": "\n".join("x" * 21)}, "materials.too_many"),
        ({"items": "x" * 201}, "materials.item_too_long"),
        ({"items": "x", "due_on": "2020-01-01"}, "materials.due_past"),
        ({"items": "x", "due_on": "soon"}, "materials.bad_due"),
    ],
)
async def test_a_form_says_what_is_wrong_and_sends_nothing(
    office: Office, values: dict[str, str], key: str
):
    card = await office.say("materials Acme: tiliote")

    with pytest.raises(UserError) as refused:
        await office.press(card, "ask", **values)
    assert refused.value.key == key
    assert await MaterialRequest.all().count() == 0
    assert (await office.press(card, "ask", items="x")).state == "done"


@pytest.mark.sqlite_only
async def test_in_a_conversation_its_client_is_meant_and_nobody_else(office: Office):
    place = await office.conversation("1001")
    plain = await office.say("materials: tiliote", conversation=place)
    month = await office.say("materials lokakuu: tiliote", conversation=place)

    assert fields(plain) == fields(month) == {"Asiakas": "Acme Oy"}
    with pytest.raises(UserError) as refused:
        await office.say("materials Olematon Oy: tiliote", conversation=place)
    assert refused.value.key == "clients.unknown"
    assert "Olematon Oy" in refused.value.say("fi")


@pytest.mark.sqlite_only
async def test_a_colleagues_preview_is_not_to_be_found(office: Office):
    card = await office.say("materials Acme: tiliote", by="anna")

    with pytest.raises(NotFoundError):
        await office.press(card, "ask", by="mikko", items="tiliote")


@pytest.mark.parametrize(
    ("text", "day", "rest"),
    [
        ("tiliotteet, kuitit 30.11. mennessä", date(2026, 11, 30), "tiliotteet, kuitit"),
        ("kontoutdrag senast den 30.11.2026", date(2026, 11, 30), "kontoutdrag"),
        ("receipts by 2026-12-01", date(2026, 12, 1), "receipts"),
        ("receipts, 5.12.", date(2026, 12, 5), "receipts"),
        ("receipts 24.11.", date(2026, 11, 24), "receipts"),
        ("a by 29.2.", date(2028, 2, 29), "a"),
        # What is wanted, not by when.
        ("kuitit 1.10.–31.10.", None, "kuitit 1.10.–31.10."),
        ("kuitit 1.10. - 31.10., tiliote", None, "kuitit 1.10. - 31.10., tiliote"),
        ("kuitit 1.10.–31.10., by 5.12.", date(2026, 12, 5), "kuitit 1.10.–31.10."),
        ("lasku 12.3.4, tiliote", None, "lasku 12.3.4, tiliote"),
        ("", None, ""),
    ],
)
def test_a_due_day_is_the_one_that_is_called_so(text: str, day: date | None, rest: str):
    due = find_due(text, TODAY)

    assert (due.day, due.rest, due.bad) == (day, rest, None)
