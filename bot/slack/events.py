"""What an event says, read once from Slack's JSON; nothing here believes it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Written:
    """A message as Slack shows it now: new, or the new state of an edited one."""

    channel_id: str
    ts: str
    thread_ts: str
    user_id: str
    user_team: str
    bot_id: str
    text: str
    files: tuple[dict[str, Any], ...]
    metadata: Json
    is_tombstone: bool

    @property
    def content_hash(self) -> str:
        """Changes with text and files, and not with unfurls, replies or reactions."""
        seen = [self.text, sorted(str(each.get("id")) for each in self.files)]
        return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


def event_of(envelope: Json) -> dict[str, Any]:
    event = envelope.get("event")
    return event if isinstance(event, dict) else {}


def written(message: Json, channel_id: str) -> Written:
    files = message.get("files")
    return Written(
        channel_id=channel_id,
        ts=str(message.get("ts") or ""),
        thread_ts=str(message.get("thread_ts") or ""),
        user_id=str(message.get("user") or ""),
        user_team=str(message.get("user_team") or message.get("source_team") or ""),
        bot_id=str(message.get("bot_id") or ""),
        text=str(message.get("text") or ""),
        files=tuple(each for each in files if isinstance(each, dict)) if files else (),
        metadata=message.get("metadata") or {},
        is_tombstone=message.get("subtype") == "tombstone",
    )


def channel_of(event: Json) -> str:
    """The channel that an event happened in, wherever its kind names it."""
    item = event.get("item")
    candidates = (
        event.get("channel"),
        item.get("channel") if isinstance(item, dict) else None,
        event.get("channel_id"),
        event.get("user"),
    )
    return next((each for each in candidates if isinstance(each, str) and each), "")


def stamp_of(envelope: Json) -> str:
    """Slack's own time of an event, by which events of one channel are put in order."""
    event = event_of(envelope)
    return str(event.get("event_ts") or event.get("ts") or envelope.get("event_time") or "")


def order_key(team_id: str, envelope: Json) -> str:
    """Events of one channel go one after another: a client has one channel."""
    return f"{team_id}:{channel_of(event_of(envelope))}"
