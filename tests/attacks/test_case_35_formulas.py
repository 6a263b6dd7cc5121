"""Case 35: a cell that a spreadsheet would run as a formula is prefixed in every table that we write.

The class of CSV injection (CWE-1236): a client's name that starts a program at the accountant's.
"""

import asyncio
import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hub.cli import app
from hub.store import close_store, open_store
from models.clients import Client
from models.firm import Firm

pytestmark = pytest.mark.sqlite_only

FORMULAS = (
    "=cmd|'/C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "'=1",
    '=HYPERLINK("http://evil.example";"Kuitti")',
    'Oy";=1+1;"',
)
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


async def fill(url: str) -> None:
    await open_store(url)
    firm = await Firm.create(name="Tilitoimisto Testi")
    for number, name in enumerate(FORMULAS):
        row = Client(firm_id=firm.id, number=f"{name[:3]}{number}", name=name, aliases=[name])
        row.city, row.street = name[:40], name
        await row.save()
    await close_store()


def test_no_exported_cell_is_a_formula(database_url: str, tmp_path: Path):
    asyncio.run(fill(database_url))
    file = tmp_path / "clients.csv"

    done = CliRunner().invoke(
        app,
        ["export", "clients", str(file)],
        env={"KIRJURI_DATABASE_URL": database_url, "KIRJURI_SECRET": "x" * 40},
    )

    assert done.exit_code == 0, done.output
    text = file.read_text(encoding="utf-8-sig")
    delimiter = ";" if ";" in text.split("\n")[0] else ","
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.reader(opened, delimiter=delimiter))
    assert len(rows) == len(FORMULAS) + 1
    assert not [cell for row in rows for cell in row if cell.startswith(STARTS)]
    assert any("=cmd" in cell for row in rows for cell in row), "nothing is lost of it either"
