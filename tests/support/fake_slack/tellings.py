"""Every write becomes an event, also the app's own: as Slack tells it, with its side effects."""

import time
from typing import Any

from tests.support.fake_slack.pushes import Pusher
from tests.support.fake_slack.world import APP_ID, Channel, Message, User, World

Json = dict[str, Any]


class Tellings:
    world: World
    pushes: Pusher
    tells_parents: bool

    def tell(self, channel: Channel, event: Json, *, team_id: str | None = None) -> None:
        """Wrap an event of a channel in its envelope and push it."""
        team = channel.team
        self.pushes.tell({
            "token": "verification-token",
            "team_id": team_id or team.id,
            "context_team_id": team.id,
            "context_enterprise_id": team.enterprise_id,
            "api_app_id": APP_ID,
            "event": event,
            "type": "event_callback",
            "event_id": self.pushes.new_event_id(),
            "event_time": int(time.time()),
            "authorizations": [{
                "enterprise_id": team.enterprise_id,
                "team_id": team.id,
                "user_id": team.bot_user_id,
                "is_bot": True,
                "is_enterprise_install": False,
            }],
            "is_ext_shared_channel": channel.is_ext_shared,
            "event_context": f"4-{channel.id}",
        })  # fmt: skip

    def tell_posted(self, message: Message) -> None:
        channel = message.channel
        event = self._message_event(message)
        self.tell(channel, event)
        for file in message.files:
            self.tell(channel, {
                "type": "file_shared", "channel_id": channel.id, "file_id": file.id,
                "user_id": file.user, "file": {"id": file.id}, "event_ts": message.ts,
            })  # fmt: skip
        if f"<@{channel.team.bot_user_id}>" in message.text and message.user:
            self.tell(channel, {**event, "type": "app_mention"})
        parent = channel.messages.get(message.thread_ts or "")
        if parent is not None and parent is not message and self.tells_parents:
            self.tell_changed(parent, parent.as_json())

    def tell_changed(self, message: Message, before: Json) -> None:
        """Push message_changed: an edit, an unfurl, or a reply that landed under it."""
        stamp = self.world.new_ts()
        self.tell(message.channel, {
            "type": "message",
            "subtype": "message_changed",
            "hidden": True,
            "channel": message.channel.id,
            "channel_type": message.channel.kind,
            "message": message.as_json(),
            "previous_message": before,
            "ts": stamp,
            "event_ts": stamp,
        })  # fmt: skip

    def unfurl(self, message: Message, title: str = "A page") -> None:
        """Let Slack add a link preview, which looks like an edit and is none."""
        before = message.as_json()
        message.attachments = [{"id": 1, "title": title, "from_url": "https://example.com/"}]
        self.tell_changed(message, before)

    def drop(self, message: Message) -> None:
        del message.channel.messages[message.ts]
        stamp = self.world.new_ts()
        self.tell(message.channel, {
            "type": "message",
            "subtype": "message_deleted",
            "hidden": True,
            "channel": message.channel.id,
            "channel_type": message.channel.kind,
            "deleted_ts": message.ts,
            "previous_message": message.as_json(),
            "ts": stamp,
            "event_ts": stamp,
        })  # fmt: skip

    def set_reaction(self, message: Message, user: str, name: str, *, on: bool) -> None:
        users = message.reactions.setdefault(name, [])
        if on:
            users.append(user)
        else:
            users.remove(user)
            if not users:
                del message.reactions[name]
        self.tell(message.channel, {
            "type": "reaction_added" if on else "reaction_removed",
            "user": user,
            "reaction": name,
            "item": {"type": "message", "channel": message.channel.id, "ts": message.ts},
            **({"item_user": message.user} if message.user else {}),
            "event_ts": self.world.new_ts(),
        })  # fmt: skip

    def tell_home_opened(self, user: User, tab: str = "home") -> None:
        im = self.world.im_with(user)
        home = self.world.homes.get(user.id)
        self.tell(im, {
            "type": "app_home_opened", "user": user.id, "channel": im.id, "tab": tab,
            "event_ts": self.world.new_ts(), **({"view": home.as_json()} if home else {}),
        })  # fmt: skip

    def _message_event(self, message: Message) -> Json:
        return {
            **message.as_json(),
            "channel": message.channel.id,
            "channel_type": message.channel.kind,
            "event_ts": message.ts,
        }
