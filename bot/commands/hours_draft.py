"""An hour entry before it is saved: from words, from a form, to and from a card's payload."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.commands.base import Context
from bot.commands.naming import client_in
from bot.language import (
    Ask,
    Partial,
    Refused,
    Understood,
    parse_day,
    parse_duration,
    parse_period,
    understand_hours,
)
from hub.errors import UserError

MINUTES_OF_DAY = 24 * 60
# A select's own words for "none": some channels refuse an empty value.
NO_ACTIVITY = "none"
AUTO, YES, NO = "auto", "yes", "no"


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole entry, not saved. `client` is a number; `billable` None: as the activity says."""

    client: str
    minutes: int
    date: date
    activity: str | None = None
    period: str | None = None
    comment: str = ""
    billable: bool | None = None

    def as_payload(self) -> dict[str, Any]:
        return {
            "client": self.client,
            "minutes": self.minutes,
            "date": self.date.isoformat(),
            "activity": self.activity,
            "period": self.period,
            "comment": self.comment,
            "billable": self.billable,
        }

    def as_partial(self) -> Partial:
        return Partial(
            minutes=self.minutes,
            client=self.client,
            date=self.date,
            activity=self.activity,
            period=self.period,
            comment=self.comment,
            billable=self.billable,
        )


@dataclass(frozen=True, slots=True)
class Question:
    """What is still to be told, with what was understood."""

    ask: tuple[str, ...]
    candidates: tuple[str, ...]
    partial: Partial


def draft_from_payload(payload: Mapping[str, Any]) -> Draft:
    return Draft(**{**payload, "date": date.fromisoformat(payload["date"])})


def draft_from_words(text: str, context: Context) -> Draft | Question:
    """What a typed line means; in a client's conversation the client need not be named.

    Raises UserError when the line is clear and cannot be.
    """
    match _understand(text, context):
        case Understood() as whole:
            return _whole(whole)
        case Refused(error):
            raise UserError(f"hours.{error}", field="date" if "date" in error else "minutes")
        case Ask() as asked:
            told = _placed(asked, context)
            known = {"client"} if told.client and not asked.candidates else set[str]()
            still = tuple(each for each in asked.ask if each not in known)
            if still:
                return Question(still, asked.candidates, told)
            return _with_client(text, told, context)


def draft_from_values(values: Mapping[str, str], context: Context) -> Draft:
    """What a form says. Raises UserError with the field that is not clear."""
    client = _client_of(values.get("client", ""), context)
    minutes = _minutes_of(values.get("duration", ""))
    day = _day_of(values.get("date", ""), context)
    activity = values.get("activity", "")
    known = {each.code for each in context.vocabulary.activities}
    if activity not in {"", NO_ACTIVITY, *known}:
        raise UserError("hours.no_activity", field="activity", activity=activity[:40])
    return Draft(
        client=client,
        minutes=minutes,
        date=day,
        activity=activity if activity in known else None,
        period=_period_of(values.get("period", ""), context),
        comment=values.get("comment", "").strip(),
        billable={YES: True, NO: False}.get(values.get("billable", "")),
    )


def _understand(text: str, context: Context) -> Understood | Ask | Refused:
    return understand_hours(
        text, today=context.today, vocabulary=context.vocabulary, language=context.language
    )


def _whole(entry: Understood) -> Draft:
    return Draft(
        entry.client,
        entry.minutes,
        entry.date,
        entry.activity,
        entry.period,
        entry.comment or "",
        entry.billable,
    )


def _with_client(text: str, told: Partial, context: Context) -> Draft | Question:
    """An entry that lacked only its client, which the conversation knows."""
    if told.client is not None and told.minutes is not None and told.date is not None:
        return Draft(
            told.client,
            told.minutes,
            told.date,
            told.activity,
            told.period,
            told.comment or "",
            told.billable,
        )
    # Read again with the client in it: what cannot be is refused as ever.
    match _understand(f"{context.client} {text}", context):
        case Refused(error):
            raise UserError(f"hours.{error}", field="date" if "date" in error else "minutes")
        case _:
            missing = ("duration",) if told.minutes is None else ("date",)
            return Question(missing, (), told)


def _placed(asked: Ask, context: Context) -> Partial:
    """The part that is clear, with the conversation's client where none was named."""
    told = asked.partial
    if told.client is not None or asked.candidates or context.client is None:
        return told
    return Partial(
        minutes=told.minutes,
        client=context.client,
        date=told.date,
        activity=told.activity,
        period=told.period,
        comment=told.comment,
        billable=told.billable,
    )


def _client_of(text: str, context: Context) -> str:
    if text in {each.number for each in context.vocabulary.clients}:
        return text
    return client_in(text, context).number


def _minutes_of(text: str) -> int:
    minutes = parse_duration(text)
    if minutes is None:
        key = "hours.bad_duration" if text.strip() else "hours.ask_duration"
        raise UserError(key, field="duration", **({"text": text[:40]} if text.strip() else {}))
    if minutes == 0:
        raise UserError("hours.duration_zero", field="duration")
    if minutes > MINUTES_OF_DAY:
        raise UserError("hours.duration_too_long", field="duration")
    return minutes


def _day_of(text: str, context: Context) -> date:
    if not text.strip():
        raise UserError("hours.ask_date", field="date")
    day = parse_day(text, context.today)
    if day is None:
        raise UserError("hours.bad_date", field="date", text=text[:40])
    if day > context.today:
        raise UserError("hours.future_date", field="date")
    return day


def _period_of(text: str, context: Context) -> str | None:
    if not text.strip():
        return None
    month = parse_period(text, context.today)
    if month is None:
        raise UserError("hours.bad_period", field="period", text=text[:40])
    return month
