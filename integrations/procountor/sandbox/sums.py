"""How the sandbox counts: row sums, VAT per rate, reference numbers."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from integrations.procountor.sandbox.store import Document

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
# 7-3-1 from the right: the check digit of Finnish reference numbers.
WEIGHTS = (7, 3, 1)


@dataclass(frozen=True, slots=True)
class Sums:
    net: Decimal
    vat: Decimal

    @property
    def total(self) -> Decimal:
        return self.net + self.vat


def count(invoice: Document, rounding: str) -> Sums:
    """`per_row` rounds each row's net and VAT; `sum_then_round` rounds once per rate."""
    nets: dict[Decimal, Decimal] = defaultdict(Decimal)
    vats: dict[Decimal, Decimal] = defaultdict(Decimal)
    for net, rate in _rows(invoice):
        vat = net * rate / HUNDRED
        nets[rate] += _cents(net) if rounding == "per_row" else net
        vats[rate] += _cents(vat) if rounding == "per_row" else vat
    return Sums(
        sum((_cents(each) for each in nets.values()), Decimal(0)),
        sum((_cents(each) for each in vats.values()), Decimal(0)),
    )


def reference_number(invoice_number: int) -> str:
    """A Finnish reference number: at least three digits and the check digit."""
    base = f"{invoice_number:03d}"
    return base + str(_check_digit(base))


def is_reference_number(text: str) -> bool:
    """Finnish form (4–20 digits) or the RF form (ISO 11649)."""
    plain = text.replace(" ", "")
    if plain.startswith("RF"):
        return plain.isalnum() and plain.isascii() and _rest_of_97(plain) == 1
    if not (plain.isascii() and plain.isdecimal() and 4 <= len(plain) <= 20):  # noqa: PLR2004
        return False
    return plain[-1] == str(_check_digit(plain[:-1]))


def is_iban(text: str) -> bool:
    plain = text.isascii() and text.isalnum() and 15 <= len(text) <= 34  # noqa: PLR2004
    return plain and _rest_of_97(text) == 1


def _rows(invoice: Document) -> Iterable[tuple[Decimal, Decimal]]:
    """Net and rate of each row, unrounded."""
    extra = invoice.get("extraInfo")
    has_vat = isinstance(extra, dict) and bool(extra.get("unitPricesIncludeVat"))
    part = 1 - _decimal(invoice.get("discountPercent")) / HUNDRED
    rows = invoice.get("invoiceRows")
    for row in rows if isinstance(rows, list) else []:
        rate = _decimal(row.get("vatPercent"))
        amount = _decimal(row.get("quantity")) * _decimal(row.get("unitPrice")) * part
        amount *= 1 - _decimal(row.get("discountPercent")) / HUNDRED
        yield (amount / (1 + rate / HUNDRED) if has_vat else amount), rate


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def _decimal(value: object) -> Decimal:
    return Decimal(str(value or 0))


def _check_digit(digits: str) -> int:
    total = sum(int(digit) * WEIGHTS[place % 3] for place, digit in enumerate(reversed(digits)))
    return -total % 10


def _rest_of_97(text: str) -> int:
    """Letters count as 10–35, the first four signs go last."""
    try:
        return int("".join(str(int(sign, 36)) for sign in text[4:] + text[:4])) % 97
    except ValueError:
        return 0
