"""/invoice: which client and month is meant, what the dry run shows, and to whom."""

from datetime import date

import pytest

from bot.commands import COMMANDS
from bot.commands.base import Context, Pressed
from bot.commands.vocabulary import vocabulary_of
from hub import clock
from hub.actions.hours import EntryImport, import_entries
from hub.actions.prices import set_price
from hub.errors import ConflictError, ForbiddenError, UserError
from hub.ids import new_id
from models.billing import Invoice
from models.chat import StoredCard
from models.hours import TimeEntry
from tests.support.office import Office, buttons, fields

pytestmark = pytest.mark.sqlite_only

DAY = date(2026, 10, 15)


@pytest.fixture
async def billable(office: Office) -> Office:
    """An hour and a half of VAT work for Acme in October, at 80 €."""
    await set_price(office.house, hour_price_e4=800_000, valid_from=date(2000, 1, 1))
    await log(office, 90)
    return office


async def log(office: Office, minutes: int, day: date = DAY, *, is_approved: bool = True) -> None:
    entry = EntryImport(
        staff_id=office.staff["anna"].id,
        client="1001",
        date=day,
        minutes=minutes,
        activity="vat",
        is_approved=is_approved,
        client_key=str(new_id()),
    )
    await import_entries(office.house, [entry])


@pytest.mark.parametrize(
    ("text", "by", "title", "line"),
    [
        ("lasku Acme 2026-10", "anna", "Laskuehdotus: Acme Oy, lokakuu 2026", "1 t 30 min"),
        ("faktura Acme oktober 2026", "mikko", "Fakturaförslag: Acme Oy, oktober 2026", "25,5 %"),
        ("/invoice 1001 10/2026", "anna", "Laskuehdotus: Acme Oy, lokakuu 2026", "25,5 %"),
    ],
)
async def test_each_says_it_in_their_language(
    billable: Office, text: str, by: str, title: str, line: str
):
    card = await billable.say(text, by=by)

    assert card.title == title
    assert line in card.lines[0]
    assert "120,00" in next(iter(fields(card).values()))


async def test_without_a_month_it_is_the_one_before(billable: Office):
    card = await billable.say("invoice Acme")

    before = clock.today().replace(day=1)
    month = (before.month - 2) % 12 + 1
    stored = await StoredCard.get(id=card.id)
    assert stored.payload["period"].endswith(f"-{month:02d}")


async def test_in_a_conversation_its_client_is_meant_and_nobody_else(billable: Office):
    place = await billable.conversation("1001")
    for text in ("invoice", "invoice 2026-10", "lasku lokakuulta 2026", "invoice for October 2026"):
        assert "Acme Oy" in (await billable.say(text, conversation=place)).title
    other = await billable.say("invoice 1002 2026-10", conversation=place)
    assert "Öljy" in other.title


@pytest.mark.parametrize(
    ("text", "key", "field"),
    [
        ("invoice", "clients.which", "client"),
        ("invoice Olematon 2026-10", "clients.unknown", "client"),
        ("invoice Virtanen 2026-10", "clients.several", "client"),
        ("invoice Acme 2026-13", "invoice.which_period", "period"),
        ("invoice Acme something", "invoice.which_period", "period"),
        ("invoice Acme last October", "invoice.which_period", "period"),
        ("invoice Acme syyskuu lokakuu", "invoice.two_periods", "period"),
    ],
)
async def test_what_is_not_clear_is_asked_and_never_guessed(
    billable: Office, text: str, key: str, field: str
):
    with pytest.raises(UserError) as refused:
        await billable.say(text)

    assert (refused.value.key, refused.value.field) == (key, field)
    assert len({refused.value.say(language) for language in ("fi", "sv", "en")}) == 3


async def test_a_stranger_named_in_a_conversation_is_not_its_client(billable: Office):
    place = await billable.conversation("1001")

    with pytest.raises(UserError) as refused:
        await billable.say("invoice Olematon Oy 2026-10", conversation=place)
    assert "Olematon Oy" in refused.value.say("en")


async def test_what_keeps_hours_off_the_invoice_is_said(billable: Office):
    await log(billable, 60, is_approved=False)
    card = await billable.say("invoice Acme 2026-10")

    assert card.lines[1] == "Hyväksymättä 1 t: ne eivät tule laskulle ennen hyväksyntää."
    assert buttons(card) == ["push", "approve", "refresh", "cancel"]
    approved = await billable.press(card, "approve")
    assert buttons(approved) == ["push", "refresh", "cancel"]
    assert "200,00" in next(iter(fields(approved).values()))


async def test_approving_needs_its_own_right(billable: Office):
    await log(billable, 60, is_approved=False)
    card = await billable.say("invoice Acme 2026-10", by="mikko")

    assert buttons(card) == ["refresh", "cancel"]
    assert (await billable.press(card, "approve", by="mikko")).id == card.id
    assert await TimeEntry.filter(approved_at=None).count() == 1
    with pytest.raises(ForbiddenError) as refused:
        await billable.say("invoice Acme", by="liisa")
    assert "see_money" in refused.value.say("en")


async def test_an_empty_month_has_nothing_to_push(billable: Office):
    card = await billable.say("invoice Acme 2026-08")

    assert "push" not in buttons(card)
    assert card.fields == ()
    assert "hyväksyttyjä tunteja ei ole" in card.lines[0]


async def test_hours_of_a_time_without_a_known_rate_stop_it_in_words(billable: Office):
    await log(billable, 60, date(2012, 12, 31))
    card = await billable.say("invoice Acme 2012-12")

    assert "push" not in buttons(card)
    assert any("2012" in line for line in card.lines)


async def test_a_closed_draft_pushes_nothing(billable: Office):
    card = await billable.say("invoice Acme 2026-10")
    closed = await billable.press(card, "cancel")
    late = await billable.press(card, "push")

    assert closed.state == late.state == "done"
    assert await Invoice.all().count() == 0


@pytest.mark.parametrize("button", ["refresh", "approve", "cancel"])
async def test_a_press_that_was_under_way_does_not_cover_the_invoice(billable: Office, button: str):
    """As when two windows show one draft: what was pushed stands."""
    card = await billable.say("invoice Acme 2026-10")
    assert card.id is not None
    seen = await StoredCard.get(id=card.id)
    await billable.press(card, "push")
    late = Pressed(card, seen.payload, button, {}, "late", seen.version)
    anna = billable.asker("anna")
    context = Context(anna, clock.today(), await vocabulary_of(anna))

    with pytest.raises(ConflictError, match=r"cards\.moved_on"):
        await COMMANDS["invoice"].press(late, context)
    assert (await StoredCard.get(id=card.id)).content["kind"] == "invoice"
    assert await Invoice.all().count() == 1
