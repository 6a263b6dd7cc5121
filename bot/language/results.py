"""What understanding an hour entry can come to: understood, a question, or a refusal."""

import datetime as dt
from dataclasses import dataclass

# The order in which questions are put; a caller may rely on it, the JSON's reader may not.
ASKABLE = ("client", "duration", "date", "activity")


@dataclass(frozen=True, slots=True)
class Understood:
    """A whole entry. `minutes` is 1..1440, `client` a number, `period` is YYYY-MM."""

    minutes: int
    client: str
    date: dt.date
    activity: str | None = None
    period: str | None = None
    comment: str | None = None
    billable: bool | None = None

    def as_json(self) -> dict[str, object]:
        """The shape of the reference phrases' `expected`."""
        return {
            "minutes": self.minutes,
            "client": self.client,
            "date": self.date.isoformat(),
            "activity": self.activity,
            "period": self.period,
            "comment": self.comment,
            "billable": self.billable,
        }


@dataclass(frozen=True, slots=True)
class Partial:
    """What was understood of an entry that asks, to fill a form; None is missing or unclear."""

    minutes: int | None = None
    client: str | None = None
    date: dt.date | None = None
    activity: str | None = None
    period: str | None = None
    comment: str | None = None
    billable: bool | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A question: `ask` is of ASKABLE, `candidates` are numbers where several clients fit."""

    ask: tuple[str, ...]
    candidates: tuple[str, ...] = ()
    partial: Partial = Partial()

    def as_json(self) -> dict[str, object]:
        """The shape of the reference phrases' `expected`; without candidates when none."""
        answer: dict[str, object] = {"ask": list(self.ask)}
        if self.candidates:
            answer["candidates"] = list(self.candidates)
        return answer


@dataclass(frozen=True, slots=True)
class Refused:
    """An entry that is clear and cannot be: duration_zero, duration_too_long or future_date."""

    error: str

    def as_json(self) -> dict[str, object]:
        """The shape of the reference phrases' `expected`."""
        return {"error": self.error}
