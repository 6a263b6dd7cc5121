"""How long: 1,5 h, 1h 30, 90 min, 1:30, half an hour, 9.15-10.45; in fi, sv and en."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from bot.language.words import NUMBER_END, NUMBER_START, WORD_END, WORD_START, Line, listed

HOUR = r"(?:hours?|hrs?|h|tunti|tuntia|tunnin|timmars?|timmes?|tim|t)"
MINUTE = r"(?:minutes?|minuuttia|minuutti|minuutin|minuter|minut|mins?|min)"
UNIT_WORDS = frozenset(
    listed(
        "h hr hrs hour hours t tim tunti tuntia tunnin tunnit timme timmes timmar timmars m min mins"
        " minute minutes minuutti minuuttia minuutin minuter minut halvtimme vartti varttia vartin kvart"
        " puolitoista"
    )
)

_STOP = r"(?![^\W_]|[.,:/–—−-][0-9])"
_HOURS = re.compile(
    rf"""{NUMBER_START}(?P<hours>[0-9]{{1,6}})(?:[.,](?P<part>[0-9]+))?\s*{HOUR}
    (?: \s*(?P<minutes>[0-9]{{1,2}})\s*{MINUTE}{_STOP}
      | \s*(?P<bare>[0-9]{{2}}){NUMBER_END}(?!\.\s*\S)(?!\s*(?:{HOUR}|{MINUTE})(?![^\W_]))(?!\s*[-–—−]\s*[0-9])
      | {_STOP} )""",
    re.VERBOSE,
)
_MINUTES = re.compile(
    rf"{NUMBER_START}(?P<minutes>[0-9]{{1,6}})(?:[.,](?P<part>[0-9]+))?\s*{MINUTE}{_STOP}"
)
_CLOCK_LENGTH = re.compile(
    rf"{NUMBER_START}(?P<hours>[0-9]{{1,4}}):(?P<minutes>[0-9]{{2}})(?:\s*{HOUR}(?![^\W_]))?{NUMBER_END}"
)
_RANGE = re.compile(
    rf"""{NUMBER_START}(?P<from>[0-9]{{1,2}})(?:[.:](?P<from_minutes>[0-9]{{2}}))?
    \s*[-‐‑–—−]\s*
    (?P<to>[0-9]{{1,2}})(?:[.:](?P<to_minutes>[0-9]{{2}}))?
    {NUMBER_END}(?!\s*[-–—−]\s*[0-9])(?!\.\s*\S)(?!\s*(?:{HOUR}|{MINUTE})(?![^\W_]))""",
    re.VERBOSE,
)
# A clock time, not a length: "klo 8:30".
_AT = re.compile(r"(?<![^\W_])(?:klo|kl|kello|klockan|at)[.:]?\s*$")

_PHRASES = tuple(
    (minutes, re.compile(rf"{WORD_START}(?:{words.replace(' ', '[ ]+')}){WORD_END}"))
    for minutes, words in (
        (90, "(?:an|one) hour and a half|(?:one|an) and a half hours?"),
        (90, "en och en halv timme|puolitoista tuntia"),
        (45, "kolme varttia|tre kvart|three quarters of an hour"),
        (30, "half an hour|(?:a )?half hour|(?:en )?halv timme|(?:en )?halvtimme|puoli tuntia"),
        (15, "(?:a )?quarter of an hour|en kvart|vartti"),
        (60, "tunti|en timme|(?:an|one) hour"),
    )
)
_MANY = (
    "yksi kaksi kolme nelja viisi kuusi seitseman kahdeksan yhdeksan kymmenen kahden kolmen neljan"
    " pari parin muutama muutaman puoli puolen puolitoista puolentoista vartti varttia vartin"
    " tva tre fyra fem sex sju atta nio tio halv halva kvart kvarts par nagra"
    " one two three four five six seven eight nine ten half quarter quarters couple few several"
).replace(" ", "|")
_LINK = r"(?:ja|och|and|a|an|en|of)"
# "Kaksi ja puoli tuntia", "an hour and a quarter", "puoli 9": part of a length that no rule names.
_MORE_BEFORE = re.compile(rf"(?<![^\W_])(?:{_MANY})(?:\s+{_LINK})*\s+$")
_MORE_AFTER = re.compile(rf"\s+(?:{_LINK}\s+)*(?:{_MANY})(?![^\W_])")


@dataclass(frozen=True, slots=True)
class DurationPart:
    """A length named in a line, in whole minutes; None when it is there but not settled."""

    start: int
    end: int
    minutes: int | None


def find_durations(line: Line) -> list[DurationPart]:
    """Every length with a unit, a clock's colon, a range or words; bare numbers are not looked at."""
    found = [_range(each) for each in _RANGE.finditer(line.plain)]
    for pattern, read in ((_HOURS, _hours), (_MINUTES, _minutes), (_CLOCK_LENGTH, _clock_length)):
        rest = line.without(found).plain
        found += [read(each, line.lower) for each in pattern.finditer(rest)]
    for minutes, pattern in _PHRASES:
        rest = line.without(found).plain
        found += [_phrase(each, minutes, line.plain) for each in pattern.finditer(rest)]
    return found


