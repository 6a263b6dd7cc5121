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


def call(command: Sequence[str | Path], *, where: Path = ROOT, show: bool = True) -> str | None:
    """Run a program, as a rule showing what it says; None if it ended well, else its last words."""
    said: list[str] = []
    try:
        process = subprocess.Popen(
            command, cwd=where, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
    except OSError as error:
        print(f"  {error}", flush=True)
        return str(error)
    with process:
        for line in process.stdout or ():
            if show:
                print(f"  {line}", end="", flush=True)
            said = [*said[-40:], line]
    return "".join(said) or "it said nothing" if process.returncode else None
