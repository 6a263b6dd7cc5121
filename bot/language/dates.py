"""The day of the work: 23.11., 2026-11-23, 23/11, yesterday, last Friday; in fi, sv and en."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bot.language.periods import MONTH, month_number
from bot.language.weekdays import WeekdayPart, find_weekdays
from bot.language.words import NUMBER_START, WORD_END, WORD_START, Line

# A day and month further ahead than this was meant for last year.
_AHEAD_DAYS = 60

_END = r"(?![^\W_]|[.,:/–—−-]?[0-9])"
_ISO = re.compile(
    rf"{NUMBER_START}(?P<year>[0-9]{{4}})-(?P<month>[0-9]{{1,2}})-(?P<day>[0-9]{{1,2}})(?![\w:/–—−-])"
)
_DOTTED = re.compile(
    rf"{NUMBER_START}(?P<day>[0-9]{{1,2}})\.(?P<month>[0-9]{{1,2}})\.(?P<year>[0-9]{{4}})?{_END}"
)
_SLASHED = re.compile(
    rf"{NUMBER_START}(?P<day>[0-9]{{1,2}})/(?P<month>[0-9]{{1,2}})(?:/(?P<year>[0-9]{{4}}))?{_END}"
    # "1 1/2 h" is no day.
    r"(?!\s*(?:h|t|tim|tunti\w*|timm\w+|hours?)(?![^\W_]))"
)
_NAMED = re.compile(
    rf"{NUMBER_START}(?P<day>[0-9]{{1,2}})\.\s*(?P<month>{MONTH}){WORD_END}"
    rf"(?:\s+(?P<year>[0-9]{{4}}){_END})?"
)

_WORDS = (
    (-2, r"toissapaivana|i\s?forrgar|(?:the\s+)?day\s+before\s+yesterday"),
    (2, r"ylihuomenna|i\s?overmorgon|(?:the\s+)?day\s+after\s+tomorrow"),
    (-1, r"eilen|i\s?gar|yesterday"),
    (0, r"tanaan|i\s?dag|today"),
    (1, r"huomenna|i\s?morgon|tomorrow"),
)
_WORD = tuple((days, re.compile(rf"{WORD_START}(?:{words}){WORD_END}")) for days, words in _WORDS)

# Says something of a day, but not which one: asked about, never guessed.
_UNCLEAR = re.compile(
    rf"""{WORD_START}(?:
    (?:viime|ensi|toissa|tama|talla)\s+viiko[a-z]* | (?:forra|nasta)\s+veckan?s? | (?:last|next|this)\s+week
    | (?:yesterday|today|tomorrow)['’´]?s | eili(?:nen|s[a-z]+) | gardagens
    | (?:paivaa|viikkoa?|kuukau[a-z]+)\s+sitten | (?:days?|weeks?|months?)\s+ago
    | (?:dag(?:ar)?|veck(?:a|or)|manad(?:er)?)\s+sedan
    )(?![^\W_])""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class DayPart:
    """A day named in a line; None when the calendar lacks it or the words do not settle it."""

    start: int
    end: int
    day: date | None


def parse_day(text: str, today: date) -> date | None:
    """The day that a text names; None when it names none, two different ones, or an unclear one.

    A day and month without a year is this year's, or last year's when that is more than 60 days
    ahead. The answer may lie after today: whoever wants the past checks for it.
    """
    days = {part.day for part in find_days(Line.of(text), today, language="")}
    return days.pop() if len(days) == 1 else None


def find_days(line: Line, today: date, *, language: str) -> list[DayPart]:
    """Every day named in the line, written or in words; `language` settles the Finnish `to`."""
    found: list[DayPart] = []
    for pattern in (_ISO, _DOTTED, _SLASHED, _NAMED):
        rest = line.without(found).plain
        found += [_written(each, today) for each in pattern.finditer(rest)]
    for days, pattern in _WORD:
        rest = line.without(found).plain
        day = today + timedelta(days=days)
        found += [DayPart(each.start(), each.end(), day) for each in pattern.finditer(rest)]
    unclear = _UNCLEAR.finditer(line.without(found).plain)
    found += [DayPart(each.start(), each.end(), None) for each in unclear]
    weekdays = find_weekdays(line.without(found), language=language)
    return found + [_of_weekday(each, today) for each in weekdays]


def is_day_word(word: str) -> bool:
    """Whether a word without accents is one for today, yesterday or the like."""
    return any(pattern.fullmatch(word) for _, pattern in _WORD)


def _written(found: re.Match[str], today: date) -> DayPart:
    month = found["month"]
    number = int(month) if month.isdecimal() else month_number(month)
    try:
        if found["year"]:
            day = date(int(found["year"]), number, int(found["day"]))
        else:
            day = _without_year(number, int(found["day"]), today)
    except ValueError:
        return DayPart(found.start(), found.end(), None)
    return DayPart(found.start(), found.end(), day)


def _without_year(month: int, day: int, today: date) -> date:
    this_year = date(today.year, month, day)
    if this_year - today > timedelta(days=_AHEAD_DAYS):
        return date(today.year - 1, month, day)
    return this_year


def _of_weekday(part: WeekdayPart, today: date) -> DayPart:
    if part.weekday is None:
        return DayPart(part.start, part.end, None)
    since = (today.weekday() - part.weekday) % 7
    if part.which == "last":
        since = since or 7
    elif part.which == "next":
        since -= 7
    return DayPart(part.start, part.end, today - timedelta(days=since))
