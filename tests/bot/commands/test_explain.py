"""`explain`: what is understood, in the reference's own shape, with or without the command's word."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from bot.commands.explain import explain
from bot.language import ActivityName, ClientName, Vocabulary

REFERENCE = Path(__file__).resolve().parents[2] / "reference" / "language"
DAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    def rows(name: str) -> list[dict[str, str]]:
        with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

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


@pytest.mark.parametrize("word", ["", "hours ", "/hours ", "tunnit ", "/Timmar ", "h ", "/tunti "])
def test_the_commands_word_may_stand_first(vocabulary: Vocabulary, word: str):
    read = explain(f"{word}1.5 Acme VAT March", vocabulary, DAY, "en")

    assert read == {
        "minutes": 90,
        "client": "1001",
        "date": "2026-11-24",
        "activity": "vat",
        "period": "2026-03",
        "comment": None,
        "billable": None,
    }
    assert json.loads(json.dumps(read)) == read


def test_an_hour_in_words_is_no_commands_word(vocabulary: Vocabulary):
    read = explain("tunti Acme alv", vocabulary, DAY, "fi")

    assert (read["minutes"], read["client"]) == (60, "1001")


def test_questions_and_refusals_have_their_shape(vocabulary: Vocabulary):
    several = explain("2h Virtanen", vocabulary, DAY, "fi")
    refused = explain("hours 25h Acme", vocabulary, DAY, "fi")

    assert (several["ask"], set(several["candidates"])) == (["client"], {"1003", "1004"})
    assert refused == {"error": "duration_too_long"}
