"""App Home: the person's day, most important on top, one press to each thing."""

from collections.abc import Iterator

import aiohttp
import structlog
from slack_sdk.errors import SlackClientError

from bot.slack.people import People, Person
from bot.slack.render import Block, cut, literal, plain_text
from bot.slack.shortcuts import LOG_TIME
from bot.slack.web import SlackWeb
from hub.access import Asker
from hub.queries.hours import TodayHours, today_hours
from hub.queries.tasks import TaskView, tasks_of
from hub.texts import say, say_date, say_minutes

log = structlog.get_logger()

TASK_DONE = "task_done"
MOST_ENTRIES = 10
MOST_TASKS = 30
LONGEST_LINE = 300


class Home:
    def __init__(self, web: SlackWeb, people: People) -> None:
        self.web = web
        self.people = people

    async def publish(self, person: Person) -> None:
        """Show the home tab as it stands now; the next opening does the same again."""
        view = await self._view(person)
        try:
            await self.web.client_of(person.installation).views_publish(
                user_id=person.user_id, view=view
            )
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            log.warning("slack home not published", problem=type(error).__name__)

    async def _view(self, person: Person) -> Block:
        if person.asker is None:
            language = await self.people.language(person)
            return {"type": "home", "blocks": [literal(say("slack.not_linked", language))]}
        hours = await today_hours(person.asker)
        tasks = await tasks_of(person.asker, limit=MOST_TASKS)
        blocks = [*_hours(person.asker, hours), *_tasks(person.asker, tasks)]
        return {"type": "home", "blocks": blocks}


def _hours(asker: Asker, hours: TodayHours) -> Iterator[Block]:
    language = asker.language
    yield _header(say("slack.home_hello", language, name=asker.name))
    minutes = {
        "today": hours.minutes,
        "target": hours.target_minutes,
        "week": hours.week_minutes,
        "week_target": hours.week_target_minutes,
    }
    spoken = {name: say_minutes(value, language) for name, value in minutes.items()}
    lines = [say("slack.home_hours", language, **spoken)]
    for entry in hours.entries[:MOST_ENTRIES]:
        activity = entry.activity.name(language) if entry.activity else ""
        parts = (say_minutes(entry.minutes, language), entry.client_name, activity, entry.comment)
        lines.append("• " + cut(" · ".join(part for part in parts if part), LONGEST_LINE))
    yield literal("\n".join(lines))
    yield {
        "type": "actions",
        "elements": [_button(LOG_TIME, say("slack.log_title", language), style="primary")],
    }


def _tasks(asker: Asker, tasks: tuple[TaskView, ...]) -> Iterator[Block]:
    language = asker.language
    yield {"type": "divider"}
    yield _header(say("slack.home_tasks", language))
    if not tasks:
        yield literal(say("slack.home_no_tasks", language))
    for task in tasks:
        due = say_date(task.due_on, language) if task.due_on else ""
        sign = "⚠️ " if task.is_late else ""
        parts = (task.title, task.client_name, due)
        line = sign + " · ".join(part for part in parts if part)
        yield {
            "type": "section",
            "text": plain_text(line, LONGEST_LINE),
            "accessory": _button(TASK_DONE, say("slack.task_done", language), value=str(task.id)),
        }


def _header(text: str) -> Block:
    return {"type": "header", "text": plain_text(text, 150)}


def _button(action_id: str, label: str, **more: str) -> Block:
    return {"type": "button", "action_id": action_id, "text": plain_text(label, 75), **more}
