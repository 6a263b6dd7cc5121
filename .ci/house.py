"""The commands of ./run: demo, setup, test, lock. Standard library only."""

import os
import sys

import checks
import locks
import setting_up
from say import CannotError, complain

USAGE = """\
./run [--port 9000 …]   set up what is missing, then start the demo (arguments go to `kirjuri demo`)
./run setup             only set up
./run test [STEP …]     set up, then run every check (or the named ones; bench only by name): {steps}
./run lock [--keep]     renew the lock files; --keep changes only what pyproject.toml asks for
"""


def demo(arguments: list[str]) -> int:
    setting_up.everything(for_tests=False)
    sys.stdout.flush()
    kirjuri = str(setting_up.BIN / "kirjuri")
    os.execv(kirjuri, [kirjuri, "demo", *arguments])


def setup(_arguments: list[str]) -> int:
    setting_up.everything(for_tests=False)
    print("Everything is in place. `./run` starts the demo.")
    return 0


def test(arguments: list[str]) -> int:
    checks.check_names(arguments)
    setting_up.everything(for_tests=True)
    return checks.run(arguments)


def lock(arguments: list[str]) -> int:
    setting_up.python_side(for_tests=False)
    if not setting_up.uv_is_there():
        raise CannotError("Lock files are renewed by uv, and it could not be had.")
    locks.renew(keep="--keep" in arguments)
    return 0


def main(arguments: list[str]) -> int:
    commands = {"demo": demo, "setup": setup, "test": test, "lock": lock}
    word, rest = (arguments[0], arguments[1:]) if arguments else ("demo", [])
    if word in {"-h", "--help", "help"}:
        print(USAGE.format(steps=" ".join(checks.STEPS)), end="")
        return 0
    if word.startswith("-"):
        word, rest = "demo", arguments
    if word not in commands:
        print(USAGE.format(steps=" ".join(checks.STEPS)), end="", file=sys.stderr)
        return 2
    try:
        return commands[word](rest)
    except CannotError as error:
        complain(str(error))
        return 1
    except KeyboardInterrupt:
        return 130
