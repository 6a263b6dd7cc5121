"""The product as its users run it: real processes, started, killed and asked through its doors."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import socketio

from hub.demo.seed import seed
from hub.secrets import Sealer
from hub.store import close_store, open_store

SECRET = "a secret of the tests that is long enough"
START_S = 30.0
PATIENCE_S = 15.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Program:
    """A running program of ours; what it says goes to a file."""

    process: subprocess.Popen[bytes]
    address: str
    log: Path

    def kill(self) -> None:
        """As a machine that dies: no goodbye."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=10)

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(timeout=15)


@dataclass
class Installation:
    """One firm's installation: environment, processes, people."""

    folder: Path
    environment: dict[str, str]
    programs: list[Program] = field(default_factory=list)
    sockets: list["Person"] = field(default_factory=list)

    def cli(self, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """A command of `kirjuri` on this installation."""
        return subprocess.run(
            [sys.executable, "-m", "hub", *words],
            env=self.environment,
            input=given,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )

    def start(self, *words: str, port: int, name: str) -> Program:
        log = self.folder / f"{name}.log"
        with log.open("ab") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "hub", *words],
                env=self.environment,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        program = Program(process, f"http://127.0.0.1:{port}", log)
        self.programs.append(program)
        return program

    async def hub(self, name: str = "hub") -> Program:
        """One hub process, serving and ready."""
        port = free_port()
        program = self.start("serve", "--port", str(port), port=port, name=f"{name}-{port}")
        await answers(f"{program.address}/readyz", program)
        return program

    async def sandbox(self, *faults: str) -> Program:
        port = free_port()
        file = self.folder / "procountor.sqlite3"
        words = ["sandbox", "procountor", "--port", str(port), "--file", str(file)]
        words += [word for fault in faults for word in ("--fault", fault)]
        program = self.start(*words, port=port, name="sandbox")
        await answers(program.address, program)
        self.environment["KIRJURI_PROCOUNTOR_URL"] = f"{program.address}/api"
        return program

    async def contact(self, hub: Program, email: str, client: str) -> "Person":
        token = await asyncio.to_thread(
            self.cli, "token", "--contact", email, "--client", client, "--minutes", "60"
        )
        return await self._person(hub, "/client", token)

    async def staff(self, hub: Program, email: str) -> "Person":
        token = await asyncio.to_thread(self.cli, "token", "--staff", email, "--minutes", "60")
        return await self._person(hub, "/staff", token)

    async def _person(
        self, hub: Program, namespace: str, token: subprocess.CompletedProcess[str]
    ) -> "Person":
        assert token.returncode == 0, token.stderr
        person = Person(hub.address, namespace, token.stdout.strip())
        await person.connect()
        self.sockets.append(person)
        return person


class Person:
    """Somebody with a socket who behaves as the widget does: sends until acknowledged, syncs."""

    def __init__(self, address: str, namespace: str, token: str) -> None:
        self.address = address
        self.namespace = namespace
        self.token = token
        self.entries: dict[str, dict[int, dict[str, Any]]] = {}
        self.doubled: list[Any] = []
        self.hello: dict[str, Any] = {}
        self._client: socketio.AsyncClient | None = None

    async def connect(self, address: str = "") -> None:
        """Connect (anew, perhaps to another process), say hello, fetch what is missing."""
        self.address = address or self.address
        await self.close()
        client = socketio.AsyncClient(reconnection=False)
        client.on("entry", self._take, namespace=self.namespace)
        client.on("resync", self._resync, namespace=self.namespace)
        try:
            await client.connect(
                self.address,
                namespaces=[self.namespace],
                auth={"token": self.token},
                transports=["websocket"],
            )
        except BaseException:
            await _leave(client)
            raise
        self._client = client
        self.hello = await self.ask("hello", {})
        await self.sync()

    async def ask(self, event: str, payload: dict[str, Any]) -> dict[str, Any]:
        assert self._client is not None
        answer: dict[str, Any] = await self._client.call(
            event, payload, namespace=self.namespace, timeout=8
        )
        return answer

    async def send(self, conversation: str, body: str, elsewhere: str = "") -> dict[str, Any]:
        """Send until it is acknowledged, always with the same client_id."""
        wanted = {"conversation": conversation, "client_id": str(uuid4()), "body": body}
        async with asyncio.timeout(PATIENCE_S * 2):
            while True:
                try:
                    answer = await self.ask("message.send", wanted)
                    assert answer["ok"], answer
                    return answer
                except (socketio.exceptions.SocketIOError, AssertionError, OSError):
                    await asyncio.sleep(0.2)
                    with suppress(socketio.exceptions.SocketIOError, OSError):
                        await self.connect(elsewhere)

    async def sync(self) -> None:
        """Fetch what is missing; what came alive meanwhile does not hide a gap before it."""
        for conversation in [each["id"] for each in self.hello["conversations"]]:
            while True:
                asked = {"have": {conversation: self._have(conversation)}}
                [answer] = (await self.ask("sync", asked))["conversations"]
                for entry in answer["entries"]:
                    await self._take(entry)
                if answer["complete"]:
                    break

    def _have(self, conversation: str) -> int:
        """Up to where the log is whole."""
        entries, have = self.entries.get(conversation, {}), 0
        while have + 1 in entries:
            have += 1
        return have

    async def until(self, holds: Callable[[], bool], what: str = "") -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not holds():
                await asyncio.sleep(0.05)
        assert holds(), what

    def texts(self, conversation: str) -> list[str]:
        """Messages in the order of their numbers."""
        entries = self.entries.get(conversation, {})
        return [
            entries[seq]["body"] for seq in sorted(entries) if entries[seq]["kind"] == "message"
        ]

    def cards(self, conversation: str, kind: str) -> list[dict[str, Any]]:
        """The newest state of each card of a kind."""
        entries = self.entries.get(conversation, {})
        newest = {
            entries[seq]["card"]["id"]: entries[seq]["card"]
            for seq in sorted(entries)
            if entries[seq]["kind"] == "card"
        }
        return [card for card in newest.values() if card["kind"] == kind]

    def conversation(self, client: str) -> dict[str, Any]:
        return next(each for each in self.hello["conversations"] if each["client"] == client)

    async def press(self, card: dict[str, Any], button: str, **values: str) -> dict[str, Any]:
        answer = await self.ask(
            "card.press",
            {"card": card["id"], "button": button, "values": values, "client_id": str(uuid4())},
        )
        assert answer["ok"], answer
        pressed: dict[str, Any] = answer["card"]
        return pressed

    async def command(self, text: str, conversation: str | None = None) -> dict[str, Any]:
        payload = {"text": text, **({"conversation": conversation} if conversation else {})}
        return await self.ask("command", payload)

    async def _resync(self, _: object = None) -> None:
        with suppress(socketio.exceptions.SocketIOError):
            await self.sync()

    async def _take(self, entry: dict[str, Any]) -> None:
        kept = self.entries.setdefault(entry["conversation"], {})
        known = kept.get(entry["seq"])
        if known is not None and known["id"] != entry["id"]:
            self.doubled.append((known, entry))
        kept[entry["seq"]] = entry

    async def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await _leave(client)


