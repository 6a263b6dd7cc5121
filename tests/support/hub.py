"""The real application on a free loopback port, a small firm in it, and people with sockets.

`hub` starts it on `database_url`. `start_server` does the same for other assemblies.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import aiohttp
import pytest
import socketio
from aiohttp import web

from bot.console import ConsoleBot
from hub import logs
from hub.access import Asker, contact_asker, house_asker, staff_asker
from hub.actions.base import drain
from hub.actions.conversations import open_conversation
from hub.actions.sessions import make_sign_in_link, make_widget_key
from hub.assembly import push_of
from hub.cards import Button, Card
from hub.clock import now
from hub.ids import new_id
from hub.realtime.bot_port import Bot, CommandInfo
from hub.realtime.opening import Realtime, open_realtime
from hub.realtime.protocol import asyncapi
from hub.secrets import Sealer
from hub.settings import Settings
from hub.store import close_store, open_store
from hub.tokens import SigningKey, StaffTokens, sign_contact_token
from hub.web.app import make_app
from hub.web.house import WebHouse
from integrations.inbound_mail import read_mail
from integrations.scan import Scanner
from integrations.storage import open_storage
from models.clients import Client, Contact
from models.firm import Firm, Role, Staff

SECRET = "a secret of the tests that is long enough"
PATIENCE = 5.0


class EchoBot:
    """A bot that answers with what it was told; presses are counted by their client id."""

    def __init__(self) -> None:
        self.pressed: dict[str, Card] = {}
        self.fails_with: Exception | None = None

    async def answer(self, text: str, asker: Asker, conversation_id: UUID | None) -> Card:
        if self.fails_with is not None:
            raise self.fails_with
        return Card("echo", text, lines=(asker.name,), buttons=(Button("save", "Save"),))

    async def press(
        self, card_id: UUID, button: str, values: dict[str, str], asker: Asker, client_id: str
    ) -> Card:
        done = Card("echo", button, lines=tuple(values.values()), state="done")
        return self.pressed.setdefault(client_id, done.kept_as(card_id, now()))

    def commands(self, language: str) -> list[CommandInfo]:
        return [CommandInfo("hours", "hours 1.5 Acme VAT", language)]


@dataclass
class Socket:
    """One person's socket: asks and waits; everything that came is in `heard`."""

    client: socketio.AsyncClient
    namespace: str
    heard: list[tuple[str, Any]] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    is_open: bool = True

    async def ask(self, event: str, payload: object = None, within: float = PATIENCE) -> Any:
        """The acknowledgement."""
        given = {} if payload is None else payload
        return await self.client.call(event, given, namespace=self.namespace, timeout=within)

    async def emit(self, event: str, payload: object) -> None:
        await self.client.emit(event, payload, namespace=self.namespace)

    async def send(self, conversation: str, body: str, **more: Any) -> Any:
        asked = {"conversation": conversation, "client_id": str(uuid4()), "body": body, **more}
        return await self.ask("message.send", asked)

    def got(self, event: str) -> list[Any]:
        return [payload for name, payload in self.heard if name == event]

    async def until(self, event: str, count: int = 1, within: float = PATIENCE) -> list[Any]:
        """The first `count` events of this name, when they are there."""
        async with asyncio.timeout(within):
            while len(self.got(event)) < count:
                self._news.clear()
                await self._news.wait()
        return self.got(event)[:count]

    async def until_closed(self, within: float = PATIENCE) -> None:
        async with asyncio.timeout(within):
            while self.is_open:
                self._news.clear()
                await self._news.wait()

    async def close(self) -> None:
        await self.client.disconnect()

    def hear(self, event: str, payload: Any = None) -> None:
        self.heard.append((event, payload))
        self._news.set()

    def shut(self) -> None:
        self.is_open = False
        self._news.set()


