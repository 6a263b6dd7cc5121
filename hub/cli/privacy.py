"""`kirjuri person export`, `kirjuri person erase`: what is kept of a client's person."""

import json
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from hub.access import Asker
from hub.actions.clients import contact_of_client
from hub.actions.erasure import Erased, erase_contact
from hub.actions.firm import house_of_only_firm
from hub.actions.retention import remove_expired_files
from hub.cli.base import AsJson, Data, app, opened_store, refuse, run, settings_of, show, show_json
from hub.queries.personal_data import PersonalData, personal_data_of
from hub.settings import Settings
from integrations.storage import open_storage

person = typer.Typer(help="What is kept of a client's person: hand it out, or erase it (GDPR).")
app.add_typer(person, name="person")

Contact = Annotated[str, typer.Option(help="The person's e-mail address.")]
Number = Annotated[str, typer.Option(help="The number of the person's client.")]


@person.command()
def export(
    contact: Contact,
    client: Number,
    out: Annotated[Path | None, typer.Option(help="Write to this file.", dir_okay=False)] = None,
    data: Data = None,
) -> None:
    """Print everything that is kept of a person as JSON (GDPR article 15)."""
    found = run(_export(settings_of(data), contact, client))
    text = json.dumps(found.as_json(), ensure_ascii=False, indent=1)
    if out is None:
        show(text)
        return
    out.write_text(f"{text}\n", encoding="utf-8")
    show(f"{len(found.messages)} messages and {len(found.files)} files are listed in {out}.")


@person.command()
def erase(
    contact: Contact,
    client: Number,
    yes: Annotated[bool, typer.Option("--yes", help="It cannot be undone; say so.")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Erase a person for good: access, name, address, talk and files (GDPR article 17).

    Accounting material stays as long as the law says, and the audit trail is never changed.
    """
    if not yes:
        refuse("nothing was erased: it cannot be undone, so add --yes")
    done = run(_erase(settings_of(data), contact, client))
    if as_json:
        show_json({"messages": done.messages, "kept": done.kept})
    else:
        show(f"Erased {done.messages} messages; {done.kept} stay as accounting material.")


async def _found(contact: str, client: str) -> tuple[Asker, UUID]:
    contact_id, _ = await contact_of_client(contact, client)
    return await house_of_only_firm(), contact_id


async def _export(settings: Settings, contact: str, client: str) -> PersonalData:
    async with opened_store(settings):
        return await personal_data_of(*await _found(contact, client))


async def _erase(settings: Settings, contact: str, client: str) -> Erased:
    async with opened_store(settings):
        house, contact_id = await _found(contact, client)
        done = await erase_contact(house, contact_id)
        storage = open_storage(settings.storage_url, settings.files_folder)
        await remove_expired_files(house.firm_id, storage)
        return done
