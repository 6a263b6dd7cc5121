"""`kirjuri demo` as a process of its own, for the tests of a file."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.support.installation import free_port

START_S = 60
KIRJURI = (sys.executable, "-m", "hub")


@dataclass
class Demo:
    """`kirjuri demo` in a process of its own, which may be killed and started again."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        people = self.folder / "demo-people.json"
        people.unlink(missing_ok=True)
        with (self.folder.parent / "demo.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*KIRJURI, "demo", "--port", str(self.port), "--data", str(self.folder)],
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )
        self._wait(people)

    def _wait(self, people: Path) -> None:
        for _ in range(START_S * 10):
            assert self.process is not None
            assert self.process.poll() is None, "the demo ended"
            with suppress(URLError, OSError):
                if urlopen(f"{self.address}/readyz").status == 200 and people.is_file():
                    return
            time.sleep(0.1)
        pytest.fail("the demo did not start")

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    @property
    def people(self) -> dict[str, list[dict[str, str]]]:
        found: dict[str, list[dict[str, str]]] = json.loads(
            (self.folder / "demo-people.json").read_text()
        )
        return found

    def cli(self, *words: str) -> str:
        """What a command prints that is done."""
        done = self.run(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def run(self, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """A command on this demo, whatever comes of it; in English."""
        return subprocess.run(
            [*KIRJURI, *words, "--data", str(self.folder)],
            input=given,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo for the tests of one file."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    folder.mkdir()
    demo = Demo(folder, free_port())
    demo.start()
    yield demo
    if demo.process is not None:
        demo.process.terminate()
        demo.process.wait(timeout=15)
