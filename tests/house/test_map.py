"""The README's map of the house is what the files say today."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def mapper() -> ModuleType:
    spec = importlib.util.spec_from_file_location("house_map", ROOT / ".ci" / "map.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["house_map"] = module
    spec.loader.exec_module(module)
    return module


def test_map_in_the_readme_is_true(mapper):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert readme == mapper.readme_with(mapper.house_map()), "run .ci/map.py"


def test_every_file_says_on_its_first_line_what_it_is_for(mapper):
    silent = [
        str(path.relative_to(ROOT))
        for room in mapper.ROOMS
        for path in mapper.files(room)
        if not mapper.first_line(path)
    ]

    assert not silent


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("a.py", '"""What it is for."""\n', "What it is for."),
        ("a.py", '"""What it is for.\n\nMore."""\n', "What it is for."),
        ("a.py", '#!/usr/bin/env python3\n"""For."""\n', "For."),
        ("a.py", 'import os\n"""Too late."""\n', ""),
        ("a.ts", "/** What it is for. */\n", "What it is for."),
        ("a.tsx", "// What it is for.\n", "What it is for."),
        ("a.tsx", "import x from 'y';\n", ""),
    ],
)
def test_first_lines_are_read_in_every_dress(mapper, tmp_path, name, text, line):
    path = tmp_path / name
    path.write_text(text)

    assert mapper.first_line(path) == line
