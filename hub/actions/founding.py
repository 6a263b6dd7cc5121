"""Founding the firm of an installation: all that it begins with, or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from hub.access import Asker, house_asker
from hub.actions.assignments import FIRST_TEMPLATES, add_template
from hub.actions.base import Work, action
from hub.actions.firm import NewPerson, add_staff
from hub.actions.imports import Kind, Table, take_table
from hub.actions.prices import set_price
from hub.actions.sessions import make_widget_key
from hub.errors import ConflictError, UserError
from hub.ids import new_id
from hub.secrets import Sealer
from hub.texts import as_language
from models.firm import Firm

# Before anybody's first hours.
LONG_AGO = date(2020, 1, 1)
IN_ORDER: tuple[Kind, ...] = ("staff", "activities", "clients", "products")


@dataclass(frozen=True, slots=True)
class NewFirm:
    """A firm to found. `sites`: origins of pages that will embed the widget."""

    name: str
    owner: NewPerson
    registers: Mapping[Kind, Table] = field(default_factory=dict)
    # The firm's own price of an hour in 1/10000 €, for whatever has none of its own.
    hour_price_e4: int | None = None
    sites: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Founded:
    """The house, its owner, and the first widget key; its secret is shown this once."""

    house: Asker
    owner_id: UUID
    kid: str
    widget_secret: str


async def found_office(new: NewFirm, sealer: Sealer) -> Founded:
    """The installation's firm with owner, templates, registers, price and widget key.

    Raises ConflictError when there is a firm already, UserError for the owner or the price, and
    WrongRowsError for a register; then nothing is written.
    """
    if not new.name.strip():
        raise UserError("firm.no_name", field="name")
    firm = Firm(id=new_id(), name=new.name.strip(), language=as_language(new.owner.language))
    return await _found(house_asker(firm, "cli"), firm, new, sealer)


@action
async def _found(work: Work, firm: Firm, new: NewFirm, sealer: Sealer) -> Founded:
    # Commands find the one firm of an installation; a second would lock everybody out.
    if await Firm.exists():
        raise ConflictError("firm.exists")
    await firm.save(force_create=True)
    await work.audit("firm", firm.id, "found", after={"name": firm.name})
    owner_id = await add_staff.inside(work, new.owner, working_from=LONG_AGO)
    for template in FIRST_TEMPLATES:
        await add_template.inside(work, template)
    for kind in IN_ORDER:
        if kind in new.registers:
            await take_table.inside(work, kind, new.registers[kind])
    if new.hour_price_e4 is not None:
        await set_price.inside(work, hour_price_e4=new.hour_price_e4, valid_from=LONG_AGO)
    kid, secret = await make_widget_key.inside(work, sealer, allowed_origins=list(new.sites))
    return Founded(work.asker, owner_id, kid, secret)