async def _leave(client: socketio.AsyncClient) -> None:
    """Also where the connection never came about: the library forgets its HTTP session then."""
    with suppress(Exception):
        await client.disconnect()
    if client.eio.http is not None:
        await client.eio.http.close()


@asynccontextmanager
async def installed(
    folder: Path, database_url: str, *, redis_url: str = "", **settings: str
) -> AsyncIterator[Installation]:
    """A firm in the database (the demo's), with the environment of its processes."""
    await open_store(database_url)
    try:
        await seed(Sealer(SECRET), "http://127.0.0.1")
    finally:
        await close_store()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("KIRJURI_")},
        "KIRJURI_DATA": str(folder / "data"),
        "KIRJURI_DATABASE_URL": database_url,
        "KIRJURI_REDIS_URL": redis_url,
        "KIRJURI_SECRET": SECRET,
        "KIRJURI_PROCOUNTOR_CLIENT_ID": "sandbox-client",
        "KIRJURI_PROCOUNTOR_CLIENT_SECRET": "sandbox-secret",
        "KIRJURI_PROCOUNTOR_API_KEY": "sandbox-key",
        "KIRJURI_PROCOUNTOR_IS_SANDBOX": "true",
        "KIRJURI_OWN_IBAN": "FI2112345600000785",
        "KIRJURI_JOB_SECONDS": "0.2",
        "LC_ALL": "C.UTF-8",
        **settings,
    }
    (folder / "data").mkdir(parents=True, exist_ok=True)
    installation = Installation(folder, environment)
    try:
        yield installation
    finally:
        for person in installation.sockets:
            await person.close()
        for program in installation.programs:
            if program.process.poll() is None:
                with suppress(subprocess.TimeoutExpired):
                    program.stop()
            if program.process.poll() is None:
                program.kill()


async def answers(address: str, program: Program) -> None:
    """Wait until an address answers 200."""
    async with aiohttp.ClientSession() as http, asyncio.timeout(START_S):
        while True:
            assert program.process.poll() is None, program.log.read_text()[-3000:]
            with suppress(aiohttp.ClientError):
                async with http.get(address) as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.1)


async def in_store(url: str, work: Callable[[], Awaitable[Any]]) -> Any:
    """Do something to the rows beside the running processes: for setting up, not for proving."""
    await open_store(url)
    try:
        return await work()
    finally:
        await close_store()


async def sandbox_invoices(sandbox: Program) -> list[dict[str, Any]]:
    """Every invoice in the sandbox, through its own API."""
    async with aiohttp.ClientSession(sandbox.address) as http:
        form = {
            "grant_type": "client_credentials",
            "client_id": "sandbox-client",
            "client_secret": "sandbox-secret",
            "api_key": "sandbox-key",
        }
        async with http.post("/api/oauth/token", data=form) as answer:
            token = (await answer.json())["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        async with http.get("/api/invoices", headers=headers) as answer:
            found: list[dict[str, Any]] = json.loads(await answer.text())["results"]
            return found
