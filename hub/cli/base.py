"""What every command shares: finding the installation, refusing with a reason, printing JSON."""

import asyncio
import json
import locale
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer
import uvloop
from pydantic import ValidationError

from hub.errors import UserError
from hub.logs import set_up_logs
from hub.settings import Settings
from hub.texts import as_language

R = TypeVar("R")

# What `kirjuri demo` writes into its folder, so that the other commands find it.
FOUND_BY = "kirjuri.env"

app = typer.Typer(
    name="kirjuri",
    help="Kirjuri, the clerk: the chat-first operations hub of an accounting firm.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Data = Annotated[
    Path | None,
    typer.Option(
        "--data", help="The installation's folder, as `kirjuri demo` prints it.", metavar="DIR"
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def settings_of(data: Path | None) -> Settings:
    """The installation in the folder, else the one that the environment describes."""
    try:
        if data is None:
            return Settings()
        if not data.is_dir():
            refuse(f"there is no folder {data}: start it with `kirjuri demo --data {data}`")
        env_file = data / FOUND_BY
        return Settings(_env_file=env_file if env_file.is_file() else None, data=data)
    except ValidationError as error:
        names = ", ".join(
            f"KIRJURI_{'_'.join(map(str, each['loc'])).upper()}" for each in error.errors()
        )
        refuse(f"these settings cannot be read: {names}")


def run(work: Coroutine[Any, Any, R]) -> R:
    """Run a command's work; a refusal ends with its sentence and exit code 1."""
    set_up_logs("text", "ERROR")
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(work)
    except UserError as error:
        refuse(error.say(own_language()))


def refuse(reason: str) -> NoReturn:
    """The reason on standard error, exit code 1."""
    sys.stderr.write(f"kirjuri: {reason}\n")
    raise typer.Exit(1)


def show_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")


def show(text: str) -> None:
    sys.stdout.write(text + "\n")


def own_language() -> str:
    """The language of the terminal; English where it says nothing we speak."""
    wish = locale.getlocale()[0] or "en"
    return as_language(wish) if wish[:2] in {"fi", "sv"} else "en"
