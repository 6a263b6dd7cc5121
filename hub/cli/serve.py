"""`kirjuri serve`: production, in one process or many that share a port."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from hub.assembly import assemble
from hub.cli.base import Data, app, opened_store, refuse, run, settings_of, show
from hub.logs import set_up_logs
from hub.serving import serve_until_stopped
from hub.settings import Settings

CHILD = "KIRJURI_CHILD"
# A process that ends sooner with a code has refused to start.
HASTY_S = 5.0


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 0,
    processes: Annotated[int, typer.Option(min=1, max=64, help="How many share the port.")] = 1,
    data: Data = None,
) -> None:
    """Serve in production: settings from KIRJURI_* or a .env file.

    Refuses to start on a missing or weak secret and says which. Several processes need
    PostgreSQL or SQLite on a local disk, and Redis (KIRJURI_REDIS_URL).
    """
    settings = _with(settings_of(data), host=host, port=port)
    if weak := settings.weak_points():
        refuse(f"missing or weak, at least 32 characters each: {', '.join(weak)}")
    if processes > 1 and not settings.redis_url:
        refuse("several processes need KIRJURI_REDIS_URL, or messages would miss their readers")
    run(_check_store(settings))
    if processes > 1:
        raise typer.Exit(_many(processes, settings, data))
    run(_serve(settings, reuse_port=CHILD in os.environ))


async def _check_store(settings: Settings) -> None:
    """Refuses a database that does not answer, or is not there, or is not up to date."""
    async with opened_store(settings):
        pass


async def _serve(settings: Settings, *, reuse_port: bool) -> None:
    set_up_logs(settings.log_format, settings.log_level)
    try:
        await serve_until_stopped(
            assemble(settings, has_polling=not reuse_port), reuse_port=reuse_port
        )
    except OSError as error:
        refuse(f"cannot listen on {settings.host}:{settings.port}: {error.strerror}")


def _with(settings: Settings, **given: Any) -> Settings:
    return settings.model_copy(update={name: value for name, value in given.items() if value})


def _many(processes: int, settings: Settings, data: Path | None) -> int:
    """Keep so many children alive until told to stop; one that dies is started again."""
    command = [sys.executable, "-m", "hub", "serve", "--host", settings.host]
    command += ["--port", str(settings.port), *(["--data", str(data)] if data else [])]
    environment = {**os.environ, CHILD: "1"}
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, stop)
    children = [_start(command, environment) for _ in range(processes)]
    show(f"{processes} processes on http://{settings.host}:{settings.port}")
    code = 0
    while not stopping:
        time.sleep(0.2)
        for place, (child, since) in enumerate(children):
            if child.poll() is None:
                continue
            if child.returncode > 0 and time.monotonic() - since < HASTY_S:
                # It refused to start, and said why; the next one would, too.
                code, stopping = child.returncode, True
                break
            children[place] = _start(command, environment)
    return max([code, *(_end(child) for child, _ in children)])


def _start(
    command: list[str], environment: dict[str, str]
) -> tuple[subprocess.Popen[bytes], float]:
    """A child, and when it was started."""
    child = subprocess.Popen(command, env=environment)  # noqa: S603 - our own program
    return child, time.monotonic()


def _end(child: subprocess.Popen[bytes]) -> int:
    """Ask a child to end, and in the end make it; 0 unless it failed by itself."""
    child.terminate()
    try:
        return max(child.wait(timeout=10), 0)
    except subprocess.TimeoutExpired:
        child.kill()
        return max(child.wait(), 0)
