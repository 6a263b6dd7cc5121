"""Founding a firm, its people, clients and contacts: once, checked, or not at all."""

from datetime import date
from typing import Any

import pytest

from hub.actions.assignments import FIRST_TEMPLATES, add_template, assign
from hub.actions.clients import (
    NewClient,
    NewContact,
    add_client,
    add_contact,
    contact_of_client,
    set_responsible,
)
from hub.actions.firm import (
    NewPerson,
    add_staff,
    house_of_only_firm,
    record_absence,
    staff_by_email,
)
from hub.actions.founding import NewFirm, found_office
from hub.actions.imports import WrongRowsError
from hub.actions.prices import set_price
from hub.errors import ConflictError, ForbiddenError, NotFoundError, UserError
from hub.secrets import Sealer
from models.audit import AuditRow
from models.billing import PriceRule
from models.clients import Client, Contact, Responsibility
from models.firm import Firm, Staff, WidgetKey
from models.hours import Activity
from models.tasks import Assignment, Template
from tests.support.office import Office

SEALER = Sealer("a secret of the tests that is long enough")
OLLI = NewPerson("Olli", "olli@oma.example", role="owner", language="sv")


# --- a firm ---


async def test_a_firm_is_founded_with_all_that_it_begins_with(store: str):
    registers: Any = {
        "activities": [{"code": "vat", "fi": "Alv", "sv": "", "en": ""}],
        "clients": [{"number": "1", "name": "Yksi Oy"}],
        "staff": [{"name": "Pekka", "email": "pekka@oma.example"}],
    }
    new = NewFirm(" Oma Oy ", OLLI, registers, hour_price_e4=785_000, sites=["https://oma.example"])
    founded = await found_office(new, SEALER)

    firm = await Firm.get()
    assert (firm.name, firm.language, firm.is_demo) == ("Oma Oy", "sv", False)
    assert (await Staff.get(id=founded.owner_id)).role.value == "owner"
    assert await Template.all().count() == len(FIRST_TEMPLATES)
    assert await Activity.all().count() == await Client.all().count() == 1
    assert (await PriceRule.get()).hour_price_e4 == 785_000
    key = await WidgetKey.get()
    assert (key.kid, key.allowed_origins) == (founded.kid, ["https://oma.example"])
    assert founded.widget_secret not in key.sealed_secret
    assert (await house_of_only_firm()).firm_id == firm.id


async def test_a_second_firm_is_refused_and_the_first_stays_reachable(store: str):
    await found_office(NewFirm("Oma Oy", OLLI), SEALER)

    with pytest.raises(ConflictError, match=r"firm\.exists"):
        await found_office(NewFirm("Toinen Oy", OLLI), SEALER)
    assert (await house_of_only_firm()).name == "Kirjuri"
    assert await Staff.all().count() == 1


@pytest.mark.parametrize(
    ("new", "error"),
    [
        (NewFirm(" ", OLLI), UserError),
        (NewFirm("Oma", NewPerson("O", "nobody")), UserError),
        (NewFirm("Oma", NewPerson("O", "o@o.example", role="boss")), UserError),
        (NewFirm("Oma", OLLI, hour_price_e4=-1), UserError),
        (NewFirm("Oma", OLLI, {"clients": [{"number": "", "name": ""}]}), WrongRowsError),
        (NewFirm("Oma", OLLI, {"clients": []}), UserError),
    ],
)
async def test_what_is_wrong_leaves_no_half_a_firm(
    store: str, new: NewFirm, error: type[Exception]
):
    with pytest.raises(error):
        await found_office(new, SEALER)
    assert await Firm.all().count() == 0
    assert await AuditRow.all().count() == 0
    await found_office(NewFirm("Oma", OLLI), SEALER)


async def test_staff_are_checked_and_found_by_their_address(office: Office):
    day = date(2026, 1, 1)
    await add_staff(office.house, NewPerson(" Uusi ", " Uusi@Firm.example "), working_from=day)

    found = await staff_by_email("uusi@firm.EXAMPLE")
    assert (found.name, found.channel) == ("Uusi", "cli")
    with pytest.raises(ConflictError):
        await add_staff(office.house, NewPerson("X", "uusi@firm.example"), working_from=day)
    wrong = NewPerson("X", "x@firm.example", weekday_minutes=(1,))
    with pytest.raises(UserError, match=r"firm\.bad_week"):
        await add_staff(office.house, wrong, working_from=day)
    with pytest.raises(ForbiddenError):
        await add_staff(office.asker("mikko"), NewPerson("X", "x@y.example"), working_from=day)
    with pytest.raises(NotFoundError):
        await staff_by_email("nobody@firm.example")
    with pytest.raises(NotFoundError):
        await house_of_only_firm()


