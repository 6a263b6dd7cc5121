"""Conversations over HTTP: the same list and history as over the socket."""

from typing import Annotated
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from hub.clock import as_wire
from hub.queries.chat import conversations_of, entries_after, entries_before
from hub.queries.versions import history_of
from hub.shapes import ConversationShape, EntryShape, Id, Moment, Shape
from hub.web.endpoints import Endpoint, answer, path_id, read_query
from hub.web.people import staff_person


class ListQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")
    after: Id | None = None
    limit: Annotated[int, Field(ge=1, le=500)] = 100


class EntriesQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")
    after: Annotated[int, Field(ge=0)] | None = None
    before: Annotated[int, Field(ge=0)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class ConversationsAnswer(Shape):
    conversations: list[ConversationShape]
    next: Id | None = None


class EntriesAnswer(Shape):
    entries: list[EntryShape]
    more: bool


class VersionShape(Shape):
    """What a message said from this moment on."""

    body: str
    since: Moment


class HistoryAnswer(Shape):
    """The oldest first; the last one stands, unless the message was deleted."""

    versions: list[VersionShape]
    deleted_at: Moment | None = None


async def get_conversations(request: web.Request) -> web.StreamResponse:
    person = await staff_person(request)
    query = read_query(request, ListQuery)
    rows = await conversations_of(person.asker)
    start = _after(query.after, [row.id for row in rows])
    shown = rows[start : start + query.limit]
    more = len(rows) > start + query.limit
    return answer(
        ConversationsAnswer(
            conversations=[ConversationShape.model_validate(row.as_json()) for row in shown],
            next=shown[-1].id if more and shown else None,
        )
    )


async def get_entries(request: web.Request) -> web.StreamResponse:
    person = await staff_person(request)
    query = read_query(request, EntriesQuery)
    conversation = path_id(request)
    if query.after is not None:
        page = await entries_after(person.asker, conversation, query.after, query.limit)
    else:
        page = await entries_before(person.asker, conversation, query.before, query.limit)
    return answer(
        EntriesAnswer(
            entries=[EntryShape.model_validate(entry.as_json()) for entry in page.entries],
            more=page.more,
        )
    )


async def get_history(request: web.Request) -> web.StreamResponse:
    person = await staff_person(request)
    found = await history_of(person.asker, path_id(request), path_id(request, "message"))
    return answer(
        HistoryAnswer(
            versions=[
                VersionShape(body=each.body, since=as_wire(each.since)) for each in found.versions
            ],
            deleted_at=as_wire(found.deleted_at) if found.deleted_at else None,
        )
    )


def _after(mark: UUID | None, ids: list[UUID]) -> int:
    return ids.index(mark) + 1 if mark in ids else 0


ENDPOINTS = (
    Endpoint(
        "GET",
        "/api/conversations/{id}/messages/{message}/history",
        get_history,
        "What a message said before it was changed or deleted (right: administer)",
        answer=HistoryAnswer,
    ),
    Endpoint(
        "GET",
        "/api/conversations",
        get_conversations,
        "One's conversations, the latest first",
        answer=ConversationsAnswer,
        query=ListQuery,
    ),
    Endpoint(
        "GET",
        "/api/conversations/{id}/entries",
        get_entries,
        "Entries of a conversation in the order of their numbers",
        answer=EntriesAnswer,
        query=EntriesQuery,
    ),
)
