"""The promised socket protocol: every event by its name; `python -m hub.realtime.protocol` prints it."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field
from pydantic.json_schema import models_json_schema

from hub.realtime import requests
from hub.shapes import (
    CardShape,
    ConversationShape,
    EntryShape,
    FirmShape,
    HitShape,
    Id,
    Me,
    Moment,
    Problem,
    Seq,
    Shape,
)


class Done(Shape):
    ok: Literal[True]


class Refusal(Shape):
    ok: Literal[False]
    error: Problem


class ReadEvent(Shape):
    """Somebody has read up to here; staff are told to contacts only where the firm says so."""

    conversation: Id
    reader: Id
    kind: Literal["contact", "staff"]
    name: str
    seq: Seq


class HelloAnswer(Done):
    """`reads` are the marks of others; `audiences`, for staff: how many contacts may read each.

    `is_staffed`: somebody of the firm is here; `present`, for staff: who.
    """

    me: Me
    firm: FirmShape
    conversations: list[ConversationShape]
    reads: list[ReadEvent]
    audiences: dict[Id, int] | None = None
    present: list[Id] | None = None
    is_staffed: bool
    server_time: Moment


class EntryAnswer(Done):
    entry: EntryShape


class ReadAnswer(Done):
    read_seq: Seq


class SyncedConversation(Shape):
    """`complete` is false where more is to be had: sync again with what you have then."""

    id: Id
    last_seq: Seq
    entries: list[EntryShape]
    complete: bool


class SyncAnswer(Done):
    conversations: list[SyncedConversation]


class HistoryAnswer(Done):
    """`more` lies beyond the end that was read towards; around a number: before the first.

    `newer`, around a number: more lies after the last. `changes`: edits, reactions and newer
    states of what is here that stand after it.
    """

    entries: list[EntryShape]
    more: bool
    newer: bool | None = None
    changes: Annotated[list[EntryShape], Field(default_factory=list)]


class SearchAnswer(Done):
    hits: list[HitShape]


class ConversationAnswer(Done):
    conversation: ConversationShape


class CardAnswer(Done):
    card: CardShape


class TypingEvent(Shape):
    conversation: Id
    who: Id
    name: str
    on: bool


class PresenceEvent(Shape):
    """Staff hear who; a contact only whether somebody of the firm is here."""

    who: Id | None = None
    on: bool


class ResyncEvent(Shape):
    """The client must `sync`; with a conversation, that one only."""

    conversation: Id | None = None


class ByeEvent(Shape):
    """`expired`, `signed_out`, `access`, `slow`, `errors`, `restart`: what to do next is yours."""

    reason: Literal["expired", "signed_out", "access", "slow", "errors", "restart"]


@dataclass(frozen=True, slots=True)
class Promise:
    """A request event: its payload, its answer (None: not acknowledged) and who may send it."""

    request: type[Shape]
    answer: type[Done] | None
    doors: tuple[str, ...] = ("/client", "/staff")


REQUESTS: Mapping[str, Promise] = {
    "hello": Promise(requests.Hello, HelloAnswer),
    "message.send": Promise(requests.MessageSend, EntryAnswer),
    "message.edit": Promise(requests.MessageEdit, EntryAnswer),
    "message.delete": Promise(requests.MessageDelete, EntryAnswer),
    "reaction.set": Promise(requests.ReactionSet, EntryAnswer),
    "read.mark": Promise(requests.ReadMark, ReadAnswer),
    "sync": Promise(requests.Sync, SyncAnswer),
    "history": Promise(requests.History, HistoryAnswer),
    "search": Promise(requests.Search, SearchAnswer),
    "conversation.open": Promise(requests.ConversationOpen, ConversationAnswer),
    "conversation.close": Promise(requests.ConversationClose, ConversationAnswer, ("/staff",)),
    "conversation.assign": Promise(requests.ConversationAssign, ConversationAnswer, ("/staff",)),
    "conversation.snooze": Promise(requests.ConversationSnooze, ConversationAnswer, ("/staff",)),
    "typing": Promise(requests.Typing, None),
    "command": Promise(requests.CommandRun, CardAnswer, ("/staff",)),
    "card.press": Promise(requests.CardPress, CardAnswer),
}
EVENTS: Mapping[str, type[Shape]] = {
    "entry": EntryShape,
    "read": ReadEvent,
    "conversation": ConversationShape,
    "typing": TypingEvent,
    "presence": PresenceEvent,
    "resync": ResyncEvent,
    "bye": ByeEvent,
}


def schema(ref_template: str = "#/$defs/{model}") -> dict[str, Any]:
    """JSON Schema of the whole protocol: `requests`, `answers` and `events` by their names."""
    models: set[type[BaseModel]] = {requests.ConnectAuth, Refusal, *EVENTS.values()}
    for promise in REQUESTS.values():
        models |= {promise.request} | ({promise.answer} if promise.answer else set())
    ordered = sorted(models, key=lambda model: model.__name__)
    _, document = models_json_schema(
        [(model, "validation") for model in ordered], ref_template=ref_template
    )

    def by_name(named: Mapping[str, type[Shape]]) -> dict[str, Any]:
        return {
            "type": "object",
            "additionalProperties": False,
            "required": list(named),
            "properties": {
                name: {"$ref": ref_template.format(model=model.__name__)}
                for name, model in named.items()
            },
        }

    groups = {
        "auth": {"$ref": ref_template.format(model=requests.ConnectAuth.__name__)},
        "requests": by_name({name: each.request for name, each in REQUESTS.items()}),
        "answers": by_name({name: each.answer for name, each in REQUESTS.items() if each.answer}),
        "refusal": {"$ref": ref_template.format(model=Refusal.__name__)},
        "events": by_name(EVENTS),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Protocol",
        "type": "object",
        "additionalProperties": False,
        "required": list(groups),
        "properties": groups,
        "$defs": document["$defs"],
    }


def asyncapi(version: str) -> dict[str, Any]:
    """The AsyncAPI 3 document of both namespaces, made of the same models."""
    shapes = schema("#/components/schemas/{model}")
    messages: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    for name, promise in REQUESTS.items():
        messages[name] = {"payload": _ref(promise.request)}
        for door in promise.doors:
            operations[f"{door.strip('/')}.{name}"] = _operation("receive", door, name)
            if promise.answer:
                messages[f"{name}.answer"] = {
                    "payload": {"oneOf": [_ref(promise.answer), _ref(Refusal)]}
                }
                operations[f"{door.strip('/')}.{name}"]["reply"] = {
                    "channel": {"$ref": f"#/channels/{door.strip('/')}"},
                    "messages": [_message(door, f"{name}.answer")],
                }
    for name, event in EVENTS.items():
        messages[f"{name}.event"] = {"name": name, "payload": _ref(event)}
        for door in ("/client", "/staff"):
            operations[f"{door.strip('/')}.on.{name}"] = _operation("send", door, f"{name}.event")
    every = {name: {"$ref": f"#/components/messages/{name}"} for name in messages}
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Kirjuri, Socket.IO 5 on /socket.io", "version": version},
        "channels": {
            door: {"address": f"/{door}", "messages": every} for door in ("client", "staff")
        },
        "operations": operations,
        "components": {"messages": messages, "schemas": shapes["$defs"]},
    }


def _ref(model: type[Shape]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def _message(door: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/channels/{door.strip('/')}/messages/{name}"}


def _operation(action: str, door: str, name: str) -> dict[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{door.strip('/')}"},
        "messages": [_message(door, name)],
    }


def main() -> None:
    json.dump(schema(), sys.stdout, indent=2, ensure_ascii=False, sort_keys=True)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
