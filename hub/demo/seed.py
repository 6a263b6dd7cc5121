"""One believable firm: six staff, forty clients, three months of hours, talk in three languages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from hub import clock
from hub.access import Asker, contact_by_id
from hub.actions.assignments import FIRST_TEMPLATES, add_template, assign
from hub.actions.bulletins import send_bulletin
from hub.actions.chat import mark_read, send_message
from hub.actions.clients import NewContact, add_contact, set_responsible
from hub.actions.firm import found_firm, record_absence, staff_by_email
from hub.actions.hours import import_entries
from hub.actions.imports import Kind, import_table
from hub.actions.inbox import assign_conversation, close_conversation, snooze_conversation
from hub.actions.materials import request_material
from hub.actions.prices import set_price
from hub.actions.sessions import make_widget_key
from hub.actions.tasks import generate_tasks
from hub.demo.tables import table
from hub.demo.workdays import workdays
from hub.queries.chat import conversations_of
from hub.secrets import Sealer

FIRM = "Tilitoimisto Kirsikka Oy"
FIRM_BUSINESS_ID = "9000001-8"
HELSINKI = ZoneInfo("Europe/Helsinki")
# The price of an hour in 1/10000 €: of the firm, and of activities that cost otherwise.
PRICES = {
    None: 780_000,
    "payroll": 720_000,
    "advisory": 1_150_000,
    "financial_statements": 950_000,
}
BULLETIN_DAYS_AGO = 12
OWN_PRICE = ("1001", 850_000)

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class People:
    """Everybody of the demo by e-mail; contacts with their client's number."""

    house: Asker
    staff: dict[str, Asker]
    contacts: dict[tuple[str, str], Asker]


async def seed(sealer: Sealer, base_url: str, progress: Progress = lambda *_: None) -> None:
    """Fill an empty database through the same actions that people use."""
    steps = 8
    progress("firm", 0, steps)
    house = await found_firm(FIRM, is_demo=True)
    await make_widget_key(house, sealer, allowed_origins=[base_url])
    kinds: tuple[Kind, ...] = ("staff", "activities", "clients")
    for kind in kinds:
        report = await import_table(house, kind, table(kind))
        if report.wrong:
            raise ValueError(f"the demo's {kind}.csv is wrong: {report.wrong}")
    progress("people", 1, steps)
    people = await _people(house)
    progress("prices", 2, steps)
    await _prices(house)
    progress("hours", 3, steps)
    today = clock.today()
    await import_entries(house, workdays(people.staff, table("clients"), today))
    await _absence(people, today)
    progress("tasks", 4, steps)
    await _tasks(people)
    progress("bulletin", 5, steps)
    await _bulletin(people, today)
    progress("conversations", 6, steps)
    await _conversations(people, today)
    progress("material", 7, steps)
    await _material(people, today)
    progress("done", steps, steps)


async def _people(house: Asker) -> People:
    """Contacts of every client, and who answers for it; the staff were imported."""
    staff = {row["email"]: await staff_by_email(row["email"]) for row in table("staff")}
    contacts = {}
    for row in table("contacts"):
        contact_id = await add_contact(
            house, NewContact(row["client"], row["name"], row["email"], row["language"])
        )
        asker = await contact_by_id(contact_id)
        if asker is not None:
            contacts[row["client"], row["email"]] = asker
    people = People(house, staff, contacts)
    for row in table("clients"):
        await set_responsible(house, client=row["number"], staff_id=_owner(people, row))
    return people


def _owner(people: People, client: dict[str, str]) -> UUID:
    """Swedish clients are Johanna's; the others go round."""
    if client["language"] == "sv":
        name = "johanna"
    else:
        name = ("anna", "mikko", "petra")[int(client["number"]) % 3]
    owner = people.staff[f"{name}@kirsikka.example"].id
    if owner is None:
        raise ValueError(f"no staff member {name}")
    return owner


async def _prices(house: Asker) -> None:
    long_ago = date(2024, 1, 1)
    for activity, price in PRICES.items():
        await set_price(house, hour_price_e4=price, valid_from=long_ago, activity=activity)
    client, price = OWN_PRICE
    await set_price(house, hour_price_e4=price, valid_from=long_ago, client=client)


