"""/status Acme — open tasks, missing material, unbilled hours and what was said last."""

from bot.cards import Card, CardField
from bot.commands.base import Context, Pressed
from bot.commands.naming import client_in
from hub.clock import day_of
from hub.errors import NotFoundError
from hub.queries.reports import ClientStatus, client_status
from hub.queries.tasks import TaskView
from hub.texts import say, say_cents, say_date, say_minutes

_MOST_LINES = 5


class Status:
    name = "status"
    words = ("tila", "tilanne", "läget", "läge")

    async def answer(self, text: str, context: Context) -> Card:
        """The client that is named, or the one whose conversation it is."""
        named = client_in(text, context)
        status = await client_status(context.asker, named.number)
        language = context.language
        return Card(
            kind="status",
            title=say("status.title", language, client=f"{status.name} ({status.number})"),
            fields=_fields(status, language),
            lines=(*_work_lines(status, language), *_message_lines(status, language)),
            state="info",
        )

    async def press(self, pressed: Pressed, context: Context) -> Card:  # noqa: ARG002
        # A status only tells; no card of it is kept.
        raise NotFoundError


def _fields(status: ClientStatus, language: str) -> tuple[CardField, ...]:
    unbilled = status.unbilled
    label = "status.unbilled_own" if status.is_own_hours_only else "status.unbilled"
    hours = say(
        "status.hours",
        language,
        approved=say_minutes(unbilled.approved_minutes, language),
        unapproved=say_minutes(unbilled.unapproved_minutes, language),
    )
    has_hours = unbilled.approved_minutes or unbilled.unapproved_minutes
    nothing = say("status.nothing", language)
    fields = [
        CardField(say("status.tasks", language), _task_count(status, language)),
        CardField(say("status.missing", language), str(len(status.missing) or nothing)),
        CardField(say(label, language), hours if has_hours else nothing),
    ]
    if unbilled.cents is not None:
        fields.append(CardField(say("status.worth", language), say_cents(unbilled.cents, language)))
    return tuple(fields)


def _task_count(status: ClientStatus, language: str) -> str:
    late = sum(task.is_late for task in status.tasks)
    count = len(status.tasks)
    return say("status.tasks_late", language, count=count, late=late) if late else str(count)


def _work_lines(status: ClientStatus, language: str) -> list[str]:
    tasks = [
        say("status.task_line", language, task=_dated(task, language)) for task in status.tasks
    ]
    items = []
    for item in status.missing:
        what = item.title
        if item.due_on:
            day = say_date(item.due_on, language)
            what = say("status.due", language, what=what, day=day)
        items.append(say("status.item_line", language, item=what))
    return [*_first(tasks, language), *_first(items, language)]


def _dated(task: TaskView, language: str) -> str:
    if task.due_on is None:
        return task.title
    key = "status.late" if task.is_late else "status.due"
    return say(key, language, what=task.title, day=say_date(task.due_on, language))


def _message_lines(status: ClientStatus, language: str) -> list[str]:
    return [
        say(
            "status.message_line",
            language,
            author=each.author,
            day=say_date(day_of(each.at), language),
            text=each.text,
        )
        for each in status.messages
    ]


def _first(lines: list[str], language: str) -> list[str]:
    more = len(lines) - _MOST_LINES
    told = [say("status.more", language, count=more)] if more > 0 else []
    return [*lines[:_MOST_LINES], *told]
