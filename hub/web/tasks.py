"""One's tasks and hours of today, beside the conversations; a task done or open again."""

from typing import Literal

from aiohttp import web

from hub.actions.tasks import mark_done, reopen
from hub.clock import as_wire
from hub.queries.hours import today_hours
from hub.queries.mentions import MentionView, open_mentions
from hub.queries.tasks import TaskView, tasks_of
from hub.shapes import ClientName, Day, Id, Moment, Seq, Shape
from hub.web.endpoints import Endpoint, answer, path_id
from hub.web.hours import HoursShape, hours_shape
from hub.web.people import staff_person


class TaskShape(Shape):
    id: Id
    title: str
    client: ClientName
    due_on: Day | None
    state: Literal["open", "done"]
    is_late: bool


class MentionShape(Shape):
    """A note that names one, not read yet; `conversation` is the client conversation beside it."""

    message: Id
    conversation: Id
    notes: Id
    seq: Seq
    client: ClientName
    author: str
    text: str
    at: Moment


class TodayAnswer(Shape):
    date: Day
    tasks: list[TaskShape]
    hours: HoursShape
    mentions: list[MentionShape]


async def get_today(request: web.Request) -> web.StreamResponse:
    asker = (await staff_person(request)).asker
    hours = await today_hours(asker)
    return answer(
        TodayAnswer(
            date=hours.date.isoformat(),
            tasks=[task_shape(each) for each in await tasks_of(asker)],
            hours=hours_shape(hours, asker.language),
            mentions=[_mention_shape(each) for each in await open_mentions(asker)],
        )
    )


def _mention_shape(view: MentionView) -> MentionShape:
    return MentionShape(
        message=view.message,
        conversation=view.conversation,
        notes=view.notes,
        seq=view.seq,
        client=ClientName(number=view.client, name=view.client_name),
        author=view.author,
        text=view.text,
        at=as_wire(view.at),
    )


async def post_done(request: web.Request) -> web.StreamResponse:
    person = await staff_person(request)
    return answer(task_shape(await mark_done(person.asker, path_id(request))))


async def post_reopen(request: web.Request) -> web.StreamResponse:
    person = await staff_person(request)
    return answer(task_shape(await reopen(person.asker, path_id(request))))


def task_shape(task: TaskView) -> TaskShape:
    return TaskShape.model_validate(
        {
            "id": task.id,
            "title": task.title,
            "client": ClientName(number=task.client, name=task.client_name),
            "due_on": task.due_on.isoformat() if task.due_on else None,
            "state": task.state,
            "is_late": task.is_late,
        }
    )


ENDPOINTS = (
    Endpoint(
        "GET", "/api/today", get_today, "One's open tasks and hours of today", answer=TodayAnswer
    ),
    Endpoint("POST", "/api/tasks/{id}/done", post_done, "A task is done", answer=TaskShape),
    Endpoint("POST", "/api/tasks/{id}/reopen", post_reopen, "Open a task again", answer=TaskShape),
)
