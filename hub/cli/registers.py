"""`kirjuri import` and `kirjuri export`: registers as CSV, reported row by row."""

import csv
import io
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from hub.actions.firm import house_of_only_firm
from hub.actions.imports import COLUMNS, ImportReport, Kind, Table, import_table
from hub.assembly import opened
from hub.cli.base import AsJson, Data, app, own_language, refuse, run, settings_of, show, show_json
from hub.errors import UserError
from hub.queries.registers import register_rows
from hub.settings import Settings
from hub.texts import say


class Register(StrEnum):
    CLIENTS = "clients"
    STAFF = "staff"
    ACTIVITIES = "activities"
    PRODUCTS = "products"


# Cells that a spreadsheet would run as formulas.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@app.command("import")
def import_(
    register: Register,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A CSV file, UTF-8.")],
    partial: Annotated[
        bool, typer.Option("--partial", help="Import the good rows even if others are wrong.")
    ] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Import a register from CSV. With one wrong row nothing is imported, unless --partial."""
    settings = settings_of(data)
    rows = read_table(file)
    report = run(_import(settings, register.value, rows, partial=partial))
    language = own_language()
    if as_json:
        show_json(_as_json(report, language))
    else:
        for row in report.wrong:
            if row.error is not None:
                show(say("imports.row", language, line=row.line, error=row.error.say(language)))
        show(say("imports.done", language, count=report.imported))
    if report.wrong and not partial:
        refuse(say("imports.nothing", language, count=len(report.wrong)))


@app.command("export")
def export(
    register: Register,
    file: Annotated[Path | None, typer.Argument(help="Where to; else standard output.")] = None,
    data: Data = None,
) -> None:
    """Export a register as CSV (UTF-8 with a byte order mark, semicolons, as Excel in Finnish wants)."""
    settings = settings_of(data)
    rows = run(_export(settings, register.value))
    needed, more = COLUMNS[register.value]
    text = io.StringIO()
    writer = csv.DictWriter(text, [*needed, *more], delimiter=";", extrasaction="ignore")
    writer.writeheader()
    writer.writerows({key: safe_cell(value) for key, value in row.items()} for row in rows)
    if file is None:
        sys.stdout.write(text.getvalue())
    else:
        file.write_text("\N{BYTE ORDER MARK}" + text.getvalue(), encoding="utf-8")


def read_table(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV file with a heading; commas or semicolons, with or without a mark.

    Raises UserError when it is not text, or is no table.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError("imports.not_utf8") from error
    heading = text.split("\n", maxsplit=1)[0]
    delimiter = ";" if heading.count(";") > heading.count(",") else ","
    rows = csv.DictReader(io.StringIO(text), delimiter=delimiter, restkey="", restval="")
    return [
        {key.strip().lower(): value.strip() for key, value in row.items() if key} for row in rows
    ]


def safe_cell(value: str) -> str:
    """A cell that no spreadsheet runs as a formula."""
    return f"'{value}" if value.startswith(_FORMULA) else value


async def _import(settings: Settings, kind: Kind, rows: Table, *, partial: bool) -> ImportReport:
    console = Console(stderr=True)
    async with opened(settings):
        house = await house_of_only_firm()
        with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
            task = bar.add_task(kind, total=len(rows))
            return await import_table(
                house, kind, rows, partial=partial, on_row=lambda _: bar.advance(task)
            )


async def _export(settings: Settings, kind: Kind) -> list[dict[str, str]]:
    async with opened(settings):
        return await register_rows(await house_of_only_firm(), kind)


def _as_json(report: ImportReport, language: str) -> dict[str, object]:
    return {
        "imported": report.imported,
        "rows": [
            {
                "line": row.line,
                "name": row.name,
                "ok": row.error is None,
                "error": row.error.say(language) if row.error else None,
            }
            for row in report.rows
        ],
    }
