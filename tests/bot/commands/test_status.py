"""/status: one client at a glance, in the reader's language, with only what they may see."""

from datetime import date

import pytest

from hub import clock
from hub.actions.chat import send_message
from hub.actions.hours import approve_hours, log_minutes
from hub.actions.materials import request_material
from hub.actions.tasks import create_task
from hub.errors import UserError
from models.billing import PriceRule
from tests.support.office import Office, fields


async def fill(office: Office) -> None:
    anna, today = office.asker("anna"), clock.today()
    await PriceRule.create(
        firm_id=office.firm.id, hour_price_e4=800_000, valid_from=date(2020, 1, 1)
    )
    await log_minutes(anna, client="1001", minutes=90, date=today, client_key="a")
    await approve_hours(anna, client="1001")
    await log_minutes(anna, client="1001", minutes=30, date=today, client_key="b")
    for number, due in enumerate((date(2020, 1, 31), None)):
        await create_task(
            anna, title=f"Task {number}", client="1001", due_on=due, client_key=str(number)
        )
    await request_material(
        anna, client="1001", items=["Receipts"], due_on=date(2999, 1, 2), client_key="m"
    )
    place = await office.conversation("1001")
    await send_message(office.asker("mikko"), place, client_id="c", body="Is the VAT done?")


async def test_a_clients_status_in_swedish_finnish_and_english(office: Office):
    await fill(office)

    finnish = await office.say("tila Acme", by="anna")
    swedish = await office.say("läget Acme", by="mikko")
    english = await office.say("status 1001", by="liisa")

    assert finnish.title == "Tilanne: Acme Oy (1001)"
    assert fields(finnish)["Laskuttamatta"] == "hyväksytty 1 t 30 min, hyväksymättä 30 min"
    assert fields(finnish)["Avoimet tehtävät"] == "2, joista myöhässä 1"
    assert "120,00" in fields(finnish)["Hyväksyttyjen arvo ilman alv:tä"]
    assert "Tehtävä: Task 0, myöhässä: määräpäivä oli 31.1.2020" in finnish.lines
    assert "Puuttuu: Receipts, määräpäivä 2.1.2999" in finnish.lines
    assert finnish.lines[-1].endswith(": Is the VAT done?")
    assert swedish.title == "Läget: Acme Oy (1001)"
    assert fields(swedish)["Ofakturerat (egna timmar)"] == "inget"
    assert english.title == "Status: Acme Oy (1001)"
    assert not any("€" in value or "VAT" in label for label, value in fields(english).items())


async def test_a_client_where_all_is_well(office: Office):
    card = await office.say("status Acme", by="liisa")

    assert set(fields(card).values()) == {"0", "none"}
    assert card.lines == ()


async def test_in_a_conversation_its_client_is_meant(office: Office):
    place = await office.conversation("1002")

    assert "(1002)" in (await office.say("status", conversation=place)).title
    assert "(1001)" in (await office.say("status Acme", conversation=place)).title


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("status", "clients.which"),
        ("status Foobar", "clients.unknown"),
        ("status Virtanen", "clients.several"),
        ("status Vieras", "clients.unknown"),
    ],
)
async def test_it_never_guesses_a_client(office: Office, text: str, key: str):
    with pytest.raises(UserError) as refused:
        await office.say(text)

    assert refused.value.key == key
