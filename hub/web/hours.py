"""Hours beside the conversations: one's day and week so far, and taking an entry back."""

from aiohttp import web

from hub.actions.hours import delete_entry
from hub.errors import NotFoundError
from hub.queries.hours import HourEntry, TodayHours, entry_of
from hub.shapes import ClientName, Id, Shape
from hub.web.endpoints import Endpoint, path_id
from hub.web.people import staff_person


class HourEntryShape(Shape):
    id: Id
    client: ClientName
    activity: str | None
    minutes: int
    comment: str
    billable: bool
    is_approved: bool


class HoursShape(Shape):
    minutes: int
    target_minutes: int
    week_minutes: int
    week_target_minutes: int
    entries: list[HourEntryShape]


def hours_shape(hours: TodayHours, language: str) -> HoursShape:
    return HoursShape(
        minutes=hours.minutes,
        target_minutes=hours.target_minutes,
        week_minutes=hours.week_minutes,
        week_target_minutes=hours.week_target_minutes,
        entries=[entry_shape(each, language) for each in hours.entries],
    )


def entry_shape(entry: HourEntry, language: str) -> HourEntryShape:
    return HourEntryShape(
        id=entry.id,
        client=ClientName(number=entry.client, name=entry.client_name),
        activity=entry.activity.name(language) if entry.activity else None,
        minutes=entry.minutes,
        comment=entry.comment,
        billable=entry.is_billable,
        is_approved=entry.is_approved,
    )


async def delete_hours(request: web.Request) -> web.StreamResponse:
    """One's own entry, while it is open; another's is not to be found here."""
    person = await staff_person(request)
    entry = await entry_of(person.asker, path_id(request))
    if entry.staff_id != person.asker.id:
        raise NotFoundError("hours.no_entry", field="entry")
    await delete_entry(person.asker, entry.id)
    return web.Response(status=204)


ENDPOINTS = (
    Endpoint("DELETE", "/api/hours/{id}", delete_hours, "Take back one's own hours", status=204),
)
