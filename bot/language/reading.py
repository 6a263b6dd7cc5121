"""One pass over an hour entry: every part found, each place read once, the rest left over."""

import re
from dataclasses import dataclass, replace
from datetime import date

from bot.language.activities import UNCLEAR_WORDS, ActivityPart, is_glued
from bot.language.billing import BillingPart, find_billing
from bot.language.clients import LEGAL_FORMS
from bot.language.comments import left_over
from bot.language.dates import DayPart, find_days
from bot.language.durations import UNIT_WORDS, DurationPart, find_durations, has_lone_unit
from bot.language.naming import (
    NamePart,
    find_names,
    find_numbers_of_clients,
    find_phrases,
    settle,
)
from bot.language.numbers import NumberPart, find_numbers
from bot.language.periods import PeriodPart, find_periods
from bot.language.vocabulary import Vocabulary
from bot.language.words import Line, Spanned, Token

# Client numbers shorter than this may be hours or minutes, so they are told apart last.
_SURE_DIGITS = 3

_NOT = re.compile(r"(?<![^\W_])(?:ei|ej|inte|icke|not|no|without|utan|ilman)\s+$")
_WHICH_DAY = frozenset({"viime", "forra", "last", "ensi", "nasta", "next"})
_BARE_MINUTES = re.compile(r"[^\W\d_]\s*([0-9]{2})$")


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands in an entry. Parts that hold None or no code are there but not settled."""

    clients: frozenset[int]
    durations: tuple[DurationPart, ...]
    days: tuple[DayPart, ...]
    periods: tuple[PeriodPart, ...]
    activities: tuple[ActivityPart, ...]
    billing: tuple[BillingPart, ...]
    comment: str | None
    unclear: frozenset[str]


def read(text: str, today: date, vocabulary: Vocabulary, language: str) -> Reading:
    """Everything that stands in an entry.

    Whole names come first, for they may hold numbers, months and activity words; then what has a
    form of its own; names in part come last, from the words that mean nothing else.
    """
    line, index = Line.of(text), vocabulary.client_index
    names = find_phrases(line, index, vocabulary.means)
    names += find_numbers_of_clients(line.without(names), index, digits=_SURE_DIGITS)
    rest = line.without(names)
    days = find_days(rest, today, language=language)
    periods = find_periods(rest := rest.without(days), today)
    durations = find_durations(rest := rest.without(periods))
    billing = find_billing(rest := rest.without(durations))
    activities = vocabulary.activity_index.find(rest := rest.without(billing))
    numbers = find_numbers(rest := rest.without(activities), line)
    rest = rest.without(numbers)
    names += find_names(rest, index, vocabulary.means)

    small, numbers = _short_client_numbers(numbers, names, durations, vocabulary)
    clients, counting = settle(names + small)
    days += [DayPart(each.start, each.end, None) for each in numbers if each.is_like_a_date]
    durations += [each.duration() for each in numbers if not each.is_like_a_date]
    durations = [_unless_of_a_name(each, clients, counting, line, vocabulary) for each in durations]

    parts: list[Spanned] = [*counting, *days, *periods, *durations, *billing, *activities]
    rest = line.without(parts)
    activities = [_unless_torn(each, rest) for each in activities]
    return Reading(
        clients=clients,
        durations=tuple(durations),
        days=tuple(days),
        periods=tuple(periods),
        activities=tuple(activities),
        billing=tuple(billing),
        comment=left_over(line, parts),
        unclear=frozenset(_unclear(line, rest, counting, clients)),
    )


def _short_client_numbers(
    numbers: list[NumberPart],
    names: list[NamePart],
    durations: list[DurationPart],
    vocabulary: Vocabulary,
) -> tuple[list[NamePart], list[NumberPart]]:
    """Bare numbers that are clients' numbers, and the others.

    One up to 24 may be hours: it is a client only where the length is given otherwise and the
    client is not, hours where it is the other way about, and else not settled.
    """
    index = vocabulary.client_index
    short = [each for each in numbers if each.digits in index.by_number]
    others = [each for each in numbers if each not in short]
    found: list[NamePart] = []
    for each in short:
        only = len(short) == 1
        if each.minutes is None or (only and not names and len(durations) + len(others) == 1):
            client = index.by_number[each.digits or ""]
            found += find_numbers_of_clients(
                Line.of(" " * each.start + index.clients[client].number), index, digits=1
            )
        elif only and names and not durations and not others:
            others.append(each)
        else:
            others.append(replace(each, minutes=None))
    return found, others


def _unless_of_a_name(
    part: DurationPart,
    clients: frozenset[int],
    names: list[NamePart],
    line: Line,
    vocabulary: Vocabulary,
) -> DurationPart:
    """Not settled where it may be a piece of the name ("24 h Huolto") or a client's number."""
    index = vocabulary.client_index
    typed = re.sub(r"\s", "", line.plain[part.start : part.end])
    bare = _BARE_MINUTES.search(line.plain[part.start : part.end])
    in_name = len(clients) == 1 and any(
        typed in phrase.words and phrase.client in clients
        for phrase in index.phrases.get(typed, ())
    )
    whole = any(name.is_whole and name.clients == clients for name in names)
    if (in_name and not whole) or (bare and bare[1] in index.by_number):
        return replace(part, minutes=None)
    return part


def _unless_torn(part: ActivityPart, rest: Line) -> ActivityPart:
    """Not settled where a hyphen ties it to another word, or a "not" stands before it."""
    if is_glued(part, rest) or _NOT.search(rest.plain[: part.start][-12:]):
        return ActivityPart(part.start, part.end, frozenset())
    return part


def _unclear(line: Line, rest: Line, names: list[NamePart], clients: frozenset[int]) -> list[str]:
    """What left-over words make unclear, as ASKABLE words."""
    unclear: list[str] = []
    starts, ends = {name.start for name in names}, {name.end for name in names}
    for token in rest.tokens():
        if token.plain in UNIT_WORDS and has_lone_unit(line, token.start):
            unclear.append("duration")
        if token.plain in UNCLEAR_WORDS and clients:
            unclear.append("activity")
        # "Acme Ab" is no client where Acme is an Oy.
        if token.plain in LEGAL_FORMS and _next_to(line, token, ends, after=True):
            unclear.append("client")
        if token.plain in _WHICH_DAY and _next_to(line, token, starts, after=False):
            unclear.append("date")
    return unclear


def _next_to(line: Line, token: Token, edges: set[int], *, after: bool) -> bool:
    if after:
        return len(line.text[: token.start].rstrip()) in edges
    return token.end + len(line.text[token.end :]) - len(line.text[token.end :].lstrip()) in edges
