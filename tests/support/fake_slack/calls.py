"""One Web API call: who calls, with what, and how a method refuses."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.support.fake_slack.contract import may_fail_with
from tests.support.fake_slack.world import Channel, Message, Team, Token

if TYPE_CHECKING:
    from tests.support.fake_slack.server import FakeSlack

Json = dict[str, Any]
Handler = Callable[["Call"], Awaitable[Json]]
HANDLERS: dict[str, Handler] = {}


class RefusalError(Exception):
    """Slack answers ok: false with this error name."""

    def __init__(self, error: str, *messages: str) -> None:
        super().__init__(error)
        self.error = error
        self.messages = messages


@dataclass(frozen=True)
class Recorded:
    """An outgoing call as the fake got it, for the contract checks."""

    method: str
    arguments: Json
    content_type: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Call:
    slack: "FakeSlack"
    method: str
    arguments: Json
    token: Token | None

    @property
    def team(self) -> Team:
        if self.token is None:
            raise self.refuse("not_authed")
        return self.token.team

    def refuse(self, error: str, *messages: str) -> RefusalError:
        if not may_fail_with(self.method, error):
            raise AssertionError(f"the fake invents the error {error} for {self.method}")
        return RefusalError(error, *messages)

    def text(self, name: str, default: str = "") -> str:
        value = self.arguments.get(name)
        return default if value is None else str(value)

    def flag(self, name: str) -> bool:
        return str(self.arguments.get(name)).lower() in {"1", "true"}

    def channel(self, name: str = "channel") -> Channel:
        """Find a channel of the caller's team that the bot may see."""
        channel = self.slack.world.channels.get(self.text(name))
        user = self.slack.world.users.get(self.text(name))
        if channel is None and user is not None and user.team is self.team:
            channel = self.slack.world.im_with(user)
        if channel is None or channel.team is not self.team:
            raise self.refuse("channel_not_found")
        if channel.is_private and self.team.bot_user_id not in channel.members:
            raise self.refuse("channel_not_found")
        self.need_scope_for(channel)
        return channel

    def need_scope_for(self, channel: Channel) -> None:
        """Check that the token holds the scope of this kind of conversation."""
        prefix = {"im": "im:", "group": "groups:", "channel": "channels:"}[channel.kind]
        wanted = {s for s in self.slack.scopes_of(self.method) if s.startswith(prefix)}
        if self.token and wanted and not wanted & self.token.scopes:
            raise self.refuse("missing_scope")

    def message(self, ts_name: str) -> Message:
        message = self.channel().messages.get(self.text(ts_name))
        if message is None:
            raise self.refuse("message_not_found")
        return message


def method(name: str) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        HANDLERS[name] = handler
        return handler

    return register
