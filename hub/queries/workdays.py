"""Which days are working days in Finland, and where a due day moves when it is none."""

from datetime import date, timedelta
from functools import cache

import holidays

SATURDAY = 5
ONE_DAY = timedelta(days=1)


@cache
def holidays_of(year: int) -> frozenset[date]:
    """Church holidays, Independence Day, 1 May, and the eves of Midsummer and Christmas."""
    return frozenset(holidays.country_holidays("FI", years=year))


def is_holiday(day: date) -> bool:
    return day in holidays_of(day.year)


def is_workday(day: date) -> bool:
    """Neither Saturday nor Sunday nor a holiday (Act 150/1930 § 5)."""
    return day.weekday() < SATURDAY and not is_holiday(day)


def next_workday(day: date) -> date:
    """The day itself when it is a working day, else the first one after it."""
    while not is_workday(day):
        day += ONE_DAY
    return day


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def days_between(first: date, last: date) -> list[date]:
    """Both ends included."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
