"""Numbers that no other rule has read: hours when 1 to 24, else something to ask about."""

import re
from dataclasses import dataclass

from bot.language.durations import (
    DurationPart,
    find_durations,
    is_clock_time,
    is_part_of_more,
    minutes_of_hours,
)
from bot.language.periods import MONTH_AFTER_DAY, MONTH_BEFORE_DAY
from bot.language.words import NUMBER_END, NUMBER_START, Line

_MOST_HOURS = 24

_BARE = re.compile(
    rf"{NUMBER_START}(?P<whole>[0-9]{{1,9}})(?:(?P<mark>[.,])(?P<part>[0-9]{{1,9}}))?{NUMBER_END}(?!\.)"
)
_CHUNK = re.compile(r"[^\s\x1f]+")
_LIKE_A_DATE = re.compile(
    r"[0-9]+\.\s*[0-9]+\.|[0-9]+[./-][0-9]+[./-]|[0-9]+/[0-9]|[0-9]+[.-][0-9]{4}"
)
# What is counted is not hours: "2 kpl", "3 päivää"; a half-written fraction, an amount.
_COUNTED = re.compile(
    r"\s*(?:paiv(?:a|aa|an|at)|viik(?:ko|koa|on|ot)|kuuka(?:usi|utta|uden)|euro(?:a|n|t)?|vuo(?:tta|si|den)"
    r"|prosent(?:ti|tia|in)|kappale(?:tta)?|sekun(?:ti|tia|nin)|dag(?:ar)?|veck(?:a|or)|manad(?:er)?|ar"
    r"|procent|days?|weeks?|months?|years?|times|percent|kertaa|ggr|kk|kpl|st|pcs|eur|sek|usd|km|s|m|v|x"
    r")(?![^\W_])"
)
_NUMBERED = re.compile(
    r"(?:(?<![^\W_])(?:viikko|viikon|vko|vk|vecka|v|week|wk|nro|nr|no|numero|number|kpl|sivu|sida|page)[.:]?|#)\s*$"
)
_MONTH_AFTER = re.compile(rf"\s+{MONTH_AFTER_DAY}(?![^\W_])")
_MONTH_BEFORE = re.compile(rf"(?<![^\W_]){MONTH_BEFORE_DAY}\s+$")


@dataclass(frozen=True, slots=True)
class NumberPart:
    """A number without a unit. `digits` is it as typed when whole; `minutes` if it can be hours."""

    start: int
    end: int
    digits: str | None
    minutes: int | None
    is_like_a_date: bool = False

    def duration(self) -> DurationPart:
        """The number read as a length."""
        return DurationPart(self.start, self.end, self.minutes)


def parse_duration(text: str) -> int | None:
    """The minutes that a text names (0 and more than a day too); None when none, two, or unclear.

    A bare number 1-24 is hours. Numbers that belong to something else are cut off before.
    """
    line = Line.of(text)
    found = find_durations(line)
    found += [each.duration() for each in find_numbers(line.without(found), line)]
    return found[0].minutes if len(found) == 1 else None


def find_numbers(line: Line, whole: Line) -> list[NumberPart]:
    """Every number left in the line; `whole` is the line before anything was blanked out."""
    found = [_bare(each, whole) for each in _BARE.finditer(line.plain)]
    rest = line.without(found).plain
    for each in _CHUNK.finditer(rest):
        if _begins_with_a_number(each.group()):
            like_a_date = _LIKE_A_DATE.search(each.group()) is not None
            found.append(NumberPart(each.start(), each.end(), None, None, like_a_date))
    return found


def _bare(found: re.Match[str], whole: Line) -> NumberPart:
    before, after = whole.plain[: found.start()], whole.plain[found.end() :]
    digits = None if found["mark"] else found["whole"]
    minutes = _as_hours(found["whole"], found["mark"], found["part"])
    unclear = (
        _COUNTED.match(after[:40])
        or _NUMBERED.search(before[-20:])
        or is_part_of_more(before, after)
        or (digits and _is_day_or_time(before, after, whole.lower[: found.start()]))
    )
    return NumberPart(found.start(), found.end(), digits, None if unclear else minutes)


def _is_day_or_time(before: str, after: str, lower_before: str) -> bool:
    """Whether a whole number may be a day ("2 October") or a time ("at 9")."""
    return bool(
        _MONTH_AFTER.match(after[:40])
        or _MONTH_BEFORE.search(before[-20:])
        or is_clock_time(lower_before)
    )


def _as_hours(whole: str, mark: str | None, part: str | None) -> int | None:
    minutes = minutes_of_hours(whole, part)
    if minutes is None or minutes > _MOST_HOURS * 60:
        return None
    # 23.11 may be a day whose last dot was forgotten.
    if mark == "." and _is_odd(part):
        return None
    return minutes


def _is_odd(part: str | None) -> bool:
    return part is not None and len(part) > 1 and part not in {"25", "50", "75", "00"}


def _begins_with_a_number(chunk: str) -> bool:
    bare = chunk.lstrip("([{\"'+-–—−~<>=*×.,:;/#&|")
    return bare[:1].isnumeric() and not bare[:1].isalpha()
