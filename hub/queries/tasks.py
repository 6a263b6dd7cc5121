"""Reading tasks: a person's, a client's, and when a recurring one is due."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tortoise.queryset import QuerySet

from hub.access import Asker, access_client_number, require_staff
from hub.errors import NotFoundError
from hub.queries.hours import firm_today
from hub.queries.workdays import next_workday
from models.tasks import Task, TaskState, Template

MOST_AT_ONCE = 200
MONTHS = 12


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task in the asker's language; `client` is a number, `state` open or done."""

    id: UUID
    title: str
    client: str
    client_name: str
    assignee_id: UUID | None
    assignee_name: str
    period: str | None
    due_on: date | None
    state: str
    is_late: bool

    @property
    def is_open(self) -> bool:
        return self.state == TaskState.OPEN


async def tasks_of(
    asker: Asker, *, is_open: bool = True, limit: int = MOST_AT_ONCE
) -> tuple[TaskView, ...]:
    """The asker's own tasks: open ones by due day, done ones the latest first."""
    require_staff(asker)
    state = TaskState.OPEN if is_open else TaskState.DONE
    rows = Task.filter(firm_id=asker.firm_id, assignee_id=asker.id, state=state)
    order = ("due_on", "id") if is_open else ("-done_at", "id")
    return await views_of(asker, rows.order_by(*order).limit(limit))


async def tasks_on(
    asker: Asker, client: str, *, is_open: bool | None = True, limit: int = MOST_AT_ONCE
) -> tuple[TaskView, ...]:
    """A client's tasks by due day, whoever does them; `is_open` None gives done ones too."""
    require_staff(asker)
    row = await access_client_number(asker, client)
    rows = Task.filter(firm_id=asker.firm_id, client_id=row.id)
    if is_open is not None:
        rows = rows.filter(state=TaskState.OPEN if is_open else TaskState.DONE)
    return await views_of(asker, rows.order_by("due_on", "id").limit(limit))


async def access_task(asker: Asker, task_id: UUID) -> Task:
    """Any task of the firm: colleagues stand in for each other."""
    require_staff(asker)
    found = await Task.get_or_none(id=task_id, firm_id=asker.firm_id)
    if found is None:
        raise NotFoundError("task.unknown", field="task")
    return found


async def task_of(asker: Asker, task_id: UUID) -> TaskView:
    await access_task(asker, task_id)
    return (await views_of(asker, Task.filter(id=task_id)))[0]


async def views_of(asker: Asker, rows: QuerySet[Task]) -> tuple[TaskView, ...]:
    """Tasks as they travel, in the asker's language."""
    found = await rows.select_related("client", "assignee", "assignment__template")
    today = await firm_today(asker.firm_id)
    return tuple(_view(row, asker.language, today) for row in found)


def due_day(period: str, due_day_of_month: int, months_after: int) -> date:
    """When a period's task is due: on that day, so many months after the period's last month.

    A day that is no working day moves to the next one (Act 150/1930 § 5); a month too short for
    the day gives its last day (§ 3).
    """
    year, month = last_month_of(period)
    count = year * MONTHS + month - 1 + months_after
    year, month = count // MONTHS, count % MONTHS + 1
    day = min(due_day_of_month, monthrange(year, month)[1])
    return next_workday(date(year, month, day))


def last_month_of(period: str) -> tuple[int, int]:
    """2026-10 → (2026, 10); a year ends with its December."""
    year, _, month = period.partition("-")
    return int(year), int(month or MONTHS)


def template_name(template: Template, language: str) -> str:
    return {"sv": template.name_sv, "en": template.name_en}.get(language, template.name_fi)


def named(tasks: Iterable[TaskView], words: str) -> list[TaskView]:
    """The tasks whose title or client holds the beginning of every word."""
    wanted = words.casefold().split()
    return [task for task in tasks if _fits(task, wanted)]


def _fits(task: TaskView, wanted: list[str]) -> bool:
    have = f"{task.title} {task.client_name} {task.client}".casefold().replace("/", " / ").split()
    return all(any(each.startswith(word) for each in have) for word in wanted)


def _view(row: Task, language: str, today: date) -> TaskView:
    is_late = row.state == TaskState.OPEN and row.due_on is not None and row.due_on < today
    return TaskView(
        id=row.id,
        title=_title(row, language),
        client=row.client.number,
        client_name=row.client.name,
        assignee_id=row.assignee_id,
        assignee_name=row.assignee.name if row.assignee else "",
        period=row.period,
        due_on=row.due_on,
        state=row.state.value,
        is_late=is_late,
    )


def _title(row: Task, language: str) -> str:
    """A recurring task by its template's name in the language, and its period: ALV 10/2026."""
    if row.assignment is None:
        return row.title
    name = template_name(row.assignment.template, language)
    if row.period is None:
        return name
    year, _, month = row.period.partition("-")
    return f"{name} {int(month)}/{year}" if month else f"{name} {year}"