@pytest.mark.sqlite_only
async def test_an_absence_ends_after_it_begins(office: Office):
    anna = office.staff["anna"].id
    given: dict[str, Any] = {"kind": "leave", "first_day": date(2026, 7, 2)}

    await record_absence(office.house, anna, **given, last_day=date(2026, 7, 2))
    with pytest.raises(UserError):
        await record_absence(office.house, anna, **given, last_day=date(2026, 7, 1))
    with pytest.raises(ForbiddenError):
        await record_absence(office.asker("liisa"), anna, **given, last_day=date(2026, 7, 9))


# --- clients and contacts ---


async def test_a_client_is_added_once_with_a_checked_business_id(office: Office):
    anna = office.asker("anna")
    await add_client(anna, NewClient("5001", " Hyvä  Oy ", business_id="91042176"))

    row = await Client.get(number="5001")
    assert (row.name, row.business_id) == ("Hyvä Oy", "9104217-6")
    assert "hyvä oy" in row.search_text
    for new, key in (
        (NewClient("5001", "X"), "clients.number_taken"),
        (NewClient("5002", "X", business_id="9104217-5"), "clients.bad_business_id"),
        (NewClient("5002", "X", email="x"), "firm.bad_email"),
    ):
        with pytest.raises(UserError) as refused:
            await add_client(anna, new)
        assert refused.value.key == key
        assert len({refused.value.say(language) for language in ("fi", "sv", "en")}) == 3
    with pytest.raises(ForbiddenError):
        await add_client(office.asker("mikko"), NewClient("5003", "X"))
    assert not await Client.filter(number__in=["5002", "5003"]).exists()


async def test_one_address_at_two_clients_is_two_people(office: Office):
    for number in ("1001", "1002"):
        await add_contact(office.house, NewContact(number, "Aino", "Aino@x.example"))

    assert await Contact.all().count() == 2
    first, _ = await contact_of_client("aino@X.example", "1001")
    second, _ = await contact_of_client("aino@X.example", "1002")
    assert first != second
    with pytest.raises(ConflictError):
        await add_contact(office.house, NewContact("1001", "Aino", "aino@x.example"))
    with pytest.raises(NotFoundError):
        await contact_of_client("aino@x.example", "1003")
    with pytest.raises(NotFoundError):
        await add_contact(office.house, NewContact("9001", "X", "x@x.example"))
    with pytest.raises(UserError):
        await add_contact(office.house, NewContact("1001", " ", "x@x.example"))


@pytest.mark.sqlite_only
async def test_what_is_said_twice_is_once(office: Office):
    anna = office.staff["anna"].id
    for _ in range(2):
        await set_responsible(office.house, client="1001", staff_id=anna)
        await add_template(office.house, FIRST_TEMPLATES[0])
        await assign(office.house, client="1001", template="bookkeeping", assignee_id=anna)

    assert await Responsibility.all().count() == 1
    assert await Template.all().count() == await Assignment.all().count() == 1
    assert await AuditRow.filter(verb__in=["responsible", "add_template", "assign"]).count() == 3
    with pytest.raises(NotFoundError):
        await assign(office.house, client="1001", template="nothing", assignee_id=None)
    with pytest.raises(NotFoundError):
        await assign(office.house, client="9001", template="bookkeeping", assignee_id=None)


@pytest.mark.sqlite_only
async def test_to_see_a_price_is_not_to_set_it(office: Office):
    given: dict[str, Any] = {"valid_from": date(2026, 1, 1)}

    await set_price(office.asker("anna"), hour_price_e4=1, **given)
    for name in ("mikko", "liisa"):
        with pytest.raises(ForbiddenError):
            await set_price(office.asker(name), hour_price_e4=1, **given)
    with pytest.raises(UserError):
        await set_price(office.house, hour_price_e4=-1, **given)
    with pytest.raises(NotFoundError):
        await set_price(office.house, hour_price_e4=1, client="9001", **given)
    with pytest.raises(NotFoundError):
        await set_price(office.house, hour_price_e4=1, activity="nothing", **given)
    assert await PriceRule.all().count() == 1
