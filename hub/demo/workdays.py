"""Three months of hours as six people would have logged them, the same on every machine."""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from hub.access import Asker
from hub.actions.hours import EntryImport
from hub.queries.workdays import is_workday

DAYS = 92
# Hours older than this are approved.
APPROVED_AFTER_DAYS = 12
ACTIVITIES = (
    *["bookkeeping"] * 8,
    *["vat"] * 3,
    *["payroll"] * 3,
    "purchase_ledger",
    "sales_ledger",
    "reporting",
    "advisory",
    "communication",
    "meeting",
    "financial_statements",
    "internal",
)
SPLITS = ((240, 210), (180, 150, 120), (150, 120, 90, 90), (120, 120, 90, 75, 45), (300, 150))
COMMENTS = ("", "", "", "tositteet", "täsmäytys", "puhelu", "kuukauden kirjaukset", "korjaukset")
# Working days before today that somebody has forgotten.
FORGOTTEN = {"mikko@kirsikka.example": (1, 4), "oliver@kirsikka.example": (2,)}


def workdays(
    staff: Mapping[str, Asker], clients: Sequence[Mapping[str, str]], today: date
) -> list[EntryImport]:
    """Every person's entries of the last three months, without holidays and forgotten days."""
    chance = random.Random(20261124)  # noqa: S311 - the same hours on every machine
    days = [each for each in _days(today) if each < today]
    entries = []
    for place, (email, person) in enumerate(staff.items()):
        own = [row["number"] for at, row in enumerate(clients) if at % len(staff) in {place, 0}]
        missing = {days[-back] for back in FORGOTTEN.get(email, ())}
        for day in days:
            split = chance.choice(SPLITS)
            for part, minutes in enumerate(split):
                entry = EntryImport(
                    staff_id=_known(person),
                    client=chance.choice(own),
                    date=day,
                    minutes=minutes,
                    activity=chance.choice(ACTIVITIES),
                    comment=chance.choice(COMMENTS),
                    is_approved=(today - day).days > APPROVED_AFTER_DAYS,
                    client_key=f"demo-{day.isoformat()}-{part}",
                )
                if day not in missing:
                    entries.append(entry)
    return entries


def _days(today: date) -> Iterator[date]:
    for back in range(DAYS, 0, -1):
        day = today - timedelta(days=back)
        if is_workday(day):
            yield day


def _known(person: Asker) -> UUID:
    if person.id is None:
        raise ValueError("a person has an id")
    return person.id