async def _absence(people: People, today: date) -> None:
    """Petra was on leave two weeks ago: nobody asks her for those hours."""
    petra = people.staff["petra@kirsikka.example"].id
    if petra is not None:
        monday = today - timedelta(days=today.weekday() + 14)
        await record_absence(
            people.house,
            petra,
            kind="leave",
            first_day=monday,
            last_day=monday + timedelta(days=4),
        )


async def _tasks(people: People) -> None:
    """Every client's monthly bookkeeping and VAT, payroll for every third."""
    for template in FIRST_TEMPLATES:
        await add_template(people.house, template)
    for row in table("clients"):
        owner = _owner(people, row)
        codes = ["bookkeeping", "vat"]
        if int(row["number"]) % 3 == 0:
            codes.append("payroll")
        for code in codes:
            await assign(people.house, client=row["number"], template=code, assignee_id=owner)
    await generate_tasks(people.house)


async def _conversations(people: People, today: date) -> None:
    """What was said in the conversations that the bulletin opened."""
    places: dict[str, tuple[UUID, UUID]] = {}
    kaisa = people.staff["kaisa@kirsikka.example"].over("demo")
    for view in await conversations_of(kaisa):
        if view.notes is not None:
            places[view.client_number] = (view.id, view.notes.id)
    for number, row in enumerate(table("conversations")):
        place = places[row["client"]][row["where"] == "notes"]
        writer = people.staff.get(row["who"]) or people.contacts[row["client"], row["who"]]
        with clock.travel(_moment(today, int(row["days_ago"]), row["time"])):
            await send_message(
                writer.over("demo"), place, client_id=f"demo-{number}", body=row["text"]
            )
    await _reading(people, places)


async def _reading(people: People, places: dict[str, tuple[UUID, UUID]]) -> None:
    """What was answered was read; what came last waits for somebody."""
    for email, asker in people.staff.items():
        for view in await conversations_of(asker.over("demo")):
            behind = 1 if email.startswith(("anna", "kaisa")) else 0
            if view.last_seq > behind:
                await mark_read(asker.over("demo"), view.id, seq=view.last_seq - behind)
            if view.notes is not None and view.notes.last_seq:
                await mark_read(asker.over("demo"), view.notes.id, seq=view.notes.last_seq)
    await _inbox(people, places)


async def _inbox(people: People, places: dict[str, tuple[UUID, UUID]]) -> None:
    """Every second is in its accountant's hand, one is over, one comes back in two days."""
    house = people.house.over("demo")
    for row in table("clients"):
        if int(row["number"]) % 2 == 0:
            await assign_conversation(house, places[row["number"]][0], staff_id=_owner(people, row))
    await close_conversation(house, places["1038"][0])
    await snooze_conversation(house, places["1012"][0], until=clock.now() + timedelta(days=2))


async def _bulletin(people: People, today: date) -> None:
    author = people.staff["kaisa@kirsikka.example"].over("demo")
    # Before anything else was said, so that the numbers of entries follow their moments.
    with clock.travel(_moment(today, BULLETIN_DAYS_AGO, "08.00")):
        await send_bulletin(
            author,
            title="Joulun aukioloajat ja joulukuun aikataulut",
            body=(
                "Toimistomme on suljettu 24.–26.12.\n"
                "Toimita joulukuun aineisto viimeistään 7.1.\n"
                "Kiireelliset palkka-asiat: vastaamme tässä keskustelussa myös välipäivinä."
            ),
            clients=None,
            client_key="demo-bulletin",
        )


async def _material(people: People, today: date) -> None:
    """Two requests that wait for the client."""
    anna = people.staff["anna@kirsikka.example"].over("demo")
    johanna = people.staff["johanna@kirsikka.example"].over("demo")
    month_before = (today.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    await request_material(
        anna,
        client="1001",
        items=["Matkalaskun kuitit", "Tiliote, käyttötili"],
        due_on=today + timedelta(days=4),
        period=month_before,
        client_key="demo-material-1",
    )
    await request_material(
        johanna,
        client="1005",
        items=["Kontoutdrag", "Inköpsfakturor från Tyskland"],
        due_on=today + timedelta(days=6),
        period=month_before,
        client_key="demo-material-2",
    )


def _moment(today: date, days_ago: int, clock_time: str) -> datetime:
    hour, minute = map(int, clock_time.split("."))
    day = today - timedelta(days=days_ago)
    return datetime.combine(day, time(hour, minute), HELSINKI).astimezone(UTC)
