"""Clients, their contacts, and who of the staff answers for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from stdnum.fi import ytunnus

from hub.access import MANAGE_CLIENTS, access_client_number, access_staff, require
from hub.actions.base import Work, action
from hub.errors import ConflictError, NotFoundError, UserError
from hub.texts import as_language
from models.clients import Client, Contact, Responsibility, ResponsibilityRole


@dataclass(frozen=True, slots=True)
class NewClient:
    """A client company to add; the texts are as typed."""

    number: str
    name: str
    business_id: str = ""
    aliases: tuple[str, ...] = ()
    language: str = "fi"
    email: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""


@dataclass(frozen=True, slots=True)
class NewContact:
    client: str
    name: str
    email: str
    language: str = "fi"
    # The firm's own id of the person; empty means the e-mail address.
    external_id: str = ""


@action
async def add_client(work: Work, new: NewClient) -> UUID:
    """Add a client. Raises UserError for a wrong Y-tunnus, ConflictError for a number in use."""
    require(work.asker, MANAGE_CLIENTS)
    return await add_client_row(work, new)


async def add_client_row(work: Work, new: NewClient) -> UUID:
    """The same inside another action's work."""
    number, name = new.number.strip(), " ".join(new.name.split())
    if not number:
        raise UserError("clients.no_number", field="number")
    if not name:
        raise UserError("clients.no_name", field="name")
    business_id = checked_business_id(new.business_id)
    email = new.email.strip()
    if email and "@" not in email:
        raise UserError("firm.bad_email", field="email", email=email)
    if await Client.filter(firm_id=work.firm_id, number=number).exists():
        raise ConflictError("clients.number_taken", field="number", number=number)
    client = await Client.create(
        firm_id=work.firm_id,
        number=number,
        name=name,
        business_id=business_id,
        aliases=list(new.aliases),
        language=as_language(new.language),
        email=email,
        street=new.street.strip(),
        postcode=new.postcode.strip(),
        city=new.city.strip(),
        invoice_channel="email" if email else "no_sending",
        search_text=" ".join([name, number, business_id, *new.aliases]).casefold(),
    )
    await work.audit("clients", client.id, "add", after={"number": number, "name": name})
    return client.id


@action
async def add_contact(work: Work, new: NewContact) -> UUID:
    """Add a person of a client; the same address in two clients is two people."""
    require(work.asker, MANAGE_CLIENTS)
    client = await access_client_number(work.asker, new.client)
    external_id = new.external_id or new.email.strip().casefold()
    if not external_id or not new.name.strip():
        raise UserError("clients.no_name", field="name")
    if await Contact.filter(client_id=client.id, external_id=external_id).exists():
        raise ConflictError("clients.contact_taken", field="email", email=new.email)
    contact = await Contact.create(
        firm_id=work.firm_id,
        client_id=client.id,
        external_id=external_id,
        name=new.name.strip(),
        email=new.email.strip(),
        language=as_language(new.language),
    )
    await work.audit("clients", contact.id, "add_contact")
    return contact.id


@action
async def set_responsible(
    work: Work, *, client: str, staff_id: UUID, role: str = "accountant"
) -> None:
    """Say who of the staff answers for a client; saying it twice is once."""
    require(work.asker, MANAGE_CLIENTS)
    row = await access_client_number(work.asker, client)
    staff = await access_staff(work.asker, staff_id)
    _, is_new = await Responsibility.get_or_create(
        client_id=row.id,
        staff_id=staff.id,
        role=ResponsibilityRole(role),
        defaults={"firm_id": work.firm_id},
    )
    if is_new:
        await work.audit("clients", row.id, "responsible", after={"staff": str(staff.id)})


def checked_business_id(text: str) -> str:
    """A Y-tunnus as 1234567-1, or nothing. Raises UserError when its check digit is wrong."""
    if not text.strip():
        return ""
    if not ytunnus.is_valid(text):
        raise UserError("clients.bad_business_id", field="business_id", business_id=text.strip())
    return str(ytunnus.format(text))


async def contact_of_client(email: str, number: str) -> tuple[UUID, UUID]:
    """The contact of this address at this client, with the firm. Raises NotFoundError."""
    contacts: Sequence[Contact] = await Contact.filter(
        email__iexact=email.strip(), client__number=number, is_active=True
    ).limit(2)
    if len(contacts) != 1:
        raise NotFoundError("clients.no_contact", field="contact", email=email, client=number)
    return contacts[0].id, contacts[0].firm_id
