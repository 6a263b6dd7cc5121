"""`kirjuri token`, `kirjuri init`: ways in for integrators, and a firm to begin with."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from hub.actions.clients import contact_of_client
from hub.actions.firm import NewPerson, house_of_only_firm, staff_by_email
from hub.actions.founding import IN_ORDER, Founded, NewFirm, found_office
from hub.actions.imports import Kind, Table, WrongRowsError, price_e4
from hub.actions.sessions import issue_contact_token, issue_staff_token, make_sign_in_link
from hub.assembly import opened, sealer_of, tokens_of
from hub.cli.base import (
    AsJson,
    Data,
    Language,
    app,
    opened_store,
    own_language,
    refuse,
    run,
    settings_of,
    show,
    show_json,
)
from hub.cli.registers import read_table
from hub.demo.tables import table
from hub.settings import Settings
from hub.store import migrate
from hub.texts import say

# The owner may have to set up a server first.
FIRST_LINK_LIFE = timedelta(days=1)


@app.command()
def token(
    contact: Annotated[str, typer.Option(help="A contact's e-mail address.")] = "",
    client: Annotated[str, typer.Option(help="The number of the contact's client.")] = "",
    staff: Annotated[str, typer.Option(help="A staff member's e-mail address.")] = "",
    minutes: Annotated[int, typer.Option(min=1, max=60, help="How long it is good for.")] = 15,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Print a short-lived token for /client or /staff (socket and `Authorization: Bearer`); audited."""
    if bool(staff) == bool(contact):
        raise typer.BadParameter("name either --staff or --contact with --client")
    if contact and not client:
        raise typer.BadParameter("a contact needs --client NUMBER")
    settings = settings_of(data)
    if "KIRJURI_SECRET" in settings.weak_points():
        refuse("missing or weak: KIRJURI_SECRET")
    made = run(_token(settings, contact, client, staff, minutes))
    if as_json:
        show_json({"token": made[0], "expires_in": made[1]})
    else:
        show(made[0])


async def _token(
    settings: Settings, contact: str, client: str, staff: str, minutes: int
) -> tuple[str, int]:
    async with opened_store(settings):
        house = await house_of_only_firm()
        if staff:
            person = await staff_by_email(staff)
            if person.id is None:
                refuse("nobody")
            issued = await issue_staff_token(
                house, tokens_of(settings), staff_id=person.id, minutes=minutes
            )
        else:
            contact_id, _ = await contact_of_client(contact, client)
            issued = await issue_contact_token(
                house, sealer_of(settings), contact_id=contact_id, minutes=minutes
            )
        return issued.token, issued.expires_in


@app.command()
def init(
    name: Annotated[str, typer.Option(help="The firm's name.")],
    owner: Annotated[str, typer.Option(help="The owner's name.")],
    email: Annotated[str, typer.Option(help="The owner's e-mail address.")],
    language: Annotated[Language, typer.Option(help="The firm's own.")] = Language.FI,
    folder: Annotated[
        Path | None,
        typer.Option(
            help="Take staff.csv, activities.csv, clients.csv, products.csv from here.",
            exists=True,
            file_okay=False,
        ),
    ] = None,
    hour_price: Annotated[
        str, typer.Option(help="The firm's price of an hour in euros without VAT, as 85,50.")
    ] = "",
    site: Annotated[
        list[str] | None, typer.Option(help="Origin of a site that will embed the widget.")
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Found the installation's firm: owner, task templates, activities, registers, a widget key.

    Prints the owner's one-time sign-in link. All is founded, or nothing.
    """
    settings = settings_of(data, is_new=True)
    if weak := settings.weak_points():
        refuse(f"missing or weak: {', '.join(weak)}")
    person = NewPerson(owner, email, role="owner", language=language.value)
    founded, address = run(_init(settings, name, person, folder, hour_price, site or []))
    if as_json:
        show_json(
            {
                "firm": name,
                "link": address,
                "widget_key": founded.kid,
                "widget_secret": founded.widget_secret,
            }
        )
    else:
        show(f"{name} is founded. {email} signs in once, within a day, at:\n{address}")
        show(f"Widget key {founded.kid}, secret (shown once): {founded.widget_secret}")


async def _init(
    settings: Settings,
    name: str,
    owner: NewPerson,
    folder: Path | None,
    hour_price: str,
    sites: list[str],
) -> tuple[Founded, str]:
    registers: dict[Kind, Table] = {"activities": table("activities")}
    for kind in IN_ORDER:
        path = folder / f"{kind}.csv" if folder else None
        if path is not None and path.is_file():
            registers[kind] = read_table(path)
    new = NewFirm(
        name, owner, registers, price_e4(hour_price) if hour_price.strip() else None, sites
    )
    await migrate(settings.database)
    async with opened(settings):
        try:
            founded = await found_office(new, sealer_of(settings))
        except WrongRowsError as wrong:
            refuse(_wrong_rows(wrong))
        address = await make_sign_in_link(
            founded.house, founded.owner_id, base_url=settings.base_url, life=FIRST_LINK_LIFE
        )
    return founded, address


def _wrong_rows(wrong: WrongRowsError) -> str:
    language = own_language()
    return "\n".join(
        say(
            "imports.in_file",
            language,
            file=f"{wrong.kind}.csv",
            line=row.line,
            error=row.error.say(language),
        )
        for row in wrong.rows
        if row.error is not None
    )


@app.command()
def link(
    staff: Annotated[str, typer.Option(help="A staff member's e-mail address.")],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Print a one-time sign-in link for the console: for the first owner, or when mail is down."""
    settings = settings_of(data)
    address = run(_link(settings, staff))
    if as_json:
        show_json({"link": address})
    else:
        show(address)


async def _link(settings: Settings, staff: str) -> str:
    async with opened_store(settings):
        person = await staff_by_email(staff)
        if person.id is None:
            refuse("nobody")
        house = await house_of_only_firm()
        return await make_sign_in_link(house, person.id, base_url=settings.base_url)
