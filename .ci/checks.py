"""./run test: every check, one after the other, and a summary nobody can overlook."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import services
from say import ROOT, CannotError, note
from setting_up import BIN, WEB

NOTHING_COLLECTED = 5
LONGEST_S = 15 * 60
NEEDED_BY = {"pytest-browser": "KIRJURI_TEST_CHROMIUM"}


def tool(name: str, *words: str) -> list[str]:
    return [str(BIN / name), *words]


def pytest(marks: str, *, workers: int = os.cpu_count() or 2, dist: str = "worksteal") -> list[str]:
    spread = ["-n", str(min(workers, 8)), "--dist", dist] if workers else []
    return tool("python", "-m", "pytest", "-q", "--durations=10", *spread, "-m", marks)


def npm(script: str) -> list[str]:
    return ["npm", "--prefix", str(WEB), "run", "--silent", script]


STEPS: dict[str, list[str]] = {
    "format": tool("ruff", "format", "--check", "."),
    "ruff": tool("ruff", "check", "."),
    "mypy": tool("mypy"),
    "imports": tool("lint-imports"),
    "tsc": npm("typecheck"),
    "web-lint": npm("lint"),
    "vitest": npm("test"),
    # Unit tests and flows, on SQLite and on PostgreSQL + Redis.
    "pytest": pytest("not browser and not slow and not bench"),
    # Whole installations and long storms: most of their time they wait for one another.
    "pytest-slow": pytest("slow and not browser and not bench", workers=2),
    # The tests of a file share a demo.
    "pytest-browser": pytest("browser and not bench", workers=2, dist="loadfile"),
    "bench": pytest("bench", workers=0),
}
# A ratio means something only on a machine that does nothing else.
ONLY_BY_NAME = {"bench"}


@dataclass(frozen=True)
class Outcome:
    """How one step ended: "passed", "FAILED", "NOT RUN" or "nothing yet"."""

    step: str
    word: str
    seconds: float = 0.0


def check_names(names: list[str]) -> None:
    if unknown := sorted(set(names) - set(STEPS)):
        raise CannotError(
            f"There is no check called {', '.join(unknown)}. These are: {' '.join(STEPS)}."
        )


def run(names: list[str]) -> int:
    """Run the named steps (all but measurements, if none is named); 0 only if all passed."""
    chosen = names or [step for step in STEPS if step not in ONLY_BY_NAME]
    with servers_for(chosen) as (environment, missing):
        outcomes = [outcome_of(step, environment) for step in chosen]
    summary(outcomes, missing)
    failed = any(outcome.word == "FAILED" for outcome in outcomes)
    # On a developer's machine a missing server is a warning; CI must have everything.
    lacking = bool(missing) and os.environ.get("CI", "").lower() == "true"
    return int(failed or lacking)


def servers_for(steps: list[str]) -> AbstractContextManager[tuple[dict[str, str], list[str]]]:
    """Only pytest's steps want servers; a linter should not wait for them."""
    if any("pytest" in STEPS[step] for step in steps):
        return services.standing()
    return nullcontext(({}, []))


def outcome_of(step: str, environment: dict[str, str]) -> Outcome:
    if NEEDED_BY.get(step, "PATH") not in {*environment, "PATH"}:
        return Outcome(step, "NOT RUN")
    note(f"{step}: {' '.join(STEPS[step])}")
    began = time.monotonic()
    code = code_of(STEPS[step], {**os.environ, **environment})
    return Outcome(step, word_for(step, code), time.monotonic() - began)


def code_of(command: list[str], environment: dict[str, str]) -> int:
    """Run a step in a process group of its own, so that one that hangs is ended with its children."""
    try:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    except OSError as error:
        note(str(error))
        return 1
    try:
        return process.wait(timeout=LONGEST_S)
    except subprocess.TimeoutExpired:
        note(f"Stopped after {LONGEST_S // 60} minutes.")
        return 1
    finally:
        end_group(process)


def end_group(process: "subprocess.Popen[bytes]") -> None:
    try:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=10)
    except ProcessLookupError:
        return
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)


def word_for(step: str, code: int) -> str:
    if code == NOTHING_COLLECTED and "pytest" in STEPS[step]:
        return "nothing yet"
    return "FAILED" if code else "passed"


# --- the summary ---


def summary(outcomes: list[Outcome], missing: list[str]) -> None:
    paint: Callable[[str], str] = coloured if os.isatty(1) else str
    total = sum(outcome.seconds for outcome in outcomes)
    print(f"\n{'=' * 64}\n  Kirjuri: what was checked\n{'=' * 64}")
    for outcome in outcomes:
        print(f"  {outcome.step:<16}{outcome.seconds:>8.1f} s   {paint(outcome.word)}")
    print(f"  {'together':<16}{total:>8.1f} s")
    for sentence in missing:
        print(f"  {paint('MISSING')}  {sentence}")
    print(f"{'=' * 64}\n  {verdict(outcomes, missing)}\n{'=' * 64}", flush=True)


def verdict(outcomes: list[Outcome], missing: list[str]) -> str:
    bad = [outcome.step for outcome in outcomes if outcome.word == "FAILED"]
    if bad:
        return f"FAILED: {', '.join(bad)}"
    # Without a server its tests were left out, so nobody may read this as a full pass.
    return "NOT WHOLE: see what is missing above" if missing else "All good."


def coloured(word: str) -> str:
    colours = {"passed": "32", "FAILED": "1;31", "NOT RUN": "1;33", "MISSING": "1;33"}
    return f"\033[{colours.get(word, '2')}m{word}\033[0m"
