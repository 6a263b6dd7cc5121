"""A small firm in a database, and the bot's two ways in: `office.say` and `office.press`."""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from bot import commands
from hub.access import Asker, house_asker, staff_asker
from hub.actions.conversations import open_conversation
from hub.cards import Card
from hub.ids import new_id
from models.clients import Client
from models.firm import Firm, Role, Staff, WorkSchedule
from models.hours import Activity, TimeEntry

REFERENCE = Path(__file__).resolve().parents[1] / "reference" / "language"
FULL_DAYS = [450, 450, 450, 450, 450, 0, 0]
PEOPLE = (
    ("anna", Role.OWNER, "fi"),
    ("mikko", Role.ACCOUNTANT, "sv"),
    ("liisa", Role.ASSISTANT, "en"),
)


@dataclass
class Office:
    firm: Firm
    other_firm: Firm
    staff: dict[str, Staff]

    @property
    def house(self) -> Asker:
        return house_asker(self.firm)

    def asker(self, name: str) -> Asker:
        return staff_asker(self.staff[name], "console")

    async def say(self, text: str, by: str = "anna", conversation: UUID | None = None) -> Card:
        return await commands.answer(text, self.asker(by), conversation)

    async def press(self, card: Card, button: str, by: str = "anna", **values: str) -> Card:
        assert card.id is not None
        return await commands.press(card.id, button, values, self.asker(by), str(new_id()))

    async def conversation(self, client: str) -> UUID:
        return await open_conversation(self.asker("anna"), client=client)

    async def entries(self, by: str = "anna") -> list[TimeEntry]:
        """What stands, without what was taken back."""
        rows = TimeEntry.filter(staff_id=self.staff[by].id, deleted_at=None)
        return await rows.order_by("id").prefetch_related("client", "activity")


def fields(card: Card) -> dict[str, str]:
    return {each.label: each.value for each in card.fields}


def form(card: Card) -> dict[str, str]:
    """What stands in the form, as a press sends it."""
    assert card.form is not None
    return {each.id: each.value or "" for each in card.form.fields}


def buttons(card: Card) -> list[str]:
    return [each.id.partition(":")[0] for each in card.buttons]


def button(card: Card, name: str) -> str:
    """The first button of this name, with what it is about."""
    return next(each.id for each in card.buttons if each.id.partition(":")[0] == name)


@pytest.fixture
async def office(store: str) -> Office:
    """Three of the staff, the reference's clients and activities, and a firm next door."""
    firm = await Firm.create(name="Tilitoimisto Testi", language="fi")
    other = await Firm.create(name="Naapuri", language="fi")
    staff = {
        name: await Staff.create(
            firm_id=firm.id,
            name=name.title(),
            email=f"{name}@firm.example",
            role=role,
            language=language,
        )
        for name, role, language in PEOPLE
    }
    await Activity.bulk_create(
        [
            Activity(
                firm_id=firm.id,
                code=row["code"],
                name_fi=row["fi"],
                name_sv=row["sv"],
                name_en=row["en"],
                synonyms=row["synonyms"].split(";"),
                is_billable=row["code"] != "internal",
            )
            for row in _rows("activities.csv")
        ]
    )
    await Client.bulk_create(
        [
            Client(
                firm_id=firm.id,
                number=row["number"],
                name=row["name"],
                aliases=[each for each in row["aliases"].split(";") if each],
            )
            for row in _rows("clients.csv")
        ]
    )
    await Client.create(firm_id=other.id, number="9001", name="Vieras Oy")
    return Office(firm, other, staff)


async def full_days(office: Office, name: str, since: date = date(2020, 1, 1)) -> None:
    """7 h 30 min from Monday to Friday."""
    await WorkSchedule.create(
        firm_id=office.firm.id,
        staff_id=office.staff[name].id,
        valid_from=since,
        weekday_minutes=FULL_DAYS,
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
