"""What every command shares: finding the installation, refusing with a reason, printing JSON."""

import asyncio
import json
import locale
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from enum import StrEnum
from pathlib import Path
from sqlite3 import DatabaseError
from typing import Annotated, Any, NoReturn, TypeVar

import typer
import uvloop
from asyncpg import PostgresError
from dotenv import dotenv_values
from pydantic import ValidationError
from tortoise.exceptions import DBConnectionError, OperationalError

from hub.assembly import opened
from hub.errors import UserError
from hub.logs import set_up_logs
from hub.settings import Settings
from hub.store import database_answers, is_migrated
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


class Language(StrEnum):
    """What the product speaks."""

    FI = "fi"
    SV = "sv"
    EN = "en"


Data = Annotated[
    Path | None,
    typer.Option(
        "--data", help="The installation's folder, as `kirjuri demo` prints it.", metavar="DIR"
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def settings_of(data: Path | None, *, is_new: bool = False) -> Settings:
    """The installation in the folder, else the one that the environment describes.

    `is_new`: the folder need not be there yet.
    """
    try:
        if data is None:
            return Settings()
        if is_new:
            data.mkdir(parents=True, exist_ok=True)
        if not data.is_dir():
            refuse(f"there is no folder {data}: start it with `kirjuri demo --data {data}`")
        return Settings(_env_file=None, data=data, **_found_in(data))
    except ValidationError as error:
        names = ", ".join(
            f"KIRJURI_{'_'.join(map(str, each['loc'])).upper()}" for each in error.errors()
        )
        refuse(f"these settings cannot be read: {names}")


def _found_in(data: Path) -> dict[str, Any]:
    """What the folder says of its installation: it was named, so it goes before the environment."""
    file = data / FOUND_BY
    values = dotenv_values(file) if file.is_file() else {}
    return {name.removeprefix("KIRJURI_").lower(): value for name, value in values.items()}


@asynccontextmanager
async def opened_store(settings: Settings) -> AsyncIterator[None]:
    """The store, when it is there and up to date; else a refusal that says what to do."""
    if _lacks_file(settings.database):
        refuse(f"there is no {settings.database}: run `kirjuri init` or `kirjuri demo` first")
    async with opened(settings):
        # One that does not answer is not one that is old.
        await database_answers()
        if not await is_migrated(settings.database):
            refuse("the database is not up to date: run `kirjuri migrate` first")
        yield


def _lacks_file(url: str) -> bool:
    return url.startswith("sqlite://") and not Path(url.removeprefix("sqlite://")).is_file()


def run(work: Coroutine[Any, Any, R]) -> R:
    """Run a command's work; a refusal ends with its sentence and exit code 1."""
    set_up_logs("text", "ERROR")
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(work)
    except UserError as error:
        refuse(error.say(own_language()))
    except (DBConnectionError, OperationalError, DatabaseError, PostgresError) as error:
        # Their texts may hold an address with its password.
        refuse(f"the database cannot be used ({type(error).__name__}): try `kirjuri check`")
    except OSError as error:
        refuse(f"{error.strerror or type(error).__name__}: try `kirjuri check`")


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
