"""How facts look on Procountor's wire: exact JSON numbers, local moments, Windows-1252 text."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

CENT = Decimal("0.01")
LOCAL = ZoneInfo("Europe/Helsinki")

# Signs with one plain twin: writing the twin changes no meaning.
_TWINS = str.maketrans(
    {
        "\u2010": "-",
        "\u2011": "-",
        "\u2212": "-",
        "\u2192": "->",
        "\u2009": " ",
        "\u202f": " ",
        "\u2007": " ",
        "\u00ad": None,
        "\u200b": None,
        "\ufeff": None,
        "\r": None,
    }
)


def render(value: object) -> str:
    """JSON in which a Decimal is a plain number: 25.5 goes out as 25.5. Floats are our bug."""
    match value:
        case None | bool() | int() | str():
            return json.dumps(value, ensure_ascii=False)
        case Decimal():
            return _plain(value)
        case date():
            return json.dumps(value.isoformat())
        case Mapping():
            pairs = (f"{json.dumps(str(key))}:{render(each)}" for key, each in value.items())
            return "{" + ",".join(pairs) + "}"
        case Sequence():
            return "[" + ",".join(render(each) for each in value) + "]"
        case _:
            raise TypeError(f"{type(value).__name__} has no place on the wire")


def parse(text: str | bytes) -> object:
    """JSON with every fraction as a Decimal. Raises ValueError."""
    found: object = json.loads(text, parse_float=Decimal, parse_constant=_no_constant)
    return found


def without_empty(fields: Mapping[str, object]) -> dict[str, object]:
    """Leave out what is empty: an empty optional field can fail there.

    False, 0 and `{}` say something and stay; only bankReferenceCode gives "" a meaning.
    """
    return {
        key: value
        for key, value in fields.items()
        if key == "bankReferenceCode" or not (value is None or value in ("", (), []))
    }


def plain_text(text: str) -> str:
    """Composed, with plain twins, so that most of what people type fits Windows-1252."""
    return unicodedata.normalize("NFC", text).translate(_TWINS)


def foreign_signs(text: str) -> str:
    """The signs that Windows-1252 lacks, each once; empty when all fit."""
    return "".join(dict.fromkeys(sign for sign in plain_text(text) if not _fits(sign)))


def euros(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


def unit_price(price_e4: int) -> Decimal:
    return Decimal(price_e4).scaleb(-4)


def percent(basis_points: int) -> Decimal:
    return Decimal(basis_points).scaleb(-2)


def cents(amount: object) -> int:
    """An amount of theirs in cents, half a cent away from zero; absent is 0."""
    return int(_number(amount).quantize(CENT, ROUND_HALF_UP).scaleb(2))


def price_e4(amount: object) -> int:
    return int(_number(amount).quantize(Decimal("0.0001"), ROUND_HALF_UP).scaleb(4))


def basis_points(amount: object) -> int:
    return cents(amount)


def local_text(moment: datetime) -> str:
    """Local time without a zone, as they write it; an aware moment is turned to Helsinki's."""
    local = moment.astimezone(LOCAL).replace(tzinfo=None) if moment.tzinfo else moment
    return local.isoformat(timespec="seconds")


def _number(amount: object) -> Decimal:
    if amount is None or isinstance(amount, bool):
        return Decimal(0)
    return Decimal(str(amount))


def _plain(number: Decimal) -> str:
    """Without exponent and without trailing zeros."""
    if not number.is_finite():
        raise TypeError("not a number")
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _fits(sign: str) -> bool:
    if sign in "\n\t\u00a0":
        return True
    return sign.isprintable() and bool(sign.encode("cp1252", errors="ignore"))


def _no_constant(word: str) -> object:
    raise ValueError(f"{word} is no JSON")
