"""The top level of the repository holds what was promised and nothing else."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROMISED = {
    "bot", "hub", "models", "integrations", "web-widget", "tests",
    "pyproject.toml", "README.md", "run", "CHANGELOG.md", "LICENSE",
    "requirements.lock", "requirements-dev.lock",
    ".ci", ".github", ".gitattributes", ".gitignore",
}  # fmt: skip


def test_top_level_is_exactly_as_promised():
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout

    assert {name.split("/")[0] for name in tracked.splitlines()} == PROMISED


def test_nothing_tracked_names_a_place_outside_the_repository():
    # The words are put together here, so that this file does not find itself.
    places = "|".join(("/work" + "/main", r"\.\./" + "shared", "/root" + "/"))
    found = subprocess.run(
        # The front end has a folder of that name of its own.
        ["git", "grep", "-nE", places, "--", ".", ":!web-widget/src", ":!web-widget/tests"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout

    assert not found
