"""The month that work is about: a month's name, 10/2026, Q3, last month; in fi, sv and en."""

import re
from dataclasses import dataclass
from datetime import date

from bot.language.words import NUMBER_START, WORD_END, WORD_START, Line, listed

_FINNISH = listed("tammi helmi maalis huhti touko kesa heina elo syys loka marras joulu")
_SWEDISH = listed(
    "januari februari mars april maj juni juli augusti september oktober november december"
)
_ENGLISH = listed(
    "january february march april may june july august september october november december"
)

MONTHS = {
    **{name + "kuu": number for number, name in enumerate(_FINNISH, 1)},
    **{name: number for number, name in enumerate(_SWEDISH, 1)},
    **{name: number for number, name in enumerate(_ENGLISH, 1)},
}
_FINNISH_MONTH = rf"(?:{'|'.join(_FINNISH)})kuu(?:n|ta|ssa|sta|seen|hun|lla|lta|lle|na|ksi|tta)?"
_OTHER_MONTH = rf"(?:{'|'.join(_SWEDISH + _ENGLISH)})"
MONTH = rf"(?:{_FINNISH_MONTH}|{_OTHER_MONTH}s?)"
# What makes a day of the number before it ("2 lokakuuta", "2 October") or after it ("October 2").
MONTH_AFTER_DAY = rf"(?:(?:{'|'.join(_FINNISH)})kuuta|{_OTHER_MONTH})"
MONTH_BEFORE_DAY = rf"(?:{'|'.join(_ENGLISH)})"

_MONTH = re.compile(MONTH)
_YEAR = r"(?P<year>(?:19|20)[0-9]{2})(?![.,:/–—−-]?[0-9]|[^\W_])"
# "Last October" may be this year's or last year's, so it names no month.
_NAMED = re.compile(
    rf"{WORD_START}(?:(?P<which>viime|forra|last|ensi|nasta|next)\s+)?"
    rf"(?P<month>{MONTH}){WORD_END}(?:\s*[ /]\s*{_YEAR})?"
)
_NUMBERED = re.compile(rf"{NUMBER_START}(?P<month>[0-9]{{1,2}})/{_YEAR}")
_ISO = re.compile(
    rf"{NUMBER_START}(?P<year>(?:19|20)[0-9]{{2}})-(?P<month>[0-9]{{2}})(?![\w.,:/–—−-])"
)
_QUARTER = re.compile(
    rf"{WORD_START}q(?P<quarter>[1-4])(?:\s*[ /]\s*{_YEAR})?(?::n|:lt[aä]|:ss[aä]|:lle)?{WORD_END}"
)
_THIS = re.compile(
    rf"{WORD_START}(?:tama\s+kuu|taman\s+kuun|tassa\s+kuussa|den\s+har\s+manaden|this\s+month){WORD_END}"
)
_LAST = re.compile(
    rf"{WORD_START}(?:viime\s+kuu(?:n|ta|ssa|lta|lle)?|forra\s+manaden|last\s+month){WORD_END}"
)


@dataclass(frozen=True, slots=True)
class PeriodPart:
    """A month named in a line: `month` is YYYY-MM, or None when it is not settled."""

    start: int
    end: int
    month: str | None


def parse_period(text: str, today: date) -> str | None:
    """The month that a text names, as YYYY-MM; None when it names none, or two different ones.

    A month without a year is the latest such month not after today's; a quarter is its last
    month. A month with a year is taken as written, also in the future. Other words are let be.
    """
    months = {part.month for part in find_periods(Line.of(text), today)}
    return months.pop() if len(months) == 1 else None


def find_periods(line: Line, today: date) -> list[PeriodPart]:
    """Every month named in the line; days are to be blanked out before."""
    found = [
        _part(each, _in_year(int(each["year"]), int(each["month"])))
        for pattern in (_ISO, _NUMBERED)
        for each in pattern.finditer(line.plain)
    ]
    rest = line.without(found).plain
    for each in _NAMED.finditer(rest):
        month = _latest(month_number(each["month"]), each["year"], today)
        found.append(_part(each, None if each["which"] else month))
    found += [
        _part(each, _latest(int(each["quarter"]) * 3, each["year"], today))
        for each in _QUARTER.finditer(rest)
    ]
    found += [_part(each, f"{today:%Y-%m}") for each in _THIS.finditer(rest)]
    found += [_part(each, _before(today)) for each in _LAST.finditer(rest)]
    return found


def _part(found: re.Match[str], month: str | None) -> PeriodPart:
    return PeriodPart(found.start(), found.end(), month)


def is_month(word: str) -> bool:
    """Whether a word without accents is a month's name, inflected or not."""
    return _MONTH.fullmatch(word) is not None


def month_number(word: str) -> int:
    """1..12 of a month's name without accents, inflected or not; the word must be one (MONTH)."""
    if word in MONTHS:
        return MONTHS[word]
    if word.removesuffix("s") in MONTHS:
        return MONTHS[word.removesuffix("s")]
    return MONTHS[word[: word.index("kuu") + 3]]


def _latest(month: int, year: str | None, today: date) -> str | None:
    if year:
        return _in_year(int(year), month)
    return _in_year(today.year if month <= today.month else today.year - 1, month)


def _in_year(year: int, month: int) -> str | None:
    return f"{year:04}-{month:02}" if 1 <= month <= 12 else None  # noqa: PLR2004


def _before(today: date) -> str:
    january = today.month == 1
    return f"{today.year - january:04}-{12 if january else today.month - 1:02}"
