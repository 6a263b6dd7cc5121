"""Whether an entry says that it is billed, or that it is not; in fi, sv and en."""

import re
from dataclasses import dataclass

from bot.language.words import Line

_BILLED = r"laskutettav(?:a|aa|at|an|aksi)|fakturerbar(?:t|a)?|billable"
_FREE = re.compile(
    rf"""(?<![^\W_])(?:
    (?: (?:ei|ej|inte|icke|not|non) (?:[\s‐‑-]+(?:ole|ar|is))? [\s‐‑-]+ (?:{_BILLED}|laskuteta|faktureras)
      | (?:non|un)billable | ilmaiseksi | nb )
    )(?![^\W_]|[-‐‑:'’´][^\W_])""",
    re.VERBOSE,
)
_BILLABLE = re.compile(rf"(?<![^\W_])(?:{_BILLED})(?![^\W_]|[-‐‑:'’´][^\W_])")


@dataclass(frozen=True, slots=True)
class BillingPart:
    """A billing word in a line."""

    start: int
    end: int
    billable: bool


def find_billing(line: Line) -> list[BillingPart]:
    """Every billing word in the line; a "not" before it belongs to it."""
    found = [BillingPart(each.start(), each.end(), False) for each in _FREE.finditer(line.plain)]
    rest = line.without(found).plain
    return found + [
        BillingPart(each.start(), each.end(), True) for each in _BILLABLE.finditer(rest)
    ]


def is_billing_word(word: str) -> bool:
    """Whether a folded word says that work is billed or not."""
    return bool(_FREE.fullmatch(word) or _BILLABLE.fullmatch(word))
