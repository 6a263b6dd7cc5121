"""What the fake Slack holds: teams, people, channels, messages, files, views, tokens."""

import itertools
import time
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(eq=False)
class Team:
    id: str
    name: str
    enterprise_id: str | None = None
    bot_user_id: str = ""
    bot_id: str = ""


@dataclass(eq=False)
class User:
    id: str
    team: Team
    name: str
    email: str
    locale: str = "en-US"
    is_bot: bool = False
    is_guest: bool = False
    is_deleted: bool = False

    def as_json(self, *, with_locale: bool = True) -> Json:
        return {
            "id": self.id,
            "team_id": self.team.id,
            "name": self.name.lower(),
            "real_name": self.name,
            "deleted": self.is_deleted,
            "is_bot": self.is_bot,
            "is_restricted": self.is_guest,
            "is_ultra_restricted": False,
            "tz": "Europe/Helsinki",
            "profile": {"real_name": self.name, "display_name": self.name, "email": self.email},
            **({"locale": self.locale} if with_locale else {}),
        }


@dataclass(eq=False)
class Channel:
    id: str
    team: Team
    name: str
    is_private: bool = True
    is_im: bool = False
    is_ext_shared: bool = False
    is_archived: bool = False
    topic: str = ""
    members: list[str] = field(default_factory=list)
    messages: dict[str, "Message"] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        if self.is_im:
            return "im"
        return "group" if self.is_private else "channel"

    def thread(self, thread_ts: str) -> list["Message"]:
        """The parent and its replies, oldest first."""
        return [m for m in self.in_order() if thread_ts in {m.ts, m.thread_ts}]

    def in_order(self) -> list["Message"]:
        return sorted(self.messages.values(), key=lambda message: message.ts)

    def as_json(self) -> Json:
        return {
            "id": self.id,
            "name": self.name,
            "is_channel": not self.is_private and not self.is_im,
            "is_group": False,
            "is_im": self.is_im,
            "is_private": self.is_private,
            "is_archived": self.is_archived,
            "is_ext_shared": self.is_ext_shared,
            "is_member": True,
            "context_team_id": self.team.id,
            "topic": {"value": self.topic, "creator": "", "last_set": 0},
            "num_members": len(self.members),
        }


@dataclass(eq=False)
class Message:
    channel: Channel
    ts: str
    text: str
    user: str | None = None
    # Set for somebody of another workspace, in a channel shared with it.
    user_team: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    username: str | None = None
    icon_url: str | None = None
    thread_ts: str | None = None
    subtype: str | None = None
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: list["File"] = field(default_factory=list)
    metadata: Json | None = None
    edited_by: str | None = None
    # emoji -> users
    reactions: dict[str, list[str]] = field(default_factory=dict)

    def as_json(self, *, with_metadata: bool = True) -> Json:
        replies = [
            m for m in self.channel.messages.values() if m.thread_ts == self.ts and m != self
        ]
        optional = {
            "user": self.user,
            "user_team": self.user_team,
            "source_team": self.user_team,
            "bot_id": self.bot_id,
            "app_id": self.app_id,
            "username": self.username,
            "icons": {"image_url": self.icon_url} if self.icon_url else None,
            "thread_ts": self.thread_ts or (self.ts if replies else None),
            "subtype": self.subtype,
            "blocks": self.blocks,
            "attachments": self.attachments,
            "files": [one.as_json() for one in self.files],
            "metadata": self.metadata if with_metadata else None,
            "edited": {"user": self.edited_by, "ts": self.ts} if self.edited_by else None,
            "reply_count": len(replies),
            "reactions": [
                {"name": name, "users": users, "count": len(users)}
                for name, users in self.reactions.items()
            ],
        }
        return {
            "type": "message",
            "ts": self.ts,
            "text": self.text,
            "team": self.channel.team.id,
            **{key: value for key, value in optional.items() if value},
        }

    @property
    def buttons(self) -> dict[str, Json]:
        """What can be pressed on it, by action_id."""
        return {
            element["action_id"]: {**element, "block_id": block.get("block_id", "b")}
            for block in self.blocks
            for element in (
                *block.get("elements", ()),
                *(block[key] for key in ("accessory", "element") if key in block),
            )
            if "action_id" in element
        }


@dataclass(eq=False)
class Ephemeral(Message):
    to: str = ""


@dataclass(eq=False)
class File:
    id: str
    team: Team
    name: str
    content: bytes
    mimetype: str = "application/octet-stream"
    user: str = ""
    base_url: str = ""
    # Tests set it to send a reader elsewhere.
    url_private: str | None = None
    is_deleted: bool = False
    shares: dict[str, list[str]] = field(default_factory=dict)

    def as_json(self) -> Json:
        if self.is_deleted:
            return {"id": self.id, "mode": "tombstone"}
        path = f"{self.base_url}/files-pri/{self.team.id}-{self.id}"
        url = self.url_private or f"{path}/{self.name}"
        return {
            "id": self.id,
            "name": self.name,
            "title": self.name,
            "mimetype": self.mimetype,
            "filetype": self.name.rsplit(".", maxsplit=1)[-1],
            "size": len(self.content),
            "user": self.user,
            "mode": "hosted",
            "is_external": False,
            "url_private": url,
            "url_private_download": self.url_private or f"{path}/download/{self.name}",
            "shares": {
                "private": {
                    channel: [{"ts": ts} for ts in stamps]
                    for channel, stamps in self.shares.items()
                }
            },
        }


@dataclass(eq=False)
class View:
    id: str
    user: User
    payload: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    is_open: bool = True

    def as_json(self) -> Json:
        return {
            "private_metadata": "",
            "callback_id": "",
            "title": None,
            "submit": None,
            "close": None,
            **self.payload,
            "id": self.id,
            "team_id": self.user.team.id,
            "hash": self.hash,
            "root_view_id": self.root_id,
            "previous_view_id": self.previous_id,
            "app_id": APP_ID,
            "bot_id": self.user.team.bot_id,
            "state": {"values": {}},
        }


@dataclass(eq=False)
class Token:
    value: str
    team: Team
    scopes: frozenset[str]
    expires_at: float | None = None


APP_ID = "A0KIRJURI"


class World:
    """Everything that a workspace remembers. No network in here."""

    def __init__(self) -> None:
        self.teams: dict[str, Team] = {}
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, File] = {}
        self.views: dict[str, View] = {}
        self.homes: dict[str, View] = {}
        self.ephemerals: list[Ephemeral] = []
        self.tokens: dict[str, Token] = {}
        self._numbers = itertools.count(1)
        self._last_ts = 0

    def new_id(self, letter: str) -> str:
        return f"{letter}{next(self._numbers):09d}"

    def new_ts(self) -> str:
        """Give a timestamp of this second, larger than every one before."""
        self._last_ts = max(self._last_ts + 1, int(time.time() * 1_000_000))
        seconds, micros = divmod(self._last_ts, 1_000_000)
        return f"{seconds}.{micros:06d}"

    def message(self, channel: str, ts: str) -> Message | None:
        place = self.channels.get(channel)
        return place.messages.get(ts) if place else None

    def im_with(self, user: User) -> Channel:
        for channel in self.channels.values():
            if channel.is_im and user.id in channel.members:
                return channel
        bot = user.team.bot_user_id
        im = Channel(self.new_id("D"), user.team, "", is_im=True, members=[bot, user.id])
        self.channels[im.id] = im
        return im
