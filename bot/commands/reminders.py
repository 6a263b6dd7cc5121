"""/reminders — who misses hours, and on which days."""

from collections.abc import Sequence
from datetime import timedelta

from bot.cards import Button, Card
from bot.commands.base import Context, Pressed
from hub.access import SEE_OTHERS_HOURS
from hub.actions.cards import keep_card
from hub.errors import NotFoundError
from hub.queries.gaps import LOOK_BACK, MissingDay, MissingHours, missing_hours
from hub.queries.hours import firm_today
from hub.texts import say, say_date, say_minutes

_MOST_DAYS = 5


class Reminders:
    name = "reminders"
    words = ("reminder", "muistutukset", "muistutus", "påminnelser", "påminnelse")

    async def answer(self, text: str, context: Context) -> Card:  # noqa: ARG002
        """Everyone with the right to see others' hours; else oneself, with a form at hand."""
        until = await firm_today(context.asker.firm_id) - timedelta(days=1)
        found = await missing_hours(context.asker, until)
        language = context.language
        sees_all = SEE_OTHERS_HOURS in context.asker.rights
        span = say(
            "reminders.span",
            language,
            first=say_date(until - LOOK_BACK, language),
            last=say_date(until, language),
        )
        if not found:
            title = say("reminders.none" if sees_all else "reminders.none_own", language)
            return Card("reminders", title, lines=(span,), state="info")
        if sees_all:
            title = say("reminders.title", language, count=len(found))
            lines = [line for person in found for line in person_lines(person, language)]
            return Card("reminders", title, lines=(*lines, span), state="info")
        return await self._own(found[0], span, context)

    async def press(self, pressed: Pressed, context: Context) -> Card:  # noqa: ARG002
        # The button on one's own gap belongs to the hours command.
        raise NotFoundError

    async def _own(self, gap: MissingHours, span: str, context: Context) -> Card:
        language = context.language
        missing = say_minutes(gap.missing_minutes, language)
        card = Card(
            kind="reminders",
            title=say("reminders.title_own", language, minutes=missing),
            lines=(*day_lines(gap.days, language), how_to_log(gap, language), span),
            buttons=(fill_button(language),),
            state="info",
        )
        return await keep_card(context.asker, card, command="hours", payload=fill_payload(gap))


def person_lines(gap: MissingHours, language: str) -> list[str]:
    missing = say_minutes(gap.missing_minutes, language)
    name = say("reminders.person", language, name=gap.name, minutes=missing)
    return [name, *(f"    {line}" for line in day_lines(gap.days, language))]


def day_lines(days: Sequence[MissingDay], language: str) -> list[str]:
    """Each day with what is missing of it, the first few."""
    lines = [
        say(
            "reminders.day",
            language,
            day=say_date(each.date, language),
            missing=say_minutes(each.missing_minutes, language),
            target=say_minutes(each.target_minutes, language),
        )
        for each in days[:_MOST_DAYS]
    ]
    more = len(days) - _MOST_DAYS
    return [*lines, say("reminders.more_days", language, count=more)] if more > 0 else lines


def how_to_log(gap: MissingHours, language: str) -> str:
    first = gap.days[0].date
    return say("reminders.log", language, date=f"{first.day}.{first.month}.")


def fill_button(language: str) -> Button:
    """Opens the hours form on the first day that misses hours; the hours command answers it."""
    return Button("fill", say("reminders.fill", language), style="primary")


def fill_payload(gap: MissingHours) -> dict[str, str]:
    return {"date": gap.days[0].date.isoformat()}
