"""When something is due: the vectors of finland.md D.4, and months too short for their day."""

from datetime import date

import pytest

from hub.queries.tasks import due_day
from hub.queries.workdays import is_workday, next_workday


@pytest.mark.parametrize(
    ("nominal", "due"),
    [
        (date(2026, 12, 12), date(2026, 12, 14)),
        (date(2027, 2, 28), date(2027, 3, 1)),
        (date(2026, 12, 6), date(2026, 12, 7)),
        (date(2026, 6, 19), date(2026, 6, 22)),
        (date(2026, 12, 20), date(2026, 12, 21)),
        (date(2026, 12, 24), date(2026, 12, 28)),
        (date(2026, 5, 1), date(2026, 5, 4)),
        (date(2027, 1, 12), date(2027, 1, 12)),
        (date(2026, 1, 6), date(2026, 1, 7)),
    ],
)
def test_a_due_day_moves_to_the_next_working_day(nominal: date, due: date):
    assert next_workday(nominal) == due
    assert is_workday(due)


@pytest.mark.parametrize(
    ("period", "day", "months_after", "due"),
    [
        ("2026-10", 12, 2, date(2026, 12, 14)),
        ("2026-11", 12, 2, date(2027, 1, 12)),
        ("2026-12", 12, 2, date(2027, 2, 12)),
        ("2026", 31, 2, date(2027, 3, 1)),
        ("2026-01", 31, 1, date(2026, 3, 2)),
        ("2026-11", 20, 1, date(2026, 12, 21)),
        ("2026-11", 15, 0, date(2026, 11, 16)),
    ],
)
def test_a_periods_task_is_due_after_it(period: str, day: int, months_after: int, due: date):
    assert due_day(period, day, months_after) == due
