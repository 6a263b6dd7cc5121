"""Who may import whom holds, bites when broken, and every room of hub and bot stands in the plan."""

import ast
import importlib
import shutil
import subprocess
import sys
import tomllib
from dataclasses import is_dataclass
from enum import Enum
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("bot", "hub", "models", "integrations")
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(LINT_IMPORTS), "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


def test_import_contracts_hold():
    done = lint_imports(ROOT)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("bot/commands/bad.py", "import models"),
        ("bot/commands/bad.py", "import tortoise"),
        ("bot/commands/bad.py", "import httpx"),
        ("bot/slack/bad.py", "import integrations"),
        ("bot/commands/bad.py", "import bot.slack"),
        ("hub/web/bad.py", "import models"),
        ("hub/realtime/bad.py", "import models"),
        ("hub/web/bad.py", "import integrations"),
        ("hub/queries/bad.py", "import integrations"),
        ("hub/actions/bad.py", "import hub.web"),
        ("hub/actions/bad.py", "import bot.commands"),
        ("models/bad.py", "import hub"),
        ("models/bad.py", "import integrations"),
        ("integrations/bad.py", "import models"),
        ("integrations/bad.py", "import tortoise"),
        ("integrations/bad.py", "import hub.store"),
    ],
)
def test_a_forbidden_import_breaks_the_build(tmp_path, module, line):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for room in ROOMS:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("assets"))
    (tmp_path / module).write_text(line + "\n")

    done = lint_imports(tmp_path)

    assert done.returncode == 1
    assert "bad -> " in done.stdout, done.stdout


def test_actions_know_ports_and_no_adapters():
    """A port is what an action can hold: a Protocol, the frozen facts it speaks in, its errors."""
    adapters = {
        f"{path.relative_to(ROOT)}: {module}.{name}"
        for path in (ROOT / "hub" / "actions").rglob("*.py")
        for module, name in imported_from_integrations(path)
        if not is_of_a_port(getattr(importlib.import_module(module), name))
    }

    assert not adapters, "an adapter meets its port in hub/__main__.py or in a job"


def imported_from_integrations(path: Path) -> list[tuple[str, str]]:
    return [
        (node.module, alias.name)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("integrations")
        for alias in node.names
        if node.module
    ]


def is_of_a_port(thing: object) -> bool:
    if not isinstance(thing, type):
        return False
    is_frozen = is_dataclass(thing) and vars(thing)["__dataclass_params__"].frozen
    is_protocol = bool(getattr(thing, "_is_protocol", False))
    return is_protocol or is_frozen or issubclass(thing, (Exception, Enum))


def test_every_room_has_a_layer():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = " ".join(contracts["contracts"][0]["layers"])
    rooms = {
        f"{root}.{path.stem}"
        for root in ("bot", "hub")
        for path in (ROOT / root).iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").exists()) and path.stem != "__init__"
    }

    assert not {room for room in rooms if f"({room})" not in layers}, "name them in pyproject.toml"
