"""Office hours: the firm's week, without Finnish holidays, through the changes of the clocks."""

from datetime import UTC, datetime

from hub.queries.office import open_spans
from hub.queries.talk_rules import USUAL_WEEK

ZONE = "Europe/Helsinki"


def spans(now: datetime) -> list[tuple[str, str]]:
    found = open_spans(USUAL_WEEK, ZONE, now)
    return [(f"{each.opens:%d.%m. %H:%M}", f"{each.closes:%H:%M}") for each in found]


def test_the_span_that_is_open_comes_first_and_the_weekend_is_closed():
    friday = datetime(2026, 11, 27, 13, 59, tzinfo=UTC)

    assert spans(friday)[:2] == [("27.11. 09:00", "16:00"), ("30.11. 09:00", "16:00")]
    assert spans(friday.replace(hour=14, minute=0))[0] == ("30.11. 09:00", "16:00")


def test_independence_day_and_christmas_are_closed():
    assert spans(datetime(2027, 12, 3, 15, tzinfo=UTC))[0] == ("07.12. 09:00", "16:00")
    assert spans(datetime(2026, 12, 23, 15, tzinfo=UTC))[0] == ("28.12. 09:00", "16:00")
    assert spans(datetime(2027, 6, 24, 15, tzinfo=UTC))[0] == ("28.06. 09:00", "16:00")


def test_nine_is_nine_by_the_clock_after_it_changed():
    (first, second, *_) = open_spans(USUAL_WEEK, ZONE, datetime(2026, 10, 23, 8, tzinfo=UTC))

    assert first.opens.astimezone(UTC).hour == 6
    assert second.opens.astimezone(UTC).hour == 7


def test_a_firm_that_never_opens_has_no_spans():
    assert open_spans((None,) * 7, ZONE, datetime(2026, 11, 27, tzinfo=UTC)) == []


def test_a_day_may_last_to_midnight():
    week = ((0, 24 * 60),) * 7
    (first, *_) = open_spans(week, ZONE, datetime(2026, 11, 27, 10, tzinfo=UTC))

    assert (first.closes - first.opens).total_seconds() == 24 * 3600
