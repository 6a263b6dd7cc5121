"""The names of weekdays in fi, sv and en, long and short, with last and next before them."""

import re
from dataclasses import dataclass
from typing import Literal

from bot.language.words import WORD_END, WORD_START, Line, listed

Which = Literal["", "last", "next"]

_FINNISH = listed("maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai")
_SWEDISH = listed("mandag tisdag onsdag torsdag fredag lordag sondag")
_ENGLISH = listed("monday tuesday wednesday thursday friday saturday sunday")
# Short names are taken with their accents: "man" and "son" are words.
_SHORT = (
    listed("ma ti ke to pe la su"),
    listed("mån tis ons tors fre lör sön"),
    listed("mon tue wed thu fri sat sun"),
)
_MORE_SHORT = {"tues": 1, "thur": 3, "thurs": 3}

_LONG = {
    **{name + ending: day for day, name in enumerate(_FINNISH) for ending in ("", "na")},
    **{name + ending: day for day, name in enumerate(_SWEDISH) for ending in ("", "en", "s")},
    **{name: day for day, name in enumerate(_ENGLISH)},
}
SHORT = {name: day for names in _SHORT for day, name in enumerate(names)} | _MORE_SHORT
_STEMS = (*_FINNISH, *_SWEDISH, *_ENGLISH)

_WHICH: dict[str, Which] = {
    "viime": "last", "forra": "last", "last": "last",
    "ensi": "next", "nasta": "next", "next": "next",
}  # fmt: skip
# Before a weekday these mean a day that no rule names.
_UNCLEAR = "tuleva(?:na)?|tana|talla|toissa|kommande|denna|coming|this"

# Forms that tell of a day without saying "on that day": perjantain, måndagens, Mondays.
_OTHER_FORMS = r"(?:n|lta|lle|ksi|sta|ssa|ta|hin|in|sin|t|en|ens|ar|arna|arnas|s)"
_BEFORE = rf"(?:(?P<which>{'|'.join(_WHICH)}|(?P<unclear>{_UNCLEAR}))\s+)?"
_LONG_NAME = re.compile(
    rf"{WORD_START}{_BEFORE}(?P<name>(?:{'|'.join(_STEMS)})(?:na|{_OTHER_FORMS})?)(?P<ending>['’´:][^\W\d_]+)?{WORD_END}"
)
_SHORT_NAME = re.compile(
    rf"(?<![^\W_])(?<![-–])(?:(?P<which>viime|förra|last|ensi|nästa|next|(?P<unclear>{_UNCLEAR}))\s+)?"
    rf"(?P<name>{'|'.join(SHORT)})(?![^\W_]|[-–:'’´][^\W_])"
)


@dataclass(frozen=True, slots=True)
class WeekdayPart:
    """A weekday named in a line: 0 is Monday; None when the form does not say "on that day"."""

    start: int
    end: int
    weekday: int | None
    which: Which


def find_weekdays(line: Line, *, language: str) -> list[WeekdayPart]:
    """Every weekday named in the line.

    "to" is Thursday to a Finn and a preposition to the others, so in other languages it is
    unclear, and so are forms like "perjantain" or "Monday's".
    """
    found = [_long(each) for each in _LONG_NAME.finditer(line.plain)]
    for each in _SHORT_NAME.finditer(line.without(found).lower):
        unclear = each["unclear"] or (each["name"] == "to" and language in {"sv", "en"})
        weekday = None if unclear else SHORT[each["name"]]
        found.append(WeekdayPart(each.start(), each.end(), weekday, _which(each["which"])))
    return found


def is_weekday(word: str) -> bool:
    """Whether a word without accents names a weekday, in any form, long or short."""
    return word in SHORT or _LONG_NAME.fullmatch(word) is not None


def _long(found: re.Match[str]) -> WeekdayPart:
    unclear = found["unclear"] or found["ending"]
    weekday = None if unclear else _LONG.get(found["name"])
    return WeekdayPart(found.start(), found.end(), weekday, _which(found["which"]))


def _which(word: str | None) -> Which:
    plain = (word or "").replace("ö", "o").replace("ä", "a")
    return _WHICH.get(plain, "")
