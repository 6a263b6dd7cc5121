"""/hours through the bot's two ways in: typed lines and pressed buttons, in three languages."""

import asyncio
from datetime import date, timedelta

import pytest

from bot import commands
from hub import clock
from hub.access import staff_asker
from hub.actions.hours import approve_hours, lock_days, log_minutes
from hub.errors import ConflictError, ForbiddenError, NotFoundError, UserError
from hub.ids import new_id
from models.chat import StoredCard
from models.firm import Staff
from models.hours import TimeEntry
from tests.support.office import Office, button, buttons, fields, form


async def test_hours_typed_with_a_comma_become_minutes_when_saved(office: Office):
    card = await office.say("tunnit 1,5 Acme alv")

    assert fields(card)["Kesto"] == "1 t 30 min"
    assert fields(card)["Asiakas"] == "Acme Oy (1001)"
    assert fields(card)["Työlaji"] == "Arvonlisävero"
    assert fields(card)["Laskutus"] == "Laskutetaan"
    assert buttons(card) == ["save", "change", "cancel"]
    assert await office.entries() == [], "nothing is saved before Save"

    saved = await office.press(card, "save")

    (entry,) = await office.entries()
    assert (entry.minutes, entry.client.number, entry.channel) == (90, "1001", "console")
    assert saved.title == "Tallennettu: 1 t 30 min, Acme Oy"
    assert (saved.id, buttons(saved)) == (card.id, ["undo"])


@pytest.mark.parametrize(
    ("text", "by", "title", "labels"),
    [
        (
            "/tunnit eilen 1h 30 Äijälän Öljy palkat",
            "anna",
            "Tallennetaanko tämä?",
            "Palkanlaskenta",
        ),
        ("/timmar igår 2,5 h Acme moms", "mikko", "Ska detta sparas?", "Moms"),
        ("/hours yesterday 45 min Acme meeting", "liisa", "Save this?", "Meeting"),
    ],
)
async def test_each_reads_their_own_language(office: Office, text, by, title, labels):
    card = await office.say(text, by=by)

    assert card.title == title
    assert labels in fields(card).values()
    yesterday = clock.today() - timedelta(days=1)
    assert str(yesterday.year) in next(v for v in fields(card).values() if str(yesterday.day) in v)


async def test_the_preview_tells_period_comment_billing_and_the_days_total(office: Office):
    await log(office, minutes=60)
    card = await office.say("hours 30 min Acme internal lokakuu tositteet")

    shown = fields(card)
    assert shown["Laskutus"] == "Ei laskuteta"
    assert shown["Selite"] == "tositteet"
    assert shown["Kausi"].startswith("lokakuu")
    assert shown["Päivä yhteensä tämän jälkeen"] == "1 t 30 min"


async def test_save_pressed_twice_and_twenty_times_at_once_is_one_entry(office: Office):
    card = await office.say("hours 2h Acme VAT")

    pressed = await asyncio.gather(*(office.press(card, "save") for _ in range(20)))
    again = await office.press(card, "save")

    assert len(await office.entries()) == 1
    assert {each.title for each in [*pressed, again]} == {"Tallennettu: 2 t, Acme Oy"}
    stored = await StoredCard.get(id=card.id)
    assert stored.version == 2, "twenty presses show one new state"


async def test_undo_takes_back_once_and_restore_brings_it_again(office: Office):
    saved = await office.press(await office.say("hours 2h Acme VAT"), "save")

    undone = await office.press(saved, "undo")
    twice = await office.press(saved, "undo")

    assert await office.entries() == []
    assert undone.title == twice.title == "Otettu takaisin: 2 t, Acme Oy"
    late_save = await office.press(saved, "save")
    assert (late_save.title, await office.entries()) == (undone.title, [])

    restored = await office.press(undone, "restore")
    assert restored.title == "Tallennettu: 2 t, Acme Oy"
    assert len(await office.entries()) == 1


async def test_cancel_saves_nothing_and_ends_the_card(office: Office):
    card = await office.say("hours 2h Acme VAT")

    cancelled = await office.press(card, "cancel")
    late = await office.press(card, "save")

    assert cancelled.title == late.title == "Ei tallennettu."
    assert await office.entries() == []


async def test_change_opens_the_form_as_it_was_understood(office: Office):
    card = await office.say("hours eilen 1h 30 Acme alv lokakuu ei laskuteta tositteet")

    changing = await office.press(card, "change")
    values = form(changing)
    assert values["client"] == "1001"
    assert values["duration"] == "1 t 30 min"
    assert (values["activity"], values["billable"]) == ("vat", "no")
    assert values["comment"] == "tositteet"

    changed = await office.press(
        changing, "preview", **{**values, "duration": "2:15", "client": "1002", "billable": "auto"}
    )
    assert fields(changed)["Kesto"] == "2 t 15 min"
    await office.press(changed, "save")

    (entry,) = await office.entries()
    assert (entry.minutes, entry.client.number, entry.is_billable) == (135, "1002", True)
    assert entry.period is not None
    assert entry.period.endswith("-10")


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Acme VAT", "Kuinka kauan työ kesti?"),
        ("2h VAT", "Mille asiakkaalle työ tehtiin?"),
        ("2h Foobar VAT", "Mille asiakkaalle työ tehtiin?"),
        ("2h Acme alv palkat", "Mitä työtä tämä oli?"),
        ("2h Acme 31.11.", "Minkä päivän työtä tämä on?"),
        ("VAT", "Vielä epäselvää: asiakas, kesto."),
    ],
)
async def test_what_is_not_clear_is_one_question_and_a_form(office: Office, text, question):
    card = await office.say(f"hours {text}")

    assert card.title == question
    assert buttons(card) == ["preview", "cancel"]
    assert await office.entries() == []


