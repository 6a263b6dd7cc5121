"""A client at a glance, and what is kept from who may not see it."""

import pytest

from hub import clock
from hub.access import contact_asker
from hub.actions.chat import send_message
from hub.actions.edits import delete_message
from hub.actions.hours import approve_hours, log_minutes
from hub.actions.materials import request_material
from hub.actions.tasks import create_task
from hub.errors import NotFoundError
from hub.ids import new_id
from hub.queries.reports import client_status
from models.billing import PriceRule
from models.clients import Client, Contact
from models.materials import ItemState, MaterialItem
from tests.support.office import Office
from tests.support.rows import row_of


async def fill(office: Office) -> None:
    anna, today = office.asker("anna"), clock.today()
    await PriceRule.create(
        firm_id=office.firm.id, hour_price_e4=800_000, valid_from=today.replace(year=2020)
    )
    for by, minutes, key in (("anna", 60, "a"), ("mikko", 30, "b")):
        await log_minutes(
            office.asker(by), client="1001", minutes=minutes, date=today, client_key=key
        )
    await approve_hours(anna, client="1001")
    for billable, key in ((True, "c"), (False, "d")):
        await log_minutes(
            anna, client="1001", minutes=45, date=today, client_key=key, billable=billable
        )
    await create_task(anna, title="VAT", client="1001", due_on=None, client_key="t")
    await request_material(
        anna, client="1001", items=["Receipts", "Bank"], due_on=None, client_key="m"
    )
    await MaterialItem.filter(title="Bank").update(state=ItemState.DELIVERED)
    place = await office.conversation("1001")
    for text in ("one", "two", "x" * 300):
        await send_message(anna, place, client_id=str(new_id()), body=text)
    said = await send_message(anna, place, client_id=str(new_id()), body="gone")
    await delete_message(anna, place, message_id=said.id, client_id=str(new_id()))


async def test_everything_of_a_client_stands_in_one_place(office: Office):
    await fill(office)
    status = await client_status(office.asker("anna"), "1001")

    assert (status.name, [task.title for task in status.tasks]) == ("Acme Oy", ["VAT"])
    assert [item.title for item in status.missing] == ["Receipts"]
    hours = status.unbilled
    assert (hours.approved_minutes, hours.unapproved_minutes, hours.cents) == (90, 45, 12_000)
    assert [len(said.text) for said in status.messages] == [140, 3, 3]
    assert status.messages[1].author == "Anna"
    assert not status.is_own_hours_only


async def test_money_and_others_hours_are_not_in_the_answer_without_the_right(office: Office):
    await fill(office)
    mikko = await client_status(office.asker("mikko"), "1001")
    liisa = await client_status(office.asker("liisa"), "1001")

    # An accountant sees money but not others' hours: neither minutes nor their worth.
    assert (mikko.unbilled.approved_minutes, mikko.unbilled.unapproved_minutes) == (30, 0)
    assert mikko.unbilled.cents == 4_000
    assert liisa.unbilled.cents is None
    assert (liisa.unbilled.approved_minutes, liisa.is_own_hours_only) == (0, True)


async def test_other_firms_clients_and_contacts_get_nothing(office: Office):
    client = await Client.get(number="1001")
    contact = await row_of(Contact, firm_id=office.firm.id, client_id=client.id)

    with pytest.raises(NotFoundError):
        await client_status(office.asker("anna"), "9001")
    with pytest.raises(NotFoundError):
        await client_status(contact_asker(contact), "1001")
