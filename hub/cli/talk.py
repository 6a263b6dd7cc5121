"""`kirjuri say` and `kirjuri explain`: the bot from a terminal."""

import json
import sys
from datetime import date
from typing import Annotated

import typer

from bot import commands
from bot.cards import Card, as_text
from bot.commands.explain import explain as explained
from bot.commands.vocabulary import vocabulary_of
from hub.actions.firm import house_of_only_firm, staff_by_email
from hub.cli.base import (
    AsJson,
    Data,
    Language,
    app,
    opened_store,
    refuse,
    run,
    settings_of,
    show,
    show_json,
)
from hub.clock import today as this_day
from hub.errors import UserError
from hub.settings import Settings

As = Annotated[str, typer.Option("--as", help="The staff member's e-mail address.")]


@app.command("say")
def say_(text: str, by: As, data: Data = None, as_json: AsJson = False) -> None:
    """Run a command as a staff member and print the card: kirjuri say "status Acme" --as EMAIL."""
    card = run(_said(settings_of(data), text, by))
    if as_json:
        show_json(card.as_json())
    else:
        show(as_text(card))


async def _said(settings: Settings, text: str, by: str) -> Card:
    async with opened_store(settings):
        asker = await staff_by_email(by)
        try:
            return await commands.answer(text, asker)
        except UserError as error:
            # Who speaks is answered in their own language, not in the terminal's.
            refuse(error.say(asker.language))


@app.command()
def explain(
    text: Annotated[str, typer.Argument(help="Such as: hours 1.5 Acme VAT March")] = "",
    by: Annotated[str, typer.Option("--as", help="The staff member's e-mail address.")] = "",
    today: Annotated[str, typer.Option(help="The day it is said on: YYYY-MM-DD.")] = "",
    language: Annotated[Language, typer.Option(help="Whose words come first.")] = Language.FI,
    batch: Annotated[
        bool,
        typer.Option("--batch", help="Read language<TAB>today<TAB>text lines, write JSON lines."),
    ] = False,
    data: Data = None,
) -> None:
    """Print what the bot understands of an hour entry, as JSON, without writing anything."""
    settings = settings_of(data)
    if not batch:
        if not text:
            raise typer.BadParameter("say something, or use --batch")
        day = _day(today) if today else this_day()
        run(_explain(settings, by, [(language, day, text)]))
        return
    lines = []
    for number, line in enumerate(sys.stdin, start=1):
        parts = line.rstrip("\r\n").split("\t", maxsplit=2)
        if parts == [""]:
            continue
        # Language, day, text.
        if len(parts) != 3 or parts[0] not in set(Language):  # noqa: PLR2004
            raise typer.BadParameter(f"line {number}: language<TAB>today<TAB>text")
        lines.append((parts[0], _day(parts[1]), parts[2]))
    run(_explain(settings, by, lines))


async def _explain(settings: Settings, by: str, lines: list[tuple[str, date, str]]) -> None:
    async with opened_store(settings):
        asker = await staff_by_email(by) if by else await house_of_only_firm()
        vocabulary = await vocabulary_of(asker)
    for language, day, text in lines:
        understood = explained(text, vocabulary=vocabulary, today=day, language=language)
        sys.stdout.write(json.dumps(understood, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"not a day: {text} (YYYY-MM-DD)") from error