@dataclass
class Running:
    """The server with its small firm. People and conversations by short names."""

    base_url: str
    settings: Settings
    realtime: Realtime
    runner: web.AppRunner
    bot: Any
    sealer: Sealer
    tokens: StaffTokens
    key: SigningKey
    firm: Firm
    staff: dict[str, Staff] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    conversations: dict[str, str] = field(default_factory=dict)
    sockets: list[Socket] = field(default_factory=list)
    browsers: list[aiohttp.ClientSession] = field(default_factory=list)

    @cached_property
    def http(self) -> aiohttp.ClientSession:
        return self.browser()

    def browser(self) -> aiohttp.ClientSession:
        """A client with cookies of its own; it is closed with the server."""
        session = aiohttp.ClientSession(self.base_url, cookie_jar=aiohttp.CookieJar(unsafe=True))
        self.browsers.append(session)
        return session

    def contact_token(self, name: str = "aino", **changes: Any) -> str:
        contact = self.contacts[name]
        number = next(each.number for each in self.clients.values() if each.id == contact.client_id)
        given = {"subject": contact.external_id, "client_number": number, "name": contact.name}
        return sign_contact_token(changes.pop("key", self.key), **{**given, **changes})

    def staff_token(self, name: str = "anna", session_id: UUID | None = None) -> str:
        return self.tokens.sign(self.staff[name].id, self.firm.id, session_id)

    def asker(self, name: str) -> Asker:
        if name in self.staff:
            return staff_asker(self.staff[name], "console")
        return contact_asker(self.contacts[name])

    async def contact_socket(self, name: str = "aino", **auth: Any) -> Socket:
        return await self.socket("/client", {"token": self.contact_token(name), **auth})

    async def staff_socket(self, name: str = "anna", **auth: Any) -> Socket:
        return await self.socket("/staff", {"token": self.staff_token(name), **auth})

    async def socket(
        self, namespace: str, auth: object, transports: Sequence[str] = ("websocket",)
    ) -> Socket:
        """Raises socketio.exceptions.ConnectionError when it is refused."""
        client = socketio.AsyncClient(reconnection=False)
        socket = Socket(client, namespace)
        client.on("*", socket.hear, namespace=namespace)
        client.on("disconnect", lambda *_: socket.shut(), namespace=namespace)
        try:
            await client.connect(
                self.base_url,
                namespaces=[namespace],
                auth=auth,
                transports=list(transports),
                wait_timeout=5,
            )
        except BaseException:
            await client.disconnect()
            raise
        self.sockets.append(socket)
        return socket

    async def say(self, text: str, by: str = "anna", conversation: str | None = None) -> Card:
        """What the bot answers to a sentence of a staff member."""
        place = UUID(conversation) if conversation else None
        card: Card = await self.bot.answer(text, self.asker(by), place)
        return card

    async def sign_in(self, name: str = "anna") -> tuple[aiohttp.ClientSession, str]:
        """A browser with a session cookie, and its CSRF token."""
        house = house_asker(self.firm)
        link = await make_sign_in_link(house, self.staff[name].id, base_url=self.base_url)
        browser = self.browser()
        answer = await browser.post("/api/session", json={"token": link.rsplit("/", 1)[-1]})
        assert answer.status == 200, await answer.text()
        return browser, (await answer.json())["csrf"]

    async def close(self) -> None:
        for socket in self.sockets:
            await socket.close()
        for browser in self.browsers:
            await browser.close()
        await self.runner.cleanup()


@asynccontextmanager
async def start_server(
    database_url: str,
    data: Path,
    *,
    bot: Bot | None = None,
    scanner: Scanner | None = None,
    redis_url: str = "",
    port: int = 0,
    firm: Firm | None = None,
    **changes: Any,
) -> AsyncIterator[Running]:
    """Open the store, assemble the application as `kirjuri serve` does, serve, and end it all."""
    settings = Settings(
        _env_file=None,
        data=data,
        database_url=database_url,
        redis_url=redis_url,
        secret=SECRET,
        **{"demo": True, **changes},
    )
    logs.set_up_logs("json", "WARNING")
    await open_store(database_url)
    try:
        async with _serving(settings, bot or EchoBot(), scanner, port) as running:
            await fill_people(running)
            yield running
    finally:
        await drain(PATIENCE)
        await close_store()


