"""The reference names: 40 fictional clients and 14 activities."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.language import ActivityName, ClientName, Vocabulary, understand_hours

REFERENCE = Path(__file__).parents[2] / "reference" / "language"
TODAY = date(2026, 11, 24)


def rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return Vocabulary.of(
        [
            ClientName(row["number"], row["name"], tuple(filter(None, row["aliases"].split(";"))))
            for row in rows("clients.csv")
        ],
        [
            ActivityName(
                row["code"], row["fi"], row["sv"], row["en"], tuple(row["synonyms"].split(";"))
            )
            for row in rows("activities.csv")
        ],
    )


@pytest.fixture(scope="session")
def hears(vocabulary) -> Callable[..., dict[str, object]]:
    """What an entry comes to, on Tuesday 24 November 2026; parts that are null are left out."""

    def hear(text: str, language: str = "fi", today: date = TODAY) -> dict[str, object]:
        answer = understand_hours(text, today=today, vocabulary=vocabulary, language=language)
        return {key: value for key, value in answer.as_json().items() if value is not None}

    return hear
