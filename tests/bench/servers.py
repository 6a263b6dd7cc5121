"""The servers that are measured, each a process of its own: the product, and the bare reference."""

import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from tests.bench.measure import MEMBERS, ROOMS, Seat, Target
from tests.support.installation import SECRET, Program, answers, free_port

REFERENCES = Path(__file__).with_name("reference")


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


def reference_seats(rooms: int = ROOMS, members: int = MEMBERS) -> list[Seat]:
    # hubload numbers its rooms itself; ours are named alike.
    return [Seat("/", "", f"r{room}") for room in range(rooms) for _ in range(members)]


@asynccontextmanager
async def product(
    folder: Path, database_url: str, seats: list[Seat], *, redis_url: str = ""
) -> AsyncIterator[Target]:
    """`kirjuri serve` on this database."""
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("KIRJURI_")},
        "KIRJURI_DATA": str(folder / "data"),
        "KIRJURI_DATABASE_URL": database_url,
        "KIRJURI_SECRET": SECRET,
        **({"KIRJURI_REDIS_URL": redis_url} if redis_url else {}),
    }
    command = [sys.executable, "-m", "hub", "serve", "--port", str(port)]
    async with _running(command, port, folder / "product.log", environment) as pid:
        yield Target("kirjuri", port, pid, seats)


def has_node() -> bool:
    """Whether Node and what its server needs are there: `npm ci` in tests/bench/reference."""
    return shutil.which("node") is not None and (REFERENCES / "node_modules").is_dir()


@asynccontextmanager
async def reference(
    folder: Path, kind: str = "stock", seats: list[Seat] | None = None
) -> AsyncIterator[Target]:
    """`stock`, `raw`, or `node-none`, `node-insert`, `node-group` by what is stored first."""
    port = free_port()
    store = kind.removeprefix("node-")
    if store == kind:
        command = [sys.executable, str(REFERENCES / f"{kind}_server.py"), str(port)]
    else:
        database = folder / f"node-{port}.sqlite3"
        command = ["node", str(REFERENCES / "node_server.js"), str(port), store, str(database)]
    async with _running(command, port, folder / "reference.log", dict(os.environ)) as pid:
        yield Target("raw" if kind == "raw" else "echo", port, pid, seats or reference_seats())


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
