"""Taking over registers row by row: every row is judged, and all are taken or none."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from tortoise.exceptions import ValidationError

from hub import clock
from hub.access import ADMINISTER, MANAGE_CLIENTS, Asker, require
from hub.actions.base import Work, action
from hub.actions.clients import NewClient, add_client_row
from hub.actions.firm import NewPerson, add_staff
from hub.errors import ConflictError, UserError
from hub.texts import DEFAULT_LANGUAGE, LANGUAGES
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
# What a row may hold beside its columns: where it stands in the file, and cells without a heading.
LINE, EXTRA = "\0line", ""
_NO = {"0", "no", "n", "false", "ei", "e", "nej"}
_YES = {"", "1", "yes", "y", "true", "kyllä", "k", "ja", "j"}
_PRICE = re.compile(r"(\d{1,7})(?:[.,](\d{1,4}))?")


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


class WrongRowsError(Exception):
    """Takes the whole transaction back, with the report of what was wrong."""

    def __init__(self, kind: Kind, rows: list[RowReport]) -> None:
        super().__init__(kind)
        self.kind = kind
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
        return await take_table(asker, kind, table, partial=partial, on_row=on_row)
    except WrongRowsError as wrong:
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
async def take_table(
    work: Work,
    kind: Kind,
    table: Table,
    *,
    partial: bool = False,
    on_row: Callable[[int], None] = lambda _: None,
) -> ImportReport:
    """Raises WrongRowsError, so that nothing of a table with wrong rows stays."""
    check_columns(kind, table)
    require(work.asker, MANAGE_CLIENTS if kind == "clients" else ADMINISTER)
    take = _TAKERS[kind]
    rows: list[RowReport] = []
    for place, cells in enumerate(table, start=2):
        line = int(cells.get(LINE, place))
        name = cells.get("name") or cells.get("fi") or cells.get("code") or ""
        try:
            _check_cells(cells)
            await take(work, cells)
        except UserError as error:
            rows.append(RowReport(line, name, error))
        except ValidationError as error:
            # What a column cannot hold; nothing has reached the database yet.
            rows.append(RowReport(line, name, _bad_value(error)))
        else:
            rows.append(RowReport(line, name))
        on_row(line)
    if not partial and any(row.error for row in rows):
        raise WrongRowsError(kind, rows)
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
            language=_language(cells),
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
        language=_language(cells),
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
        is_billable=_is_billable(cells),
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
        price_e4=price_e4(cells.get("price", "")),
    )


def price_e4(text: str) -> int:
    """12,50 or 12.50 in 1/10000 €, nothing as zero. Raises UserError."""
    clean = re.sub(r"\s", "", text)
    if not clean:
        return 0
    found = _PRICE.fullmatch(clean)
    if found is None or not clean.isascii():
        raise UserError("imports.bad_price", field="price", price=text)
    return int(found[1]) * 10_000 + int((found[2] or "").ljust(4, "0"))


def _check_cells(cells: Mapping[str, str]) -> None:
    if cells.get(EXTRA):
        raise UserError("imports.too_many_cells")


def _language(cells: Mapping[str, str]) -> str:
    wish = cells.get("language", "").strip().casefold()
    if wish and wish not in LANGUAGES:
        raise UserError("imports.bad_language", field="language", word=wish)
    return wish or DEFAULT_LANGUAGE


def _is_billable(cells: Mapping[str, str]) -> bool:
    word = cells.get("billable", "").strip().casefold()
    if word not in _YES | _NO:
        raise UserError("imports.bad_yes_no", field="billable", text=word)
    return word not in _NO


def _bad_value(error: ValidationError) -> UserError:
    """Tortoise names the column first: "name: Length of …"."""
    return UserError("imports.bad_value", column=str(error).partition(":")[0])


_TAKERS: dict[Kind, Callable[[Work, Mapping[str, str]], Awaitable[None]]] = {
    "clients": _take_client,
    "staff": _take_staff,
    "activities": _take_activity,
    "products": _take_product,
}