@asynccontextmanager
async def _serving(
    settings: Settings, bot: Bot, scanner: Scanner | None, port: int
) -> AsyncIterator[Running]:
    secret = settings.secret.get_secret_value()
    sealer, tokens = Sealer(secret), StaffTokens(secret)
    house = WebHouse(
        settings,
        bot,
        sealer,
        tokens,
        open_storage(settings.storage_url, settings.files_folder),
        scanner,
        read_mail=read_mail,
        push=push_of(settings),
        asyncapi=asyncapi("test"),
        assets=settings.data / "assets",
    )
    app = make_app(house)
    realtime = open_realtime(
        app,
        bot,
        sealer=sealer,
        tokens=tokens,
        base_url=settings.base_url,
        redis_url=settings.redis_url,
    )

    async def run(_: web.Application) -> AsyncIterator[None]:
        await realtime.start()
        yield

    async def stop(_: web.Application) -> None:
        await realtime.stop()

    app.cleanup_ctx.append(run)
    app.on_shutdown.append(stop)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=settings.shutdown_seconds)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    firm = await Firm.first() or await Firm.create(
        name="Tilitoimisto Testi", language="fi", is_demo=True
    )
    address = runner.addresses[0]
    key = SigningKey("", firm.id, "HS256", "")
    running = Running(
        f"http://127.0.0.1:{address[1]}",
        settings,
        realtime,
        runner,
        bot,
        sealer,
        tokens,
        key,
        firm,
    )
    try:
        yield running
    finally:
        await running.close()


async def fill_people(hub: Running) -> None:
    """Two clients with three contacts, three of the staff, a conversation with each client."""
    house = house_asker(hub.firm)
    kid, secret = await make_widget_key(house, hub.sealer, allowed_origins=["https://firm.example"])
    hub.key = SigningKey(kid, hub.firm.id, "HS256", secret)
    for name, role in (("anna", Role.OWNER), ("mikko", Role.ACCOUNTANT), ("liisa", Role.ASSISTANT)):
        hub.staff[name] = await Staff.get_or_none(
            firm_id=hub.firm.id, email=f"{name}@firm.example"
        ) or await Staff.create(
            firm_id=hub.firm.id,
            name=name.title(),
            email=f"{name}@firm.example",
            role=role,
            language="en",
        )
    for number, company, people in (
        ("1001", "Acme Oy", ("aino", "eero")),
        ("1002", "Beta Oy", ("bertta",)),
    ):
        client, is_new = await Client.get_or_create(
            firm_id=hub.firm.id,
            number=number,
            defaults={"name": company, "search_text": company.casefold()},
        )
        hub.clients[company.split()[0].lower()] = client
        for name in people:
            hub.contacts[name], _ = await Contact.get_or_create(
                firm_id=hub.firm.id,
                client_id=client.id,
                external_id=f"user-{name}",
                defaults={
                    "name": name.title(),
                    "email": f"{name}@client.example",
                    "language": "en",
                },
            )
        if is_new:
            opened = await open_conversation(staff_asker(hub.staff["anna"], "demo"), client=number)
            hub.conversations[company.split()[0].lower()] = str(opened)


@pytest.fixture
async def hub(database_url: str, tmp_path: Path) -> AsyncIterator[Running]:
    """The server on this test's database."""
    async with start_server(database_url, tmp_path / "data") as running:
        yield running


@pytest.fixture
async def bot_hub(database_url: str, tmp_path: Path) -> AsyncIterator[Running]:
    """The same with the real bot: `await bot_hub.say("help", by="anna")`."""
    async with start_server(database_url, tmp_path / "data", bot=ConsoleBot()) as running:
        yield running


def fresh_id() -> str:
    return str(new_id())