async def test_two_clients_that_match_are_offered_and_no_others(office: Office):
    card = await office.say("hours 2h Virtanen VAT")

    assert card.form is not None
    select = next(each for each in card.form.fields if each.id == "client")
    assert {each.value for each in select.options} == {"1003", "1004"}
    assert "Rakennus Virtanen Oy (1003)" in card.title
    assert form(card)["duration"] == "2 t"

    preview = await office.press(card, "preview", **{**form(card), "client": "1004"})
    assert fields(preview)["Asiakas"].endswith("(1004)")


async def test_in_a_clients_conversation_the_client_need_not_be_named(office: Office):
    place = await office.conversation("1001")

    card = await office.say("hours 1.5 VAT", conversation=place)
    other = await office.say("hours 1.5 VAT Äijälän Öljy", conversation=place)
    asked = await office.say("hours VAT", conversation=place)

    assert fields(card)["Asiakas"] == "Acme Oy (1001)"
    assert fields(other)["Asiakas"].endswith("(1002)")
    assert asked.title == "Kuinka kauan työ kesti?"
    assert form(asked)["client"] == "1001"


@pytest.mark.parametrize("in_conversation", [False, True])
@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("25h {client}", "hours.duration_too_long"),
        ("0h {client}", "hours.duration_zero"),
        ("2h {client} huomenna", "hours.future_date"),
    ],
)
async def test_what_cannot_be_is_said_and_nothing_written(
    office: Office, text: str, key: str, in_conversation: bool
):
    place = await office.conversation("1001") if in_conversation else None
    typed = text.format(client="" if in_conversation else "Acme")

    with pytest.raises(UserError) as refused:
        await office.say(f"hours {typed}", conversation=place)

    assert refused.value.key == key
    assert {refused.value.say(language) for language in ("fi", "sv", "en")} > set()
    assert await TimeEntry.all().count() == 0


@pytest.mark.parametrize(
    ("changes", "key", "field"),
    [
        ({"duration": "25h"}, "hours.duration_too_long", "duration"),
        ({"duration": "0"}, "hours.duration_zero", "duration"),
        ({"duration": "soon"}, "hours.bad_duration", "duration"),
        ({"duration": ""}, "hours.ask_duration", "duration"),
        ({"date": "31.11.2026"}, "hours.bad_date", "date"),
        ({"date": "2999-01-01"}, "hours.future_date", "date"),
        ({"client": "Virtanen"}, "clients.several", "client"),
        ({"client": "Foobar"}, "clients.unknown", "client"),
        ({"client": "9001"}, "clients.unknown", "client"),
        ({"activity": "fishing"}, "hours.no_activity", "activity"),
        ({"period": "someday"}, "hours.bad_period", "period"),
    ],
)
async def test_a_form_says_which_field_is_wrong(office: Office, changes, key, field):
    card = await office.press(await office.say("hours 2h Acme VAT"), "change")

    with pytest.raises(UserError) as refused:
        await office.press(card, "preview", **{**form(card), **changes})

    assert (refused.value.key, refused.value.field) == (key, field)


async def test_a_full_day_is_refused_at_save_and_can_be_changed(office: Office):
    await log(office, minutes=1400)
    card = await office.say("hours 2h Acme VAT")

    with pytest.raises(UserError, match="day_full"):
        await office.press(card, "save")

    changing = await office.press(card, "change")
    preview = await office.press(changing, "preview", **{**form(changing), "duration": "30 min"})
    await office.press(preview, "save")
    assert sorted(entry.minutes for entry in await office.entries()) == [30, 1400]


async def test_somebody_elses_card_and_another_firms_are_not_to_be_found(office: Office):
    card = await office.say("hours 2h Acme VAT")
    stranger = await Staff.create(firm_id=office.other_firm.id, name="V", email="v@x.example")

    for asker in (office.asker("mikko"), staff_asker(stranger, "console")):
        with pytest.raises(NotFoundError):
            await commands.press(card.id, "save", {}, asker, str(new_id()))  # type: ignore[arg-type]
    with pytest.raises(NotFoundError):
        await commands.press(new_id(), "save", {}, office.asker("anna"), str(new_id()))
    assert await TimeEntry.all().count() == 0


async def test_another_firms_client_is_unknown(office: Office):
    card = await office.say("hours 2h Vieras VAT")

    assert card.title == "Mille asiakkaalle työ tehtiin?"