def minutes_of_hours(whole: str, part: str | None) -> int | None:
    """Whole minutes of a decimal count of hours.

    None where the decimals may be minutes (1.30) or are finer than people write them.
    """
    if not part:
        return int(whole) * 60
    if part in {"15", "30", "45"}:
        return None
    minutes = Decimal(f"{whole}.{part}") * 60
    if minutes == minutes.to_integral_value():
        return int(minutes)
    if len(part) > 2 or minutes < 1:  # noqa: PLR2004
        return None
    return int(minutes.to_integral_value(ROUND_HALF_UP))


def is_clock_time(before: str) -> bool:
    """Whether the text before a number, accents kept (`åt` is not `at`), makes a time of day of it."""
    return _AT.search(before[-12:]) is not None


def is_part_of_more(before: str, after: str) -> bool:
    """Whether number words stand right beside, so that what stands between is not the length."""
    return bool(_MORE_BEFORE.search(before[-60:]) or _MORE_AFTER.match(after[:60]))


def has_lone_unit(line: Line, start: int) -> bool:
    """Whether the unit that begins at `start`, and that no rule has read, follows a number."""
    before = line.plain[max(0, start - 60) : start]
    return before.rstrip()[-1:].isnumeric() or _MORE_BEFORE.search(before) is not None


def _range(found: re.Match[str]) -> DurationPart:
    begins, ends = (
        _clock(found["from"], found["from_minutes"]),
        _clock(found["to"], found["to_minutes"]),
    )
    known = begins is not None and ends is not None and begins <= ends
    minutes = ends - begins if known and begins is not None and ends is not None else None
    return DurationPart(found.start(), found.end(), minutes)


def _clock(hours: str, minutes: str | None) -> int | None:
    since_midnight = int(hours) * 60 + int(minutes or 0)
    if int(minutes or 0) >= 60 or since_midnight > 24 * 60:  # noqa: PLR2004
        return None
    return since_midnight


def _hours(found: re.Match[str], _: str) -> DurationPart:
    minutes = minutes_of_hours(found["hours"], found["part"])
    more = found["minutes"] or found["bare"]
    if more:
        settled = minutes is not None and not found["part"] and int(more) < 60  # noqa: PLR2004
        minutes = minutes + int(more) if settled and minutes is not None else None
    return DurationPart(found.start(), found.end(), minutes)


def _minutes(found: re.Match[str], _: str) -> DurationPart:
    whole = not (found["part"] or "").strip("0")
    return DurationPart(found.start(), found.end(), int(found["minutes"]) if whole else None)


def _clock_length(found: re.Match[str], lower: str) -> DurationPart:
    settled = int(found["minutes"]) < 60 and not is_clock_time(lower[: found.start()])  # noqa: PLR2004
    minutes = int(found["hours"]) * 60 + int(found["minutes"]) if settled else None
    return DurationPart(found.start(), found.end(), minutes)


def _phrase(found: re.Match[str], minutes: int, line: str) -> DurationPart:
    unclear = is_part_of_more(line[: found.start()], line[found.end() :])
    return DurationPart(found.start(), found.end(), None if unclear else minutes)
