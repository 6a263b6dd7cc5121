"""What people do in Slack: write, edit, react, press, submit. Each waits until Slack has told it."""

import json
import secrets
import time
from typing import Any

from tests.support.fake_slack.chat import with_block_ids
from tests.support.fake_slack.lengths import problems_of_view
from tests.support.fake_slack.pushes import Answer, Pusher
from tests.support.fake_slack.responses import ResponseTarget
from tests.support.fake_slack.setup import Setup
from tests.support.fake_slack.state import state_of
from tests.support.fake_slack.tellings import Tellings
from tests.support.fake_slack.views import Trigger
from tests.support.fake_slack.world import APP_ID, Channel, Ephemeral, Message, User, View

Json = dict[str, Any]


class Humans(Setup, Tellings):
    pushes: Pusher
    triggers: dict[str, Trigger]
    responses: dict[str, ResponseTarget]

    # --- messages ---

    async def post(
        self,
        user: User,
        channel: Channel,
        text: str,
        thread_ts: str | None = None,
        *,
        broadcast: bool = False,
    ) -> Message:
        subtype = "thread_broadcast" if broadcast else None
        message = Message(
            channel, self.world.new_ts(), text, user=user.id, thread_ts=thread_ts, subtype=subtype,
            user_team=user.team.id if user.team is not channel.team else None,
        )  # fmt: skip
        channel.messages[message.ts] = message
        self.tell_posted(message)
        await self.pushes.settle()
        return message

    async def post_as_bot(
        self, channel: Channel, text: str, thread_ts: str | None = None
    ) -> Message:
        """Let another app's bot write."""
        message = Message(
            channel, self.world.new_ts(), text, bot_id="B0OTHER", app_id="A0OTHER",
            username="Other app", thread_ts=thread_ts, subtype="bot_message",
        )  # fmt: skip
        channel.messages[message.ts] = message
        self.tell_posted(message)
        await self.pushes.settle()
        return message

    async def edit(self, user: User, message: Message, text: str) -> None:
        before = message.as_json()
        message.text, message.edited_by = text, user.id
        self.tell_changed(message, before)
        await self.pushes.settle()

    async def delete(self, message: Message) -> None:
        self.drop(message)
        await self.pushes.settle()

    async def react(self, user: User, message: Message, name: str, *, on: bool = True) -> None:
        self.set_reaction(message, user.id, name, on=on)
        await self.pushes.settle()

    async def share_file(
        self,
        user: User,
        channel: Channel,
        name: str,
        content: bytes,
        thread_ts: str | None = None,
        text: str = "",
        *,
        url_private: str | None = None,
    ) -> Message:
        file = self.new_file(channel.team, name, content, user.id)
        file.url_private = url_private
        message = Message(
            channel, self.world.new_ts(), text, user=user.id, thread_ts=thread_ts,
            subtype="file_share", files=[file],
        )  # fmt: skip
        channel.messages[message.ts] = message
        file.shares.setdefault(channel.id, []).append(message.ts)
        self.tell_posted(message)
        await self.pushes.settle()
        return message

    # --- commands and surfaces ---

    async def command(self, user: User, channel: Channel, name: str, text: str) -> Answer:
        form = {
            "token": "verification-token", "team_id": channel.team.id, "team_domain": "fake",
            "channel_id": channel.id, "channel_name": channel.name, "user_id": user.id,
            "user_name": user.name.lower(), "command": name, "text": text,
            "api_app_id": APP_ID, "is_enterprise_install": "false",
            "response_url": self._response_url(ResponseTarget(channel, user)),
            "trigger_id": self.new_trigger(user),
        }  # fmt: skip
        answer = await self.pushes.send_form("/slack/commands", form)
        await self.pushes.settle()
        return answer

    async def press(
        self,
        user: User,
        message: Message,
        action_id: str,
        values: Json | None = None,
        *,
        value: str | None = None,
    ) -> Answer:
        """Press what is on a message; `values` fill its inputs, `value` forges the button's."""
        element = message.buttons[action_id]
        is_ephemeral = isinstance(message, Ephemeral)
        payload = self._payload(user, "block_actions") | {
            "container": {
                "type": "message", "message_ts": message.ts, "channel_id": message.channel.id,
                "is_ephemeral": is_ephemeral,
                **({"thread_ts": message.thread_ts} if message.thread_ts else {}),
            },
            "channel": {"id": message.channel.id, "name": message.channel.name},
            "actions": [self._action(element, value)],
            "state": state_of(message.blocks, values or {}),
            "response_url": self._response_url(ResponseTarget(message.channel, user, message)),
            "trigger_id": self.new_trigger(user),
        }  # fmt: skip
        if not is_ephemeral:
            payload["message"] = message.as_json()
        return await self._interact(payload)

    async def press_in_view(
        self, user: User, view: View, action_id: str, values: Json | None = None
    ) -> Answer:
        shown = Message(self.world.im_with(user), "0", "", blocks=view.payload["blocks"])
        element = shown.buttons[action_id]
        return await self._interact(
            self._payload(user, "block_actions")
            | {
                "container": {"type": "view", "view_id": view.id},
                "view": view.as_json(),
                "actions": [self._action(element, None)],
                "state": state_of(view.payload["blocks"], values or {}),
                "trigger_id": self.new_trigger(user),
            }
        )

    async def submit(self, view: View, values: Json) -> Answer:
        """Submit a modal; the response action is carried out on the stack of views."""
        shown = view.as_json() | {"state": state_of(view.payload["blocks"], values)}
        answer = await self._interact(
            self._payload(view.user, "view_submission")
            | {"view": shown, "trigger_id": self.new_trigger(view.user), "response_urls": []}
        )
        if answer.status == 200:
            self._act_on(view, answer.json() or {})
        return answer

    async def close(self, view: View) -> Answer:
        view.is_open = False
        payload = self._payload(view.user, "view_closed")
        return await self._interact(payload | {"view": view.as_json(), "is_cleared": False})

    async def shortcut(
        self, user: User, callback_id: str, message: Message | None = None
    ) -> Answer:
        """Use a global shortcut, or a message shortcut when a message is given."""
        trigger = {
            "callback_id": callback_id, "trigger_id": self.new_trigger(user),
            "action_ts": self.world.new_ts(),
        }  # fmt: skip
        if message is None:
            return await self._interact(self._payload(user, "shortcut") | trigger)
        channel = message.channel
        payload = self._payload(user, "message_action") | trigger | {
            "channel": {"id": channel.id, "name": channel.name},
            "message": message.as_json(),
            "message_ts": message.ts,
            "response_url": self._response_url(ResponseTarget(channel, user)),
        }  # fmt: skip
        return await self._interact(payload)

    async def options(self, user: User, action_id: str, typed: str, view: View | None) -> Answer:
        payload = self._payload(user, "block_suggestion") | {
            "action_id": action_id, "block_id": "b0", "value": typed,
            "container": {"type": "view", "view_id": view.id if view else ""},
            **({"view": view.as_json()} if view else {}),
        }  # fmt: skip
        return await self.pushes.send_payload("/slack/options", payload)

    async def open_home(self, user: User) -> None:
        self.tell_home_opened(user)
        await self.pushes.settle()

    async def verify_url(self, challenge: str) -> Answer:
        """Ask as Slack does when the address of the events is entered."""
        body = {"token": "verification-token", "challenge": challenge, "type": "url_verification"}
        return await self.pushes.send("/slack/events", json.dumps(body))

    # --- reading ---

    def ephemerals_of(self, user: User) -> list[Ephemeral]:
        return [one for one in self.world.ephemerals if one.to == user.id]

    def stack_of(self, user: User) -> list[View]:
        views = self.world.views.values()
        home = self.world.homes.get(user.id)
        return [v for v in views if v.user is user and v.is_open and v is not home]

    def new_trigger(self, user: User) -> str:
        trigger_id = f"{secrets.token_hex(4)}.{secrets.token_hex(8)}"
        self.triggers[trigger_id] = Trigger(user, time.monotonic())
        return trigger_id

    # --- inner ---

    def _payload(self, user: User, kind: str) -> Json:
        return {
            "type": kind,
            "team": {"id": user.team.id, "domain": "fake"},
            "user": {"id": user.id, "username": user.name.lower(), "team_id": user.team.id},
            "api_app_id": APP_ID,
            "token": "verification-token",
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _action(self, element: Json, value: str | None) -> Json:
        kept = ("type", "action_id", "block_id", "value", "text", "selected_option")
        action = {key: element[key] for key in kept if key in element}
        if value is not None:
            action["value"] = value
        return action | {"action_ts": self.world.new_ts()}

    async def _interact(self, payload: Json) -> Answer:
        answer = await self.pushes.send_payload("/slack/interactive", payload)
        await self.pushes.settle()
        return answer

    def _act_on(self, view: View, response: Json) -> None:
        kind = response.get("response_action")
        if kind == "errors":
            return
        if kind in {"update", "push"}:
            problems = problems_of_view(response["view"])
            if problems:
                raise AssertionError(f"the app answered with a wrong view: {problems}")
            blocks = with_block_ids(response["view"]["blocks"])
            payload = {**response["view"], "blocks": blocks}
            view_hash = secrets.token_hex(8)
            if kind == "update":
                view.payload, view.hash = payload, view_hash
            else:
                new = View(
                    self.world.new_id("V"), view.user, payload, view_hash, view.root_id, view.id
                )
                self.world.views[new.id] = new
            return
        for one in self.stack_of(view.user) if kind == "clear" else [view]:
            one.is_open = False

    def _response_url(self, target: ResponseTarget) -> str:
        key = secrets.token_hex(8)
        self.responses[key] = target
        return f"{self.origin}/response/{key}"