# --- lists ---


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("hours", "liisa"),
        ("hours today", "liisa"),
        ("hours week", "liisa"),
        ("hours list", "liisa"),
        ("tunnit tänään", "anna"),
        ("tunnit viikko", "anna"),
        ("timmar idag", "mikko"),
        ("timmar vecka", "mikko"),
        ("TIMMAR", "mikko"),
    ],
)
async def test_ones_own_entries_are_listed(office: Office, text: str, by: str):
    await log(office, by=by)
    await log(office, by="anna" if by != "anna" else "mikko", client="1002")

    card = await office.say(text, by=by)

    assert (card.kind, buttons(card)) == ("hours_list", ["delete"])
    assert len(card.lines) == 1
    assert "Acme Oy" in card.lines[0]


async def test_an_empty_list_tells_how_to_begin(office: Office):
    card = await office.say("hours", by="liisa")

    assert card.lines == ("No entries.", "Log like this: /hours 1.5 Acme VAT")


async def test_a_listed_entry_is_deleted_once_and_restored(office: Office):
    await log(office)
    await log(office, client="1002")
    card = await office.say("hours")
    first = button(card, "delete")

    gone = await office.press(card, first)
    again = await office.press(card, first)

    assert len(await office.entries()) == 1
    assert buttons(gone) == buttons(again) == ["delete", "restore"]
    back = await office.press(gone, button(gone, "restore"))
    assert (buttons(back), len(await office.entries())) == (["delete", "delete"], 2)


async def test_a_list_never_deletes_what_stands_on_another(office: Office):
    mine = await log(office, by="mikko")
    card = await office.say("hours", by="liisa")

    same = await office.press(card, f"delete:{mine.id}", by="liisa")

    assert same.id == card.id
    assert len(await office.entries("mikko")) == 1


async def test_many_entries_are_cut_and_counted(office: Office):
    for _ in range(12):
        await log(office, minutes=10)

    card = await office.say("hours")

    assert buttons(card) == ["delete"] * 10
    assert card.lines[-1] == "… ja 2 muuta"


# --- undo ---


@pytest.mark.parametrize("text", ["hours undo", "hours delete", "tunnit peru", "timmar ångra"])
async def test_the_latest_entry_is_taken_back_by_one_press(office: Office, text: str):
    await log(office, client="1002")
    await log(office, client="1001")

    # A repeated request shows the same entry again and takes nothing back by itself.
    card, _ = await office.say(text), await office.say(text)
    assert len(await office.entries()) == 2
    assert fields(card)["Asiakas"] == "Acme Oy"
    for _ in range(2):
        await office.press(card, "undo")

    (left,) = await office.entries()
    assert left.client.number == "1002"


async def test_nothing_to_undo_is_said(office: Office):
    await log(office, by="mikko")

    with pytest.raises(NotFoundError, match="nothing_to_undo"):
        await office.say("hours undo")


async def test_an_approved_or_locked_entry_says_why_it_stays(office: Office):
    card = await office.press(await office.say("hours 1h Acme"), "save")
    await approve_hours(office.asker("anna"), client="1001")
    with pytest.raises(ConflictError, match="is_approved"):
        await office.press(card, "undo")

    listed = await office.say("hours")
    assert (buttons(listed), "hyväksytty" in listed.lines[0]) == ([], True)

    card = await office.press(await office.say("hours 1h Äijälän Öljy"), "save")
    await lock_days(office.asker("anna"), clock.today())
    with pytest.raises(ConflictError, match="day_locked"):
        await office.press(card, "undo")


# --- approval ---


async def test_approval_shows_what_waits_and_does_it_once(office: Office):
    await log(office, by="mikko")
    await log(office)

    card = await office.say("tunnit hyväksy Acme")
    assert fields(card) == {"Kausi": "Kaikki kuukaudet", "Kirjauksia": "2", "Yhteensä": "3 t"}
    assert await TimeEntry.filter(approved_at=None).count() == 2

    done = await asyncio.gather(*(office.press(card, "approve") for _ in range(3)))

    assert await TimeEntry.filter(approved_at=None).count() == 0
    assert len({each.title for each in done}) == 1
    after = await office.say("hours approve Acme")
    assert (after.title, buttons(after)) == ("Ei hyväksyttäviä tunteja: Acme Oy", [])


async def test_approval_of_a_month_in_a_conversation(office: Office):
    place = await office.conversation("1001")
    await log(office, date=date(2025, 10, 3))
    await log(office)

    card = await office.say("hours approve 10/2025", conversation=place)

    assert fields(card)["Kausi"] == "lokakuu 2025"
    assert fields(card)["Kirjauksia"] == "1"


async def test_approval_needs_the_right(office: Office):
    with pytest.raises(ForbiddenError):
        await office.say("hours approve Acme", by="mikko")
    with pytest.raises(UserError, match="unknown"):
        await office.say("hours approve Foobar")


async def log(office: Office, by: str = "anna", **given):
    told = {
        "client": "1001",
        "minutes": 90,
        "date": clock.today(),
        "client_key": str(new_id()),
        **given,
    }
    return await log_minutes(office.asker(by), **told)
