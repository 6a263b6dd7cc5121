"""The wheel carries the built web pages and runs without Node: what a customer installs, works."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UV = Path(sys.executable).with_name("uv")
STARTS_WITHIN_S = 90
Command = list[str | Path]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from what git knows and the built assets, as `uv build` does it in a clean clone."""
    folder = tmp_path_factory.mktemp("dist")
    # The build's own tools stand in the lock already: nothing unpinned is fetched.
    build: Command = [UV, "build", "--no-build-isolation", "--python", sys.executable]
    subprocess.run(
        [*build, "--out-dir", folder, ROOT], check=True, capture_output=True, timeout=300
    )
    return next(folder.glob("kirjuri-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty virtual environment with the wheel and its locked dependencies, put there by pip."""
    home = tmp_path_factory.mktemp("customer")
    venv.create(home / "venv", with_pip=True)
    python = home / "venv" / "bin" / "python"
    pip: Command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    lock: Command = ["--require-hashes", "-r", ROOT / "requirements.lock"]
    for command in ([*pip, *lock], [*pip, "--no-deps", wheel]):
        subprocess.run(command, check=True, capture_output=True, timeout=500)
    return home


def test_wheel_holds_web_pages_words_and_data(wheel):
    names = zipfile.ZipFile(wheel).namelist()

    assert [name for name in names if re.match(r"hub/web/assets/.+\.js$", name)], "built web pages"
    assert [name for name in names if re.match(r"hub/locale/\w+\.fi\.po$", name)], "translations"
    assert [name for name in names if name.endswith(".csv")], "the demo's data"
    assert [name for name in names if re.match(r"models/migrations/.+\.py$", name)], "migrations"
    assert not [name for name in names if name.startswith(("tests/", "web-widget/", ".ci/"))]


def test_demo_runs_from_the_wheel_without_node(installed: Path):
    with demo(installed) as port:
        health = answer(f"http://127.0.0.1:{port}/healthz")
        loader = answer(f"http://127.0.0.1:{port}/widget.js")

    assert health is not None, "the demo did not start"
    assert loader
    assert b"Kirjuri" in loader


@contextlib.contextmanager
def demo(home: Path) -> Iterator[int]:
    """`kirjuri demo` with a PATH that holds neither Node nor this tree; ended as Ctrl-C does."""
    port = free_port()
    bare = home / "path"
    bare.mkdir(exist_ok=True)
    assert not shutil.which("node", path=str(bare))
    kirjuri = home / "venv" / "bin" / "kirjuri"
    said = home / "said"
    with said.open("wb") as output:
        process = subprocess.Popen(
            [kirjuri, "demo", "--port", str(port), "--data", home / "data"],
            cwd=home,
            env={"PATH": str(bare), "HOME": str(home), "LANG": os.environ.get("LANG", "C.UTF-8")},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz", process, said)
            yield port
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=20)


def wait_for(url: str, process: subprocess.Popen[bytes], said: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_S
    while answer(url) is None:
        assert process.poll() is None, said.read_text()
        assert time.monotonic() < deadline, said.read_text()
        time.sleep(0.3)


def answer(url: str) -> bytes | None:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return bytes(response.read())
    except OSError:
        return None


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])
