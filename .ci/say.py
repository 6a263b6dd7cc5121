"""How ./run speaks: one line a step, one plain sentence a trouble."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class CannotError(Exception):
    """Something is missing; the text says what it is and how to get it."""


def note(text: str) -> None:
    print(f"· {text}", flush=True)


def complain(text: str) -> None:
    print(f"\n✗ {text}", file=sys.stderr, flush=True)


def can(*command: str | Path) -> bool:
    """Whether a program can be started and ends well; its output is not shown."""
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def call(command: Sequence[str | Path], *, where: Path = ROOT) -> str | None:
    """Run a program in silence; None if it ended well, else its last words."""
    try:
        done = subprocess.run(
            command,
            cwd=where,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    except OSError as error:
        return str(error)
    if done.returncode == 0:
        return None
    return "".join(done.stdout.splitlines(keepends=True)[-40:]).strip() or "it said nothing"
