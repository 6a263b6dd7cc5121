"""The pieces that other commands use: periods, days, lengths, and what a question keeps."""

from datetime import date

import pytest

from bot.language import Ask, Partial, parse_day, parse_duration, parse_period, understand_hours

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026-10", "2026-10"),
        ("10/2026", "2026-10"),
        ("12/2026", "2026-12"),
        ("lokakuun", "2026-10"),
        ("oktober", "2026-10"),
        ("October", "2026-10"),
        ("joulukuu", "2025-12"),
        ("lokakuu 2024", "2024-10"),
        ("Q3", "2026-09"),
        ("Q4", "2025-12"),
        ("Q1/2025", "2025-03"),
        ("last month", "2026-10"),
        ("viime kuu", "2026-10"),
        ("förra månaden", "2026-10"),
        ("this month", "2026-11"),
        ("tämä kuu", "2026-11"),
        ("den här månaden", "2026-11"),
        ("", None),
        ("13/2026", None),
        ("lokakuu syyskuu", None),
    ],
)
def test_periods(text, month):
    assert parse_period(text, TODAY) == month


def test_last_month_of_january_is_december():
    assert parse_period("last month", date(2027, 1, 31)) == "2026-12"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("23.11.", date(2026, 11, 23)),
        ("2. marraskuuta 2025", date(2025, 11, 2)),
        ("huomenna", date(2026, 11, 25)),
        ("next Monday", date(2026, 11, 30)),
        ("31.12.", date(2026, 12, 31)),
        ("31.11.", None),
        ("", None),
        ("eilen 1.9.", None),
    ],
)
def test_days(text, day):
    assert parse_day(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("1,5 h", 90),
        ("7", 420),
        ("0h", 0),
        ("30 h", 1800),
        ("45", None),
        ("1h 2h", None),
        ("", None),
    ],
)
def test_durations(text, minutes):
    assert parse_duration(text) == minutes


def test_a_question_keeps_what_was_clear(vocabulary):
    answer = understand_hours(
        "eilen Virtanen kp 1h 2h nb kuitit", today=TODAY, vocabulary=vocabulary
    )

    assert answer == Ask(
        ("client", "duration"),
        ("1003", "1004"),
        Partial(date=date(2026, 11, 23), activity="bookkeeping", comment="kuitit", billable=False),
    )


def test_the_conversations_client_is_meant_where_none_is_named(vocabulary):
    def hear(text: str) -> object:
        return understand_hours(text, today=TODAY, vocabulary=vocabulary, client="1001").as_json()

    assert hear("2h kp") == hear("2h kp Acme")
    assert hear("2h kp Sini") != hear("2h kp Acme")
    assert hear("0h kp") == {"error": "duration_zero"}
    assert hear("2h Virtanen") == {"ask": ["client"], "candidates": ["1003", "1004"]}


@pytest.mark.parametrize("text", ["Acme at lokakuu 1:30", "Acme klo October 1:30"])
def test_a_small_word_does_not_reach_across_what_was_understood(hears, text):
    assert hears(text)["minutes"] == 90
    assert hears(text)["period"] == "2026-10"
