"""The servers that tests need, found or started as `./run test` does it; and a Redis for a test."""

import importlib
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType
from typing import NoReturn
from urllib.parse import urlsplit

import pytest
from redis import Redis

CI_FOLDER = Path(__file__).resolve().parents[2] / ".ci"
REDIS_DATABASES = 16


def services() -> ModuleType:
    """`.ci/services.py`, which is in no package."""
    if str(CI_FOLDER) not in sys.path:
        sys.path.append(str(CI_FOLDER))
    return importlib.import_module("services")


def without(how_to_get: str) -> NoReturn:
    """In CI a server that cannot be had is a failure; else those tests are loudly left out."""
    if os.environ.get("CI"):
        pytest.fail(how_to_get)
    pytest.skip(how_to_get)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """A Redis for this run: the one that is named, else one of our own, else the usual port."""
    with ExitStack() as started:
        # On a shared one, another run's tests would empty what ours wrote.
        own = None if os.environ.get("KIRJURI_TEST_REDIS") else _start_redis(started)
        found = own or services().redis(started)
        yield found or without(services().HOW_TO_GET["KIRJURI_TEST_REDIS"])


def _start_redis(started: ExitStack) -> str | None:
    program = shutil.which("redis-server")
    return services().start_redis(program, started) if program else None


@pytest.fixture
def redis_url(redis_server: str, worker_id: str) -> str:
    """The address of an empty database in Redis, one for each process of pytest-xdist.

    Channels are shared by all databases of a server: give them a name of the test's own.
    """
    number = int(worker_id.removeprefix("gw") or 0) if worker_id != "master" else 0
    url = urlsplit(redis_server)._replace(path=f"/{number % REDIS_DATABASES}").geturl()
    with Redis.from_url(url) as redis:
        redis.flushdb()
    return url
