"""/reminders: who misses hours, everyone for who may see it, else oneself."""

from datetime import UTC, date, datetime

import pytest

from hub import clock
from hub.actions.hours import EntryImport, import_entries
from tests.support.office import Office, buttons, fields, form, full_days

TUESDAY = datetime(2026, 11, 24, 8, tzinfo=UTC)


async def all_but_thursday(office: Office, name: str) -> None:
    await full_days(office, name, since=date(2026, 11, 16))
    days = [date(2026, 11, day) for day in (16, 17, 18, 20, 23)]
    await import_entries(
        office.house, [EntryImport(office.staff[name].id, "1001", day, 450) for day in days]
    )


async def test_who_sees_others_sees_everyone_who_misses_hours(office: Office):
    await all_but_thursday(office, "mikko")
    await all_but_thursday(office, "liisa")

    with clock.travel(TUESDAY):
        card = await office.say("muistutukset")

    assert card.title == "Tunteja puuttuu näin monelta: 2"
    assert card.lines[0] == "Liisa: 7 t 30 min"
    assert card.lines[1].strip() == "19.11.2026: puuttuu 7 t 30 min, tavoite 7 t 30 min"
    assert card.buttons == ()


@pytest.mark.parametrize("text", ["påminnelser", "reminders"])
async def test_others_see_themselves_and_fill_the_gap_at_once(office: Office, text: str):
    await all_but_thursday(office, "mikko")
    await all_but_thursday(office, "liisa")

    with clock.travel(TUESDAY):
        card = await office.say(text, by="mikko")
        assert card.title == "Du saknar timmar: 7 t 30 min"
        assert not any("Liisa" in line for line in card.lines)
        assert buttons(card) == ["fill"]
        filling = await office.press(card, "fill", by="mikko")
        values = {**form(filling), "client": "1001", "duration": "7:30"}
        preview = await office.press(filling, "preview", by="mikko", **values)
        await office.press(preview, "save", by="mikko")
        after = await office.say(text, by="mikko")

    assert fields(preview)["Dag"] == "19.11.2026"
    assert after.title == "Du saknar inga timmar."


async def test_nobody_misses_hours(office: Office):
    assert (await office.say("reminders")).title == "Keneltäkään ei puutu tunteja."
