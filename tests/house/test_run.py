"""./run refuses in plain sentences when something is missing, and says how to get it."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NO_NETWORK = {
    "PIP_INDEX_URL": "http://127.0.0.1:1/simple",
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_FIND_LINKS": "",
    "PIP_RETRIES": "0",
}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of what ./run consists of, so that a test never touches the real one."""
    shutil.copy(ROOT / "run", tmp_path / "run")
    shutil.copytree(
        ROOT / ".ci", tmp_path / ".ci", ignore=shutil.ignore_patterns("state", "__pycache__")
    )
    (tmp_path / "path").mkdir()
    return tmp_path


def program(house: Path, name: str, says: str) -> None:
    path = house / "path" / name
    path.write_text(f"#!/bin/sh\necho {says}\n")
    path.chmod(0o755)


def run(house: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Start ./run where the PATH holds nothing but what the test put there."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=house,
        env={"PATH": str(house / "path"), "HOME": str(house), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )


def test_run_parses_on_an_old_python():
    ast.parse((ROOT / "run").read_text(), feature_version=(3, 4))


def test_old_python_is_told_what_to_install(house):
    pretend = (
        "import sys, runpy; sys.version_info = (3, 9, 18); runpy.run_path('run', {}, '__main__')"
    )

    done = run(house, "-c", pretend)

    assert done.returncode == 1
    assert "needs Python 3.11, 3.12 or 3.13, and this is Python 3.9" in done.stderr
    assert "Install a newer one" in done.stderr


def test_old_python_hands_over_to_a_newer_one_on_the_path(house):
    program(house, "python3.12", "3.12")
    pretend = (
        "import sys, runpy; sys.version_info = (3, 9, 18); runpy.run_path('run', {}, '__main__')"
    )

    done = run(house, "-c", pretend)

    assert (done.returncode, done.stdout.strip()) == (0, "3.12"), done.stderr


def test_missing_node_is_named(house):
    done = run(house, "run", "setup")

    assert done.returncode == 1
    assert "Node is missing" in done.stderr
    assert "Install Node 20 or newer" in done.stderr
    assert not (house / ".venv").exists(), "nothing is begun that cannot be ended"


def test_old_node_is_named_with_its_version(house):
    program(house, "node", "v18.19.0")

    done = run(house, "run", "setup")

    assert done.returncode == 1
    assert "Node is too old (v18.19.0)" in done.stderr


def test_missing_npm_is_named(house):
    program(house, "node", "v22.1.0")

    done = run(house, "run", "setup")

    assert done.returncode == 1
    assert "npm is missing" in done.stderr


def test_missing_venv_module_is_named(house):
    program(house, "node", "v22.1.0")
    program(house, "npm", "11.0.0")
    (house / "shadow").mkdir()
    (house / "shadow" / "ensurepip.py").write_text("raise ImportError('as on a bare Debian')\n")

    done = run(house, "run", "setup", PYTHONPATH=str(house / "shadow"))

    assert done.returncode == 1
    assert "lacks the `venv` module" in done.stderr
    assert "python3-venv" in done.stderr


@pytest.mark.slow
def test_missing_network_is_named(house):
    program(house, "node", "v22.1.0")
    program(house, "npm", "11.0.0")

    done = run(house, "run", "setup", **NO_NETWORK)

    assert done.returncode == 1
    assert "could not be reached" in done.stderr
    assert "check the network connection" in done.stderr


def test_unknown_word_shows_how_it_is_used(house):
    done = run(house, "run", "tset")

    assert done.returncode == 2
    assert "./run test" in done.stderr


def test_unknown_check_is_answered_with_those_there_are(house):
    done = run(house, "run", "test", "pyest")

    assert done.returncode == 1
    assert "no check called pyest" in done.stderr
    assert "mypy" in done.stderr


def test_help_is_worth_reading(house):
    done = run(house, "run", "--help")

    assert done.returncode == 0
    assert "./run lock" in done.stdout
