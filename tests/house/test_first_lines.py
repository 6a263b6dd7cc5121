"""Every package file opens with a docstring on its first line, and no file is a drawer of things."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(
    path
    for room in ("bot", "hub", "models", "integrations", ".ci")
    for path in (ROOT / room).rglob("*.py")
    if not {"migrations", "__pycache__"} & set(path.parts)
)
DRAWERS = {"utils", "util", "helpers", "helper", "data", "info", "common", "misc"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_first_line_is_a_docstring(path: Path):
    lines = path.read_text(encoding="utf-8").splitlines()
    first = lines[1] if lines and lines[0].startswith("#!") else "".join(lines[:1])

    assert first.startswith(('"""', 'r"""'))


def test_no_file_is_a_drawer():
    assert not [path for path in FILES if path.stem in DRAWERS]
