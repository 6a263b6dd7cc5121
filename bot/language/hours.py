"""What is typed after /hours: understood whole, asked about, or refused; never guessed."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import TypeVar

from bot.language.reading import Reading, read
from bot.language.results import ASKABLE, Ask, Partial, Refused, Understood
from bot.language.vocabulary import Vocabulary

MOST_MINUTES = 24 * 60

_Value = TypeVar("_Value")


def understand_hours(
    text: str,
    *,
    today: date,
    vocabulary: Vocabulary,
    language: str = "fi",
    client: str | None = None,
) -> Understood | Ask | Refused:
    """An hour entry in words, its parts in any order; only length and client are required.

    `text` is what follows the command's word; all three languages are understood whatever
    `language` is, which only settles words that they share. Asks wherever two readings are
    possible, and then says what was clear. `client` is the number of the client in whose
    conversation it is typed: meant where the text names nobody. Never raises, and takes time in proportion to the text.
    """
    reading = read(text, today, vocabulary, language)
    if not reading.clients and client in vocabulary.client_index.by_number:
        reading = replace(reading, clients=frozenset({vocabulary.client_index.by_number[client]}))
    partial = _partial(reading, today, vocabulary)
    errors = _errors(reading, today)
    ask = _questions(reading, partial, today, errors)
    if ask:
        several = len(reading.clients) > 1
        numbers = [vocabulary.clients[client].number for client in reading.clients]
        return Ask(ask, tuple(sorted(numbers)) if several else (), partial)
    if errors:
        return Refused(next(iter(errors.values())))
    return _understood(partial)


def _questions(
    reading: Reading, partial: Partial, today: date, errors: dict[str, str]
) -> tuple[str, ...]:
    asked = set(reading.unclear)
    if len(reading.clients) != 1:
        asked.add("client")
    if partial.minutes is None and "duration" not in errors:
        asked.add("duration")
    if partial.date is None and "date" not in errors:
        asked.add("date")
    if any(part.month is None for part in reading.periods) or (
        len({part.month for part in reading.periods}) > 1
        or any((part.month or "") > f"{today:%Y-%m}" for part in reading.periods)
    ):
        asked.add("date")
    if len({code for part in reading.activities for code in part.codes}) > 1 or (
        any(len(part.codes) != 1 for part in reading.activities)
        or len({part.billable for part in reading.billing}) > 1
    ):
        asked.add("activity")
    # Two refusals at once are one question too many to answer with either.
    if len(errors) > 1:
        asked |= errors.keys()
    return tuple(each for each in ASKABLE if each in asked)


def _errors(reading: Reading, today: date) -> dict[str, str]:
    errors: dict[str, str] = {}
    minutes = reading.durations[0].minutes if len(reading.durations) == 1 else None
    if minutes == 0:
        errors["duration"] = "duration_zero"
    elif minutes is not None and minutes > MOST_MINUTES:
        errors["duration"] = "duration_too_long"
    day = _only({part.day for part in reading.days})
    if day is not None and day > today:
        errors["date"] = "future_date"
    return errors


def _partial(reading: Reading, today: date, vocabulary: Vocabulary) -> Partial:
    """What is clear of an entry, each part for itself."""
    minutes = reading.durations[0].minutes if len(reading.durations) == 1 else None
    day = _only({part.day for part in reading.days}) if reading.days else today
    codes = [part.codes for part in reading.activities]
    activity = _only(frozenset[str]().union(*codes)) if all(codes) else None
    client = _only(reading.clients)
    return Partial(
        minutes=minutes if minutes and minutes <= MOST_MINUTES else None,
        client=None if client is None else vocabulary.clients[client].number,
        date=day if day and day <= today else None,
        activity=activity,
        period=_only({part.month for part in reading.periods}),
        comment=reading.comment,
        billable=_only({part.billable for part in reading.billing}),
    )


def _understood(partial: Partial) -> Understood:
    if partial.minutes is None or partial.client is None or partial.date is None:
        raise AssertionError("an entry that lacks a part asks for it")
    return Understood(
        partial.minutes,
        partial.client,
        partial.date,
        partial.activity,
        partial.period,
        partial.comment,
        partial.billable,
    )


def _only(values: Collection[_Value]) -> _Value | None:
    return next(iter(values)) if len(values) == 1 else None
