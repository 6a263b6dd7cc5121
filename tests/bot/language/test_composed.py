"""Entries put together from parts, in any order and language: understood exactly, part for part."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language import Understood, understand_hours
from tests.support.hour_parts import (
    ACTIVITIES,
    BARE,
    BILLING,
    CLIENTS,
    COMMENTS,
    DAYS,
    DURATIONS,
    LONGER_ACTIVITIES,
    PERIODS,
    SMALL,
    TODAY,
)


@dataclass(frozen=True)
class Entry:
    text: str
    expected: Understood


@st.composite
def entries(draw: st.DrawFn, durations: dict[str, int], missing: str = "") -> Entry:
    duration, minutes = draw(st.sampled_from([*durations.items()]))
    day, days = draw(st.sampled_from([*DAYS.items()]))
    client = draw(st.sampled_from([*CLIENTS]))
    name = draw(st.sampled_from(CLIENTS[client]))
    words = [(word, code) for code, line in ACTIVITIES.items() for word in line.split()]
    activity, code = draw(st.sampled_from([("", None), *words, *LONGER_ACTIVITIES.items()]))
    period, month = draw(st.sampled_from([*PERIODS.items()]))
    billing, billable = draw(st.sampled_from([*BILLING.items()]))
    comment = draw(st.sampled_from(COMMENTS))
    duration = "" if missing == "duration" else duration
    name = "" if missing == "client" else name
    parts = [duration, day, name, activity, period, billing]
    small = [draw(st.sampled_from(SMALL)) if part else "" for part in parts]
    # "At 1:30" is a time of day.
    small[0] = small[0].replace("at", "for")
    spoken = [f"{word} {part}".strip() for word, part in zip(small, parts, strict=True) if part]
    order = draw(st.permutations([*spoken, *([comment] if comment else [])]))
    text = draw(st.sampled_from([" ", " ", ", ", "  ", " - "])).join(order)
    changes: list[Callable[[str], str]] = [str, str.lower, str.upper]
    change = draw(st.sampled_from(changes))
    expected = Understood(
        minutes=minutes,
        client=client,
        date=TODAY + timedelta(days=days),
        activity=code,
        period=month,
        comment=change(comment) or None,
        billable=billable,
    )
    return Entry(change(text), expected)


@settings(max_examples=600, deadline=None)
@given(entries(DURATIONS))
def test_parts_in_any_order_are_understood_exactly(vocabulary, entry):
    answer = understand_hours(entry.text, today=TODAY, vocabulary=vocabulary)

    assert answer == entry.expected, entry.text


@settings(max_examples=300, deadline=None)
@given(entries(BARE))
def test_a_bare_number_is_hours_or_a_question(vocabulary, entry):
    answer = understand_hours(entry.text, today=TODAY, vocabulary=vocabulary)

    # "2 October" may be a day, "at 2" a time, "2 - 23.11." a range: those are asked about.
    assert answer == entry.expected or (
        not isinstance(answer, Understood) and answer.as_json() == {"ask": ["duration"]}
    ), entry.text


@settings(max_examples=200, deadline=None)
@given(entries(DURATIONS, missing="client"))
def test_a_missing_client_is_asked_for(vocabulary, entry):
    answer = understand_hours(entry.text, today=TODAY, vocabulary=vocabulary)

    assert answer.as_json() == {"ask": ["client"]}, entry.text


@settings(max_examples=200, deadline=None)
@given(entries(DURATIONS, missing="duration"))
def test_a_missing_length_is_asked_for(vocabulary, entry):
    answer = understand_hours(entry.text, today=TODAY, vocabulary=vocabulary)

    assert answer.as_json() == {"ask": ["duration"]}, entry.text
