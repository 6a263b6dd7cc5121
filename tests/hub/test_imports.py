"""Registers row by row: judged one by one, taken all or none, and given back as they came."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from hub.actions.imports import ImportReport, Kind, import_table, price_e4
from hub.cli.registers import read_table, safe_cell
from hub.errors import ForbiddenError, UserError
from hub.queries.registers import register_rows
from models.audit import AuditRow
from models.billing import Product
from models.clients import Client
from models.firm import Staff, WorkSchedule
from models.hours import Activity
from tests.support.office import Office

GOOD = {"number": "5001", "name": "Hyvä Oy", "business_id": "9104217-6"}


def keys(report: ImportReport) -> dict[int, str]:
    return {row.line: row.error.key for row in report.wrong if row.error}


async def take(office: Office, kind: Kind, *rows: Mapping[str, str], **more: Any) -> ImportReport:
    return await import_table(office.house, kind, list(rows), **more)


async def test_good_rows_are_taken_with_one_line_in_the_audit(office: Office):
    seen: list[int] = []
    other = {
        "number": "5002",
        "name": "Toinen  Oy",
        "aliases": "Toka; Kakkonen ;",
        "email": " a@b.example ",
    }
    report = await take(office, "clients", GOOD, other, on_row=seen.append)

    assert (report.imported, report.wrong, seen) == (2, (), [2, 3])
    row = await Client.get(number="5002")
    assert (row.name, row.aliases, row.email) == ("Toinen Oy", ["Toka", "Kakkonen"], "a@b.example")
    assert (row.language, row.invoice_channel) == ("fi", "email")
    assert (await Client.get(number="5001")).invoice_channel == "no_sending"
    assert await AuditRow.filter(verb="import").count() == 1


async def test_one_wrong_row_takes_all_back_and_partial_takes_the_good(office: Office):
    bad = {**GOOD, "number": "5002", "business_id": "9104217-5"}
    before = await Client.all().count()
    refused = await take(office, "clients", GOOD, bad)
    nothing = await Client.all().count()
    partly = await take(office, "clients", GOOD, bad, partial=True)

    assert (refused.imported, keys(refused)) == (0, {3: "clients.bad_business_id"})
    assert nothing == before
    assert await AuditRow.filter(subject="clients").count() == 1
    assert (partly.imported, keys(partly)) == (1, {3: "clients.bad_business_id"})
    assert await Client.all().count() == before + 1


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"number": " "}, "clients.no_number"),
        ({"name": ""}, "clients.no_name"),
        ({"number": "1001"}, "clients.number_taken"),
        ({"business_id": "1234567-8"}, "clients.bad_business_id"),
        ({"business_id": "Y-tunnus"}, "clients.bad_business_id"),
        ({"email": "no address"}, "firm.bad_email"),
        ({"language": "swe"}, "imports.bad_language"),
        ({"name": "x" * 121}, "imports.bad_value"),
        ({"number": "9" * 41}, "imports.bad_value"),
        ({"postcode": "9" * 21}, "imports.bad_value"),
        ({"": "a cell too many"}, "imports.too_many_cells"),
    ],
)
async def test_a_wrong_client_is_said_and_not_taken(
    office: Office, changes: dict[str, str], key: str
):
    report = await take(office, "clients", {**GOOD, **changes}, {**GOOD, "number": "5009"})

    assert keys(report) == {2: key}
    assert report.imported == 0
    assert not await Client.filter(number__in=["5001", "5009"]).exists()
    [wrong] = report.wrong
    assert wrong.error is not None
    assert len({wrong.error.say(language) for language in ("fi", "sv", "en")}) == 3


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("kind", "row", "key"),
    [
        ("staff", {"name": "A", "email": "nobody"}, "firm.bad_email"),
        ("staff", {"name": "A", "email": "ANNA@firm.example"}, "firm.email_taken"),
        ("staff", {"name": "A", "email": "a@b.example", "role": "boss"}, "firm.bad_role"),
        ("staff", {"name": "A", "email": "a@b.example", "language": "de"}, "imports.bad_language"),
        ("activities", {"code": "", "fi": "X", "sv": "X", "en": "X"}, "imports.no_code"),
        ("activities", {"code": "vat", "fi": "X", "sv": "", "en": ""}, "imports.taken"),
        (
            "activities",
            {"code": "n", "fi": "X", "sv": "", "en": "", "billable": "perhaps"},
            "imports.bad_yes_no",
        ),
        ("products", {"code": "p", "name": ""}, "imports.no_code"),
        ("products", {"code": "p", "name": "P", "price": "-5"}, "imports.bad_price"),
        ("products", {"code": "p", "name": "P", "price": "1,23456"}, "imports.bad_price"),
        ("products", {"code": "p", "name": "P", "price": "12e3"}, "imports.bad_price"),
    ],
)
async def test_a_wrong_row_of_any_register_is_said(
    office: Office, kind: Kind, row: dict[str, str], key: str
):
    assert keys(await take(office, kind, row)) == {2: key}


@pytest.mark.sqlite_only
async def test_a_number_twice_in_one_file_is_wrong_the_second_time(office: Office):
    assert keys(await take(office, "clients", GOOD, GOOD)) == {3: "clients.number_taken"}


@pytest.mark.sqlite_only
async def test_missing_columns_and_empty_files_are_refused(office: Office):
    for table, key in (([], "imports.empty"), ([{"nimi": "x"}], "imports.no_column")):
        with pytest.raises(UserError) as refused:
            await import_table(office.house, "clients", table)
        assert refused.value.key == key


@pytest.mark.sqlite_only
async def test_registers_are_for_who_may(office: Office):
    for kind in ("clients", "staff"):
        with pytest.raises(ForbiddenError):
            await import_table(office.asker("mikko"), kind, [{**GOOD, "email": "x@y.example"}])
    with pytest.raises(ForbiddenError):
        await register_rows(office.asker("mikko"), "clients")


async def test_whoever_is_imported_has_a_week(office: Office):
    await take(office, "staff", {"name": "Uusi", "email": "uusi@firm.example"})

    row = await Staff.get(email="uusi@firm.example")
    assert (row.role.value, row.language) == ("accountant", "fi")
    assert sum((await WorkSchedule.get(staff_id=row.id)).weekday_minutes) == 2250


async def test_what_is_exported_can_be_imported_as_it_was(office: Office):
    await take(office, "clients", {**GOOD, "name": "=SUM(1)", "aliases": "@a;-b", "language": "sv"})
    await take(office, "products", {"code": "p", "name": "P", "price": "12,5", "unit": "kpl"})
    kinds: tuple[Kind, ...] = ("clients", "activities", "products")
    exported = {kind: await register_rows(office.house, kind) for kind in kinds}
    for model in (Client, Activity, Product):
        await model.filter(firm_id=office.firm.id).delete()
    for kind in kinds:
        report = await import_table(office.house, kind, exported[kind])
        assert report.wrong == ()

    assert {kind: await register_rows(office.house, kind) for kind in kinds} == exported


# --- the file itself ---


def table_of(tmp_path: Path, content: str | bytes) -> list[dict[str, str]]:
    file = tmp_path / "t.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return [
        {key: value for key, value in row.items() if key != "\0line"} for row in read_table(file)
    ]


@pytest.mark.parametrize(
    "content",
    [
        "number,name\n1,A\n",
        "number;name\r\n1;A\r\n",
        "\ufeffNumber ; NAME\n 1 ; A \n",
        '"number";"name"\n"1";"A"\n;\n\n',
    ],
)
def test_commas_semicolons_marks_and_empty_rows(tmp_path: Path, content: str):
    assert table_of(tmp_path, content) == [{"number": "1", "name": "A"}]


def test_lines_are_those_of_the_file(tmp_path: Path):
    file = tmp_path / "t.csv"
    file.write_text('number,name\n\n1,"A\nB"\n,\n2,C\n')

    assert [row["\0line"] for row in read_table(file)] == ["4", "6"]


def test_cells_beyond_the_heading_are_kept_to_be_refused(tmp_path: Path):
    assert table_of(tmp_path, "number,name\n1,A,B\n") == [{"number": "1", "name": "A", "": "B"}]


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("number;name\n1;Ä\n".encode("cp1252"), "imports.not_utf8"),
        ("number;name\n1;A\n".encode("utf-16"), "imports.not_utf8"),
        (b"number;name\n1;A\0\n", "imports.not_utf8"),
        (b"number;name\n1;" + b"x" * 200_000, "imports.no_table"),
    ],
)
def test_what_is_no_table_is_said(tmp_path: Path, content: bytes, key: str):
    with pytest.raises(UserError) as refused:
        table_of(tmp_path, content)
    assert refused.value.key == key


def test_a_huge_file_is_not_read(tmp_path: Path):
    file = tmp_path / "t.csv"
    with file.open("wb") as empty:
        empty.truncate(2**30)
    with pytest.raises(UserError) as refused:
        read_table(file)
    assert refused.value.key == "imports.too_large"


@pytest.mark.parametrize("text", ["=1+1", "+358", "-5", "@home", "'=1", "'plain", "plain", ""])
def test_no_spreadsheet_runs_a_cell_and_it_comes_back(tmp_path: Path, text: str):
    cell = safe_cell(text)

    assert not cell.startswith(("=", "+", "-", "@"))
    assert table_of(tmp_path, f"number,name\n1,{cell}\n")[0]["name"] == text


@pytest.mark.parametrize(
    ("text", "price"),
    [("", 0), ("12", 120_000), ("12,5", 125_000), ("1 234.56", 12_345_600), ("0.0001", 1)],
)
def test_prices_as_people_write_them(text: str, price: int):
    assert price_e4(text) == price
