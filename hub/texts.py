"""Words in fi, sv and en: one catalogue for people, and how Finns write dates and sums."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files

from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal

LANGUAGES = ("fi", "sv", "en")
DEFAULT_LANGUAGE = "fi"

_HOUR = {"fi": "t", "sv": "t", "en": "h"}
_MINUS = "\N{MINUS SIGN}"


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Every sentence of a language by its key: `hub/locale/<subject>.<language>.po` together."""
    sentences: dict[str, str] = {}
    folder = files("hub") / "locale"
    for item in sorted(folder.iterdir(), key=lambda each: each.name):
        if not item.name.endswith(f".{language}.po"):
            continue
        with item.open("rb") as po:
            for message in read_po(po, locale=language):
                if isinstance(message.id, str) and message.id and isinstance(message.string, str):
                    sentences[message.id] = message.string
    return sentences


def say(key: str, language: str, **params: object) -> str:
    """The sentence of `key` with its {placeholders} filled.

    Raises KeyError for an unknown key: that is a fault of ours, held off by a test.
    """
    sentence = catalogue(as_language(language))[key]
    return sentence.format(**params) if params else sentence


def as_language(wish: str | None) -> str:
    """The nearest language we speak: `sv-FI` gives `sv`, the unknown gives Finnish."""
    short = (wish or "").replace("_", "-").split("-", maxsplit=1)[0].lower()
    return short if short in LANGUAGES else DEFAULT_LANGUAGE


def say_minutes(minutes: int, language: str) -> str:
    """90 → "1 t 30 min" in Finnish and Swedish, "1 h 30 min" in English."""
    hours, rest = divmod(abs(minutes), 60)
    unit = _HOUR[as_language(language)]
    parts = [f"{hours} {unit}"] if hours else []
    if rest or not hours:
        parts.append(f"{rest} min")
    return (_MINUS if minutes < 0 else "") + " ".join(parts)


def say_date(day: date, language: str) -> str:
    """23.11.2026 in Finnish and Swedish, 23 Nov 2026 in English."""
    if as_language(language) == "en":
        return format_date(day, "d MMM y", locale="en")
    return f"{day.day}.{day.month}.{day.year}"


def say_moment(moment: datetime, language: str) -> str:
    """23.11.2026 klo 14.05, 23.11.2026 kl. 14.05, 23 Nov 2026 14:05; in the moment's own zone."""
    word, mark = {"fi": (" klo", "."), "sv": (" kl.", "."), "en": ("", ":")}[as_language(language)]
    return f"{say_date(moment.date(), language)}{word} {moment.hour:02}{mark}{moment.minute:02}"


def say_period(period: str, language: str) -> str:
    """2026-10 → "lokakuu 2026", "oktober 2026", "October 2026"."""
    year, month = period.split("-")
    first = date(int(year), int(month), 1)
    return format_date(first, "LLLL y", locale=as_language(language))


def say_cents(cents: int, language: str, currency: str = "EUR") -> str:
    locale = {"fi": "fi_FI", "sv": "sv_FI", "en": "en_FI"}[as_language(language)]
    return format_currency(Decimal(cents) / 100, currency, locale=locale)


def say_percent(basis_points: int, language: str) -> str:
    """2550 → "25,5 %" ("25.5 %" in English)."""
    number = format_decimal(Decimal(basis_points) / 100, locale=as_language(language))
    return f"{number} %"
