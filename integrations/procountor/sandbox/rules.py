"""What the sandbox refuses. Codes that no source names begin with SANDBOX_."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from integrations.errors import Problem
from integrations.procountor import words
from integrations.procountor.countries import ISO_OF_COUNTRY
from integrations.procountor.sandbox.answers import No
from integrations.procountor.sandbox.store import Document
from integrations.procountor.wire import foreign_signs

REQUIRED = "SANDBOX_REQUIRED"
CHANNELS = ("EMAIL", "MAIL", "ELECTRONIC_INVOICE", "NO_SENDING")
READ_CHANNELS = ("EDIFACT", "PAPER_INVOICE")
ADDRESS_LIMITS = {
    "name": 80,
    "specifier": 80,
    "street": 80,
    "zip": 20,
    "city": 40,
    "subdivision": 35,
}


@dataclass(frozen=True, slots=True)
class Rate:
    """A Finnish VAT rate and the days on which it holds."""

    percent: Decimal
    first_day: date
    last_day: date | None = None


# The reduced rate that 13.5 replaced, and the general one that 25.5 did, stay usable on old days.
RATES = (
    Rate(Decimal("25.5"), date(2024, 9, 1)),
    Rate(Decimal(24), date(2013, 1, 1), date(2024, 8, 31)),
    Rate(Decimal("13.5"), date(2026, 1, 1)),
    Rate(Decimal(14), date(2013, 1, 1), date(2025, 12, 31)),
    Rate(Decimal(10), date(2013, 1, 1)),
    Rate(Decimal(0), date(1994, 6, 1)),
)
# The numbers are not public beyond 1 for domestic sales; the others are marked.
VAT_STATUSES = ((1, "Domestic sales"), (2, "SANDBOX: sales without VAT"))


def refuse(problems: Iterable[Problem]) -> None:
    """Every violation at once, as Procountor lists them."""
    found = tuple(problems)
    if found:
        raise No(400, *found)


def rates_on(percent: Decimal, first_day: date, last_day: date) -> bool:
    """Whether the rate holds on some day of the supply."""
    return any(
        rate.percent == percent
        and rate.first_day <= last_day
        and (rate.last_day is None or first_day <= rate.last_day)
        for rate in RATES
    )


def missing(body: Document, keys: Iterable[str], place: str = "") -> Iterator[Problem]:
    for key in keys:
        if body.get(key) is None or body.get(key) == "":
            yield Problem(REQUIRED, place + key, f"{REQUIRED}: {place}{key} cannot be blank")


def too_long(body: Document, limits: dict[str, int], place: str = "") -> Iterator[Problem]:
    for key, limit in limits.items():
        value = body.get(key)
        if isinstance(value, str) and len(value) > limit:
            yield Problem("SANDBOX_TOO_LONG", place + key)


def not_one_of(
    body: Document, key: str, known: Iterable[str], place: str = ""
) -> Iterator[Problem]:
    value = body.get(key)
    if value is not None and value not in tuple(known):
        yield Problem("SANDBOX_UNKNOWN_WORD", place + key)


def wrong_signs(value: object, path: str = "") -> Iterator[Problem]:
    """Only Windows-1252 is accepted (DEV/api-requests); what the refusal looks like is not known."""
    if isinstance(value, str):
        if foreign_signs(value):
            yield Problem("SANDBOX_NOT_WINDOWS_1252", path)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from wrong_signs(each, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from wrong_signs(each, f"{path}[{index}]")


def address_problems(body: Document, key: str, needs: Iterable[str] = ()) -> Iterator[Problem]:
    """An address that is sent needs its country (as Severa reports it); {} means none."""
    address = inner(body, key)
    place = f"{key}."
    if address and not address.get("country"):
        yield Problem("BLANK", f"{key}.country", f"{key}.country cannot be blank")
    yield from missing(address, needs, place)
    yield from too_long(address, ADDRESS_LIMITS, place)
    yield from not_one_of(address, "country", ISO_OF_COUNTRY, place)


def number_problems(
    body: Document, key: str, place: str = "", low: int | None = None, high: int | None = None
) -> Iterator[Problem]:
    """Present, but no number or out of bounds. A number in quotes is none."""
    value = body.get(key)
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        yield Problem("SANDBOX_NOT_A_NUMBER", place + key)
    elif (low is not None and value < low) or (high is not None and value > high):
        yield Problem("SANDBOX_OUT_OF_BOUNDS", place + key)


def language_problems(body: Document, place: str = "") -> Iterator[Problem]:
    yield from not_one_of(body, "language", words.LANGUAGES.values(), place)


def inner(body: Document, key: str) -> Document:
    found = body.get(key)
    return found if isinstance(found, dict) else {}


def day(body: Document, key: str) -> date | None:
    """Raises No for what is there and no day."""
    text = body.get(key)
    if text is None or text == "":
        return None
    try:
        return date.fromisoformat(str(text))
    except ValueError as error:
        raise No(400, Problem("SANDBOX_NOT_A_DAY", key)) from error
