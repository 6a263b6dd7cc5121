"""A day by which something is due: the coming one, as people write it after "by"."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

_DATE = r"""(?:(?P<iso>\d{4}-\d{1,2}-\d{1,2})
    |(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.(?:\s?(?P<year>\d{4}))?)"""
# With a word that says so it is a due day anywhere; without one only at the end, and as no part of
# a span of days: "receipts 1.10.–31.10." names what is wanted.
_BEFORE = r"\b(?:due|by|viimeistään|eräpäivä|senast|till|before)\s+(?:den\s+|on\s+)?"
_AFTER = r"\s*\b(?:mennessä|asti)\b"
_SAID = re.compile(
    rf"{_BEFORE}{_DATE}(?:{_AFTER})?|{_DATE.replace('P<', 'P<late_')}{_AFTER}",
    re.VERBOSE | re.IGNORECASE,
)
_LAST = re.compile(rf"(?<![\w.–—-]){_DATE}\s*\.?\s*$", re.VERBOSE)
_SPAN = re.compile(r"[–—-]\s*$")


@dataclass(frozen=True, slots=True)
class Due:
    """`day` is None when the text names none; `bad` holds a day that the calendar lacks."""

    day: date | None
    rest: str
    bad: str | None = None


def find_due(text: str, today: date) -> Due:
    """The last day that the text calls due, else the one at its end; and the text without it.

    A day and month without a year is the next such day, today included.
    """
    said = list(_SAID.finditer(text))
    found = said[-1] if said else _LAST.search(text)
    if found is None or (not said and _SPAN.search(text[: found.start()])):
        return Due(None, text.strip())
    rest = (text[: found.start()] + " " + text[found.end() :]).strip(" ,;")
    try:
        day = _day_of(found, today)
    except ValueError:
        return Due(None, rest, bad=found.group(0).strip())
    return Due(day, rest)


def _day_of(found: re.Match[str], today: date) -> date:
    parts = {
        name.removeprefix("late_"): value for name, value in found.groupdict().items() if value
    }
    if "iso" in parts:
        year, month, day = map(int, parts["iso"].split("-"))
        return date(year, month, day)
    day, month = int(parts["day"]), int(parts["month"])
    if "year" in parts:
        return date(int(parts["year"]), month, day)
    return _next(day, month, today)


def _next(day: int, month: int, today: date) -> date:
    """The coming such day; 29.2. may be some years away."""
    for year in range(today.year, today.year + 9):
        with suppress(ValueError):
            found = date(year, month, day)
            if found >= today:
                return found
    raise ValueError(f"no {day}.{month}.")
