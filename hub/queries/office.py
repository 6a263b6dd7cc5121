"""When the firm is open next: its week without Finnish holidays, as moments."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hub import clock
from hub.queries.talk_rules import Week
from hub.queries.workdays import ONE_DAY, is_holiday

# Holidays and weekends together never close longer than this.
LOOK_AHEAD_DAYS = 21
MOST_SPANS = 6


@dataclass(frozen=True, slots=True)
class Span:
    """Open from and to; both aware."""

    opens: datetime
    closes: datetime


def open_spans(week: Week, zone: str, now: datetime) -> list[Span]:
    """The coming spans, the one that is open now first; none when the firm is never open."""
    today = clock.day_of(now, zone)
    days = [today + number * ONE_DAY for number in range(LOOK_AHEAD_DAYS)]
    spans = [
        Span(_moment(day, hours[0], zone), _moment(day, hours[1], zone))
        for day in days
        if (hours := week[day.weekday()]) and not is_holiday(day)
    ]
    return [span for span in spans if span.closes > now][:MOST_SPANS]


def _moment(day: date, minutes: int, zone: str) -> datetime:
    """A time of the clock on that day, also when the clocks change in its night."""
    days, rest = divmod(minutes, 24 * 60)
    at = time(rest // 60, rest % 60)
    return datetime.combine(day + timedelta(days=days), at, ZoneInfo(zone))
