"""Lock files hold names, versions and hashes, name no host, and are as new as pyproject.toml."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PYTHON_LOCKS = (
    "requirements.lock",
    "requirements-dev.lock",
    ".ci/installer.lock",
    ".ci/build.lock",
)
PIN = re.compile(r"^([a-z0-9._-]+)==([^\s;]+)", re.MULTILINE)


def pins_of(lock: str) -> dict[str, str]:
    return dict(PIN.findall((ROOT / lock).read_text()))


@pytest.mark.parametrize("lock", [*PYTHON_LOCKS, "web-widget/package-lock.json"])
def test_no_host_is_named(lock: str):
    text = (ROOT / lock).read_text()
    if lock.endswith(".json"):
        # Packages may ask for money at an address; nothing is fetched from there.
        packages = json.loads(text)["packages"].values()
        assert not [package for package in packages if "resolved" in package]
        text = json.dumps([{**package, "funding": None} for package in packages])

    assert "://" not in text


@pytest.mark.parametrize("lock", PYTHON_LOCKS)
def test_every_package_has_a_hash(lock: str):
    for block in re.split(r"\n(?=[a-z0-9])", (ROOT / lock).read_text()):
        assert block.startswith("#") or "--hash=sha256:" in block, block


def test_locks_satisfy_pyproject():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {
        "requirements.lock": project["project"]["dependencies"],
        "requirements-dev.lock": [
            *project["project"]["dependencies"],
            *project["dependency-groups"]["dev"],
        ],
    }
    stale = [
        f"{lock}: {line}"
        for lock, lines in wanted.items()
        for line in lines
        if not is_met(Requirement(line), pins_of(lock))
    ]

    assert not stale, "run ./run lock"


def is_met(requirement: Requirement, pins: dict[str, str]) -> bool:
    version = pins.get(canonicalize_name(requirement.name))
    return version is not None and requirement.specifier.contains(version)


def test_both_locks_agree():
    small, large = pins_of("requirements.lock"), pins_of("requirements-dev.lock")

    assert {name: large.get(name) for name in small} == small
