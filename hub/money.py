"""Money in whole cents, unit prices in 1/10000 €, VAT in basis points: no floats anywhere."""

from datetime import date

# Finland's general rate by the day of supply, newest first (finland.md G; Act 1501/1993 § 84).
_GENERAL_VAT = ((date(2024, 9, 1), 2550), (date(2013, 1, 1), 2400))


def divide_half_up(numerator: int, denominator: int) -> int:
    """The nearest whole number, halves away from zero; `denominator` above zero."""
    sign = -1 if numerator < 0 else 1
    return sign * ((2 * abs(numerator) + denominator) // (2 * denominator))


def hours_cents(minutes: int, hour_price_e4: int) -> int:
    """What the minutes cost without VAT, in cents; one rounding, half away from zero."""
    return divide_half_up(minutes * hour_price_e4, 60 * 100)


def vat_cents(net_cents: int, vat_bp: int) -> int:
    return divide_half_up(net_cents * vat_bp, 10_000)


def general_vat_bp(supply_day: date) -> int:
    """The general VAT rate on the day of supply, in 1/100 %: 2550 is 25,5 %.

    Raises ValueError for days before 2013, which nobody bills any more.
    """
    for first_day, rate in _GENERAL_VAT:
        if supply_day >= first_day:
            return rate
    raise ValueError(f"no VAT rate known for {supply_day}")
