"""Tasks: made once, done, reopened; recurring ones made from assignments as periods come."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from hub import clock, events
from hub.access import access_client_number, access_staff, require_staff
from hub.actions.base import Work, action
from hub.errors import UserError
from hub.ids import new_id
from hub.queries.hours import firm_today
from hub.queries.tasks import (
    MONTHS,
    TaskView,
    access_task,
    due_day,
    template_name,
    views_of,
)
from models.firm import Firm
from models.tasks import Assignment, Recurrence, Task, TaskState, Template

LONGEST_TITLE = 200
# A firm that was away longer finds the latest periods only.
MOST_PERIODS = 24


@action
async def create_task(
    work: Work,
    *,
    title: str,
    client: str,
    due_on: date | None,
    client_key: str,
    assignee_id: UUID | None = None,
) -> TaskView:
    """A single task for a client by its number; the same key makes one.

    The asker does it when nobody is named. Raises UserError when it lacks a title or the title is
    too long.
    """
    require_staff(work.asker)
    known = await Task.get_or_none(client_key=client_key, firm_id=work.firm_id)
    if known is not None:
        return await _seen(work, known.id)
    row = await access_client_number(work.asker, client)
    assignee = assignee_id or (work.asker.id if work.asker.is_staff else None)
    if assignee is not None:
        await access_staff(work.asker, assignee)
    task = Task(
        id=new_id(),
        firm_id=work.firm_id,
        client_id=row.id,
        assignee_id=assignee,
        title=checked_title(title),
        due_on=due_on,
        client_key=client_key,
    )
    # Of two with one key at once the database keeps the first.
    await Task.bulk_create([task], ignore_conflicts=True)
    kept = await Task.get(client_key=client_key, firm_id=work.firm_id)
    if kept.id == task.id:
        await work.audit("tasks", task.id, "create", after={"client": row.number})
        _tell(work, assignee)
    return await _seen(work, kept.id)


@action
async def mark_done(work: Work, task_id: UUID) -> TaskView:
    """Done by the asker; a task that is done stays as it is."""
    task = await access_task(work.asker, task_id)
    changed = await Task.filter(id=task.id, state=TaskState.OPEN).update(
        state=TaskState.DONE, done_at=clock.now(), done_by_id=work.asker.id
    )
    if changed:
        await work.audit("tasks", task.id, "done")
        _tell(work, task.assignee_id)
    return await _seen(work, task.id)


@action
async def reopen(work: Work, task_id: UUID) -> TaskView:
    """Open again; an open task stays as it is."""
    task = await access_task(work.asker, task_id)
    changed = await Task.filter(id=task.id, state=TaskState.DONE).update(
        state=TaskState.OPEN, done_at=None, done_by_id=None
    )
    if changed:
        await work.audit("tasks", task.id, "reopen")
        _tell(work, task.assignee_id)
    return await _seen(work, task.id)


@action
async def generate_tasks(work: Work) -> int:
    """Make the tasks of every period that has begun; returns how many were new.

    Once for each assignment and period, however often and in however many processes it runs.
    """
    today = await firm_today(work.firm_id)
    language = (await Firm.get(id=work.firm_id)).language
    # In one order everywhere: two processes that insert crosswise would wait for each other.
    assignments = (
        await Assignment.filter(firm_id=work.firm_id, is_active=True, client__is_active=True)
        .select_related("template")
        .order_by("id")
    )
    latest = await _latest_periods(work.firm_id)
    wanted = [
        Task(
            id=new_id(),
            firm_id=work.firm_id,
            client_id=each.client_id,
            assignment_id=each.id,
            assignee_id=each.assignee_id,
            title=template_name(each.template, language),
            period=period,
            due_on=due_day(period, each.template.due_day, each.template.due_months_after),
        )
        for each in assignments
        for period in _periods_to_make(each.template, latest.get(each.id), today)
    ]
    if not wanted:
        return 0
    await Task.bulk_create(wanted, ignore_conflicts=True)
    ids = [task.id for task in wanted]
    made = await Task.filter(id__in=ids)
    if made:
        await work.audit("tasks", None, "generate", after={"tasks": len(made)})
        for assignee in {task.assignee_id for task in made}:
            _tell(work, assignee)
    return len(made)


def checked_title(text: str) -> str:
    title = " ".join(text.replace("\x00", "").split())
    if not title:
        raise UserError("task.no_title", field="title")
    if len(title) > LONGEST_TITLE:
        raise UserError("task.title_too_long", field="title", limit=LONGEST_TITLE)
    return title


async def _latest_periods(firm_id: UUID) -> dict[UUID, str]:
    rows = (
        await Task.filter(firm_id=firm_id, assignment_id__not_isnull=True, period__not_isnull=True)
        .order_by("period")
        .values_list("assignment_id", "period")
    )
    return {row[0]: row[1] for row in rows}


def _periods_to_make(template: Template, latest: str | None, today: date) -> Iterator[str]:
    """From the one after the latest made, or from the first that is not due yet, to today's."""
    for period in _begun_periods(template.recurrence, today):
        if latest is not None:
            if period > latest:
                yield period
        elif due_day(period, template.due_day, template.due_months_after) >= today:
            yield period


def _begun_periods(recurrence: Recurrence, today: date) -> list[str]:
    """The latest periods, oldest first, whose last month has begun."""
    if recurrence == Recurrence.YEARLY:
        years = range(today.year - 2, today.year + 1)
        return [f"{year}" for year in years if (year, MONTHS) <= (today.year, today.month)]
    now = today.year * MONTHS + today.month - 1
    return [
        f"{count // MONTHS:04}-{count % MONTHS + 1:02}"
        for count in range(now - MOST_PERIODS + 1, now + 1)
    ]


def _tell(work: Work, staff_id: UUID | None) -> None:
    if staff_id is not None:
        work.tell(events.WorkChanged(firm_id=work.firm_id, staff_id=staff_id))


async def _seen(work: Work, task_id: UUID) -> TaskView:
    return (await views_of(work.asker, Task.filter(id=task_id)))[0]
