"""The servers that are measured, each a process of its own: the product, and the bare reference."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from hub.access import house_asker, staff_asker
from hub.actions.conversations import open_conversation
from hub.actions.sessions import make_widget_key
from hub.secrets import Sealer
from hub.store import close_store, open_store
from hub.tokens import SigningKey, sign_contact_token
from models.clients import Client, Contact
from models.firm import Firm, Role, Staff
from tests.bench.measure import Seat, Target
from tests.support.installation import SECRET, Program, answers, free_port

ROOMS = 100
MEMBERS = 3
REFERENCE = Path(__file__).with_name("reference_server.py")


async def found_firm(database_url: str) -> list[Seat]:
    """A firm with a conversation a client and three contacts in each; gives their seats."""
    await open_store(database_url)
    try:
        firm = await Firm.create(name="Bench Oy", language="en")
        kid, secret = await make_widget_key(house_asker(firm), Sealer(SECRET), allowed_origins=[])
        key = SigningKey(kid, firm.id, "HS256", secret)
        anna = staff_asker(
            await Staff.create(
                firm_id=firm.id, name="Anna", email="anna@firm.example", role=Role.OWNER
            ),
            "demo",
        )
        seats = []
        for number in range(1001, 1001 + ROOMS):
            client = await Client.create(firm_id=firm.id, number=str(number), name=f"Oy {number}")
            opened = str(await open_conversation(anna, client=client.number))
            for place in range(MEMBERS):
                person = await Contact.create(
                    firm_id=firm.id,
                    client_id=client.id,
                    external_id=f"{number}-{place}",
                    name=f"Person {place}",
                    email=f"{number}-{place}@client.example",
                )
                token = sign_contact_token(
                    key, subject=person.external_id, client_number=client.number, name=person.name
                )
                seats.append(Seat("/client", token, opened))
        return seats
    finally:
        await close_store()


async def new_postgres(dsn: str) -> str:
    """An empty database of our own on this server; gives its address."""
    address = urlsplit(dsn)._replace(path=f"/kirjuri_bench_{os.getpid()}").geturl()
    await _say(dsn, f"CREATE DATABASE {_name(address)}")
    return address


async def drop_postgres(dsn: str, address: str) -> None:
    await _say(dsn, f"DROP DATABASE {_name(address)} WITH (FORCE)")


def _name(address: str) -> str:
    return urlsplit(address).path.strip("/")


async def _say(dsn: str, sql: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


def reference_seats() -> list[Seat]:
    # hubload numbers its rooms itself; ours are named alike.
    return [Seat("/", "", f"r{room}") for room in range(ROOMS) for _ in range(MEMBERS)]


@asynccontextmanager
async def product(folder: Path, database_url: str, seats: list[Seat]) -> AsyncIterator[Target]:
    """`kirjuri serve` on this database."""
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("KIRJURI_")},
        "KIRJURI_DATA": str(folder / "data"),
        "KIRJURI_DATABASE_URL": database_url,
        "KIRJURI_SECRET": SECRET,
    }
    command = [sys.executable, "-m", "hub", "serve", "--port", str(port)]
    async with _running(command, port, folder / "product.log", environment) as pid:
        yield Target("kirjuri", port, pid, seats)


@asynccontextmanager
async def reference(folder: Path) -> AsyncIterator[Target]:
    port = free_port()
    command = [sys.executable, str(REFERENCE), str(port)]
    async with _running(command, port, folder / "reference.log", dict(os.environ)) as pid:
        yield Target("echo", port, pid, reference_seats())


@asynccontextmanager
async def _running(
    command: list[str], port: int, log: Path, environment: dict[str, str]
) -> AsyncIterator[int]:
    program = _start(command, port, log, environment)
    try:
        await answers(f"{program.address}/readyz", program)
        yield program.process.pid
    finally:
        program.stop()


def _start(command: list[str], port: int, log: Path, environment: dict[str, str]) -> Program:
    with log.open("ab") as out:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
    return Program(process, f"http://127.0.0.1:{port}", log)
