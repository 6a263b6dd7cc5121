"""`kirjuri import` and `kirjuri export`: registers as CSV, reported row by row."""

import csv
import io
import json
import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from hub.actions.firm import house_of_only_firm
from hub.actions.imports import COLUMNS, EXTRA, LINE, ImportReport, Kind, import_table
from hub.cli.base import (
    AsJson,
    Data,
    app,
    opened_store,
    own_language,
    refuse,
    run,
    settings_of,
    show,
    show_json,
)
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
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MEGABYTE = 1024 * 1024
LARGEST_FILE = 20 * MEGABYTE


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
    report = run(_import(settings, register.value, file, partial=partial))
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
    as_json: AsJson = False,
) -> None:
    """Export a register as CSV (UTF-8 with a byte order mark, semicolons, as Excel in Finnish wants)."""
    settings = settings_of(data)
    rows = run(_export(settings, register.value))
    needed, more = COLUMNS[register.value]
    text = io.StringIO()
    writer = csv.DictWriter(text, [*needed, *more], delimiter=";", extrasaction="ignore")
    writer.writeheader()
    writer.writerows({key: safe_cell(value) for key, value in row.items()} for row in rows)
    given = json.dumps(rows, ensure_ascii=False) + "\n" if as_json else text.getvalue()
    if file is None:
        sys.stdout.write(given)
        return
    try:
        mark = "" if as_json else "\N{BYTE ORDER MARK}"
        file.write_text(mark + given, encoding="utf-8", newline="")
    except OSError as error:
        refuse(f"cannot write {file}: {error.strerror}")


def read_table(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV file with a heading; commas or semicolons, with or without a mark.

    Each row knows its line, and its cells without a heading. Raises UserError when it is not
    text, or is no table.
    """
    if file.stat().st_size > LARGEST_FILE:
        raise UserError("imports.too_large", megabytes=LARGEST_FILE // MEGABYTE)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError("imports.not_utf8") from error
    if "\0" in text:
        raise UserError("imports.not_utf8")
    heading = text.split("\n", maxsplit=1)[0]
    delimiter = ";" if heading.count(";") > heading.count(",") else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter, restkey=EXTRA, restval="")
    try:
        return [row for cells in reader if (row := _row(cells, reader.line_num))]
    except csv.Error as error:
        raise UserError("imports.no_table") from error


def _row(cells: Mapping[str, str | list[str]], line: int) -> dict[str, str]:
    """Trimmed; empty when every cell is, as spreadsheets leave rows at the end."""
    row = {key.strip().lower(): _plain("".join(value).strip()) for key, value in cells.items()}
    return {**row, LINE: str(line)} if any(row.values()) else {}


def safe_cell(value: str) -> str:
    """A cell that no spreadsheet runs as a formula; `read_table` gives the value back."""
    return f"'{value}" if value.lstrip("'").startswith(_FORMULA) else value


def _plain(cell: str) -> str:
    is_marked = cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA)
    return cell[1:] if is_marked else cell


async def _import(settings: Settings, kind: Kind, file: Path, *, partial: bool) -> ImportReport:
    console = Console(stderr=True)
    rows = read_table(file)
    async with opened_store(settings):
        house = await house_of_only_firm()
        with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
            task = bar.add_task(kind, total=len(rows))
            return await import_table(
                house, kind, rows, partial=partial, on_row=lambda _: bar.advance(task)
            )


async def _export(settings: Settings, kind: Kind) -> list[dict[str, str]]:
    async with opened_store(settings):
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
