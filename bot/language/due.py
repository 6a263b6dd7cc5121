"""A day by which something is due: the coming one, as people write it after "by"."""

import re
from dataclasses import dataclass
from datetime import date

_DAY = re.compile(
    r"""(?:\b(?:due|by|viimeistään|eräpäivä|senast|till|before)\s+)?
    (?:(?P<iso>\d{4}-\d{1,2}-\d{1,2})|(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})?)
    (?:\s*(?:mennessä|asti))?""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Due:
    """`day` is None when the text names none; `bad` holds a day that the calendar lacks."""

    day: date | None
    rest: str
    bad: str | None = None


def find_due(text: str, today: date) -> Due:
    """The last day named in the text, and the text without it.

    A day and month without a year is the next such day, today included.
    """
    every = list(_DAY.finditer(text))
    if not every:
        return Due(None, text.strip())
    found = every[-1]
    rest = (text[: found.start()] + " " + text[found.end() :]).strip(" ,;")
    try:
        day = _day_of(found, today)
    except ValueError:
        return Due(None, rest, bad=found.group(0).strip())
    return Due(day, rest)


def _day_of(found: re.Match[str], today: date) -> date:
    if found["iso"]:
        year, month, day = map(int, found["iso"].split("-"))
        return date(year, month, day)
    day, month = int(found["day"]), int(found["month"])
    if found["year"]:
        return date(int(found["year"]), month, day)
    this_year = date(today.year, month, day)
    return this_year if this_year >= today else date(today.year + 1, month, day)
