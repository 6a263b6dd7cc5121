"""Taking over registers row by row: every row is judged, and all are taken or none."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from hub import clock
from hub.access import ADMINISTER, MANAGE_CLIENTS, Asker, require
from hub.actions.base import Work, action
from hub.actions.clients import NewClient, add_client_row
from hub.actions.firm import NewPerson, add_staff
from hub.errors import ConflictError, UserError
from models.billing import Product
from models.hours import Activity

Kind = Literal["clients", "staff", "activities", "products"]
Table = Sequence[Mapping[str, str]]

COLUMNS: dict[Kind, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "clients": (
        ("number", "name"),
        ("business_id", "aliases", "language", "email", "street", "postcode", "city"),
    ),
    "staff": (("name", "email"), ("role", "language")),
    "activities": (("code", "fi", "sv", "en"), ("synonyms", "billable")),
    "products": (("code", "name"), ("unit", "price")),
}
_NO = {"0", "no", "false", "ei", "nej"}


@dataclass(frozen=True, slots=True)
class RowReport:
    """What became of a row; `line` counts the heading as 1. `error` is None for a good one."""

    line: int
    name: str
    error: UserError | None = None


@dataclass(frozen=True, slots=True)
class ImportReport:
    rows: tuple[RowReport, ...]
    imported: int

    @property
    def wrong(self) -> tuple[RowReport, ...]:
        return tuple(row for row in self.rows if row.error is not None)


class _WrongRowsError(Exception):
    """Takes the whole transaction back, with the report of what was wrong."""

    def __init__(self, rows: list[RowReport]) -> None:
        super().__init__()
        self.rows = rows


async def import_table(
    asker: Asker,
    kind: Kind,
    table: Table,
    *,
    partial: bool = False,
    on_row: Callable[[int], None] = lambda _: None,
) -> ImportReport:
    """Take the rows of a register; with one wrong row nothing is taken, unless `partial`.

    Raises UserError when a column is missing, ForbiddenError without the right.
    """
    check_columns(kind, table)
    try:
        return await _import(asker, kind, table, partial=partial, on_row=on_row)
    except _WrongRowsError as wrong:
        return ImportReport(tuple(wrong.rows), imported=0)


def check_columns(kind: Kind, table: Table) -> None:
    """Raises UserError naming what the heading row lacks."""
    if not table:
        raise UserError("imports.empty")
    needed, _ = COLUMNS[kind]
    missing = [name for name in needed if name not in table[0]]
    if missing:
        raise UserError("imports.no_column", columns=", ".join(missing))


@action
async def _import(
    work: Work, kind: Kind, table: Table, *, partial: bool, on_row: Callable[[int], None]
) -> ImportReport:
    require(work.asker, MANAGE_CLIENTS if kind == "clients" else ADMINISTER)
    take = _TAKERS[kind]
    rows: list[RowReport] = []
    for line, cells in enumerate(table, start=2):
        name = cells.get("name") or cells.get("fi") or cells.get("code") or ""
        try:
            await take(work, cells)
        except UserError as error:
            rows.append(RowReport(line, name, error))
        else:
            rows.append(RowReport(line, name))
        on_row(line)
    if not partial and any(row.error for row in rows):
        raise _WrongRowsError(rows)
    imported = sum(row.error is None for row in rows)
    await work.audit("firm", None, "import", after={"kind": kind, "rows": imported})
    return ImportReport(tuple(rows), imported)


async def _take_client(work: Work, cells: Mapping[str, str]) -> None:
    aliases = tuple(each.strip() for each in cells.get("aliases", "").split(";") if each.strip())
    await add_client_row(
        work,
        NewClient(
            number=cells["number"],
            name=cells["name"],
            business_id=cells.get("business_id", ""),
            aliases=aliases,
            language=cells.get("language", "fi"),
            email=cells.get("email", ""),
            street=cells.get("street", ""),
            postcode=cells.get("postcode", ""),
            city=cells.get("city", ""),
        ),
    )


async def _take_staff(work: Work, cells: Mapping[str, str]) -> None:
    person = NewPerson(
        name=cells["name"],
        email=cells["email"],
        role=cells.get("role") or "accountant",
        language=cells.get("language") or "fi",
    )
    # A schedule from the beginning of the year leaves no gap behind somebody new.
    await add_staff.inside(work, person, working_from=clock.today().replace(month=1, day=1))


async def _take_activity(work: Work, cells: Mapping[str, str]) -> None:
    code = cells["code"].strip()
    if not code or not cells["fi"].strip():
        raise UserError("imports.no_code", field="code")
    if await Activity.filter(firm_id=work.firm_id, code=code).exists():
        raise ConflictError("imports.taken", field="code", code=code)
    await Activity.create(
        firm_id=work.firm_id,
        code=code,
        name_fi=cells["fi"].strip(),
        name_sv=cells["sv"].strip() or cells["fi"].strip(),
        name_en=cells["en"].strip() or cells["fi"].strip(),
        synonyms=[each.strip() for each in cells.get("synonyms", "").split(";") if each.strip()],
        is_billable=cells.get("billable", "").strip().casefold() not in _NO,
    )


async def _take_product(work: Work, cells: Mapping[str, str]) -> None:
    code, name = cells["code"].strip(), cells["name"].strip()
    if not code or not name:
        raise UserError("imports.no_code", field="code")
    if await Product.filter(firm_id=work.firm_id, code=code).exists():
        raise ConflictError("imports.taken", field="code", code=code)
    await Product.create(
        firm_id=work.firm_id,
        code=code,
        name=name,
        unit=cells.get("unit") or "hour",
        price_e4=_price_e4(cells.get("price", "")),
    )


def _price_e4(text: str) -> int:
    """12,50 or 12.50 in 1/10000 €. Raises UserError."""
    clean = text.strip().replace(" ", "").replace("\u00a0", "").replace(",", ".")
    if not clean:
        return 0
    whole, _, part = clean.partition(".")
    if not whole.isdecimal() or (part and not part.isdecimal()) or len(part) > 4:  # noqa: PLR2004 - 1/10000
        raise UserError("imports.bad_price", field="price", price=text)
    return int(whole) * 10_000 + int((part + "0000")[:4])


_TAKERS: dict[Kind, Callable[[Work, Mapping[str, str]], Awaitable[None]]] = {
    "clients": _take_client,
    "staff": _take_staff,
    "activities": _take_activity,
    "products": _take_product,
}
