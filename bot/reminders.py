"""What the bot says unprompted: in the morning, which hours are missing."""

from dataclasses import replace

from bot.cards import Card, as_text
from bot.commands.reminders import day_lines, fill_button, fill_payload, how_to_log
from hub.actions.reminders import Nudge
from hub.jobs.reminders import remind_missing_hours
from hub.queries.gaps import MissingHours
from hub.texts import say, say_date, say_minutes


async def remind_of_hours() -> int:
    """The job of the morning; returns how many nudges were queued."""
    return await remind_missing_hours(hours_nudge)


def hours_nudge(gap: MissingHours) -> Nudge:
    """The exact gap, in the person's language, with the form for its first day one press away."""
    language = gap.language
    missing = say_minutes(gap.missing_minutes, language)
    name = gap.name.split(maxsplit=1)[0]
    if len(gap.days) == 1:
        day = say_date(gap.days[0].date, language)
        title = say("reminders.morning_title", language, name=name, day=day, missing=missing)
        lines = [how_to_log(gap, language)]
    else:
        count = len(gap.days)
        title = say(
            "reminders.morning_title_days", language, name=name, count=count, missing=missing
        )
        lines = [*day_lines(gap.days, language), how_to_log(gap, language)]
    card = Card("reminder", title, lines=tuple(lines))
    return Nudge(
        card=replace(card, buttons=(fill_button(language),)),
        subject=title,
        text=as_text(card),
        command="hours",
        payload=fill_payload(gap),
    )
