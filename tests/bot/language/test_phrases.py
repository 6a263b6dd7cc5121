"""The reference phrases: at least 98 of 100 exactly as expected, and never a wrong answer."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from bot.language import Understood, Vocabulary, understand_hours

REFERENCE = Path(__file__).parents[2] / "reference" / "language"


@dataclass(frozen=True)
class Phrase:
    id: str
    language: str
    today: date
    text: str
    expected: dict[str, object]


def phrases() -> Iterator[Phrase]:
    lines = (REFERENCE / "phrases.tsv").read_text(encoding="utf-8").splitlines()[1:]
    for line in lines:
        number, language, today, text, expected = line.split("\t")
        yield Phrase(number, language, date.fromisoformat(today), text, json.loads(expected))


def _comparable(answer: dict[str, object]) -> dict[str, object]:
    return {key: sorted(each) if isinstance(each, list) else each for key, each in answer.items()}


def _verdict(phrase: Phrase, vocabulary: Vocabulary) -> str:
    answer = understand_hours(
        phrase.text, today=phrase.today, vocabulary=vocabulary, language=phrase.language
    )
    got, expected = _comparable(answer.as_json()), _comparable(phrase.expected)
    if got == expected:
        return "exact"
    wrong = isinstance(answer, Understood) or "error" in got or "error" in expected
    return f"{'fault' if wrong else 'nuisance'}: {phrase.id} {phrase.text!r}: {got}"


def test_phrases_are_understood_and_never_misunderstood(vocabulary):
    verdicts = [_verdict(phrase, vocabulary) for phrase in phrases()]

    missed = [each for each in verdicts if each != "exact"]
    assert not [each for each in missed if each.startswith("fault")]
    assert len(missed) <= 0.02 * len(verdicts), missed


@pytest.mark.parametrize("change", [str.upper, str.lower, str.swapcase])
def test_letter_case_never_matters(vocabulary, change):
    for phrase in phrases():
        answer = understand_hours(
            change(phrase.text), today=phrase.today, vocabulary=vocabulary, language=phrase.language
        )
        expected = dict(phrase.expected)
        if expected.get("comment"):
            expected["comment"] = change(str(expected["comment"]))
        assert _comparable(answer.as_json()) == _comparable(expected), phrase
