"""What the HTTP side is handed by assembly, and how its handlers reach it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from aiohttp import web

from hub.actions.files import Scanner, Storage
from hub.actions.inbound_mail import MailReader
from hub.actions.push import PushSender
from hub.secrets import Sealer
from hub.settings import Settings
from hub.tokens import StaffTokens

ASSETS = Path(__file__).with_name("assets")

ReadyCheck = Callable[[], Awaitable[bool]]


class CommandInfo(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def usage(self) -> str: ...
    @property
    def summary(self) -> str: ...


class CommandList(Protocol):
    """The part of the bot that HTTP shows."""

    def commands(self, language: str) -> Sequence[CommandInfo]: ...


@dataclass(frozen=True)
class WebHouse:
    settings: Settings
    bot: CommandList
    sealer: Sealer
    tokens: StaffTokens
    storage: Storage
    # None: nothing scans, and what the sniffing passes is clean.
    scanner: Scanner | None = None
    # None: no mail comes in.
    read_mail: MailReader | None = None
    # None: no browser is pushed to.
    push: PushSender | None = None
    # Named checks of `/readyz`: database, Redis.
    ready: Mapping[str, ReadyCheck] = field(default_factory=dict)
    # The socket protocol's document; it is made where the sockets are.
    asyncapi: Mapping[str, Any] = field(default_factory=dict)
    assets: Path = ASSETS


HOUSE = web.AppKey("house", WebHouse)


def house_of(request: web.Request) -> WebHouse:
    return request.app[HOUSE]
