"""`kirjuri token`, `kirjuri init`: ways in for integrators, and a firm to begin with."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from hub.actions.assignments import FIRST_TEMPLATES, add_template
from hub.actions.clients import contact_of_client
from hub.actions.firm import NewPerson, add_staff, found_firm, house_of_only_firm, staff_by_email
from hub.actions.imports import Kind, import_table
from hub.actions.sessions import (
    issue_contact_token,
    issue_staff_token,
    make_sign_in_link,
    make_widget_key,
)
from hub.assembly import opened, sealer_of, tokens_of
from hub.cli.base import AsJson, Data, app, refuse, run, settings_of, show, show_json
from hub.cli.registers import read_table
from hub.demo.tables import table
from hub.settings import Settings
from hub.store import migrate


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
    made = run(_token(settings, contact, client, staff, minutes))
    if as_json:
        show_json({"token": made[0], "expires_in": made[1]})
    else:
        show(made[0])


async def _token(
    settings: Settings, contact: str, client: str, staff: str, minutes: int
) -> tuple[str, int]:
    async with opened(settings):
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
    language: Annotated[str, typer.Option(help="fi, sv or en.")] = "fi",
    folder: Annotated[
        Path | None,
        typer.Option(help="Take staff.csv, activities.csv, clients.csv, products.csv from here."),
    ] = None,
    site: Annotated[
        list[str] | None, typer.Option(help="Origin of a site that will embed the widget.")
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Found a new firm: its owner, task templates, activities and registers, and a widget key."""
    settings = settings_of(data)
    if weak := settings.weak_points():
        refuse(f"missing or weak: {', '.join(weak)}")
    person = NewPerson(owner, email, role="owner", language=language)
    kid, secret = run(_init(settings, name, person, folder, site or []))
    if as_json:
        show_json({"firm": name, "widget_key": kid, "widget_secret": secret})
    else:
        show(f"{name} is founded. Sign in at {settings.base_url}/console/ with {email}.")
        show(f"Widget key {kid}, secret (shown once): {secret}")


async def _init(
    settings: Settings, name: str, owner: NewPerson, folder: Path | None, sites: list[str]
) -> tuple[str, str]:
    await migrate(settings.database)
    async with opened(settings):
        house = await found_firm(name, language=owner.language)
        await add_staff(house, owner, working_from=date(2020, 1, 1))
        for template in FIRST_TEMPLATES:
            await add_template(house, template)
        kinds: tuple[Kind, ...] = ("staff", "activities", "clients", "products")
        for kind in kinds:
            path = folder / f"{kind}.csv" if folder else None
            if path is not None and path.is_file():
                rows = read_table(path)
            elif kind == "activities":
                rows = table("activities")
            else:
                continue
            report = await import_table(house, kind, rows)
            for wrong in report.wrong:
                if wrong.error is not None:
                    raise wrong.error
        return await make_widget_key(house, sealer_of(settings), allowed_origins=sites)


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
    async with opened(settings):
        person = await staff_by_email(staff)
        if person.id is None:
            refuse("nobody")
        house = await house_of_only_firm()
        return await make_sign_in_link(house, person.id, base_url=settings.base_url)
