"""The only door to a row: reached on somebody's behalf, inside their firm, or not at all.

Absent and forbidden look the same: `NotFoundError`.
"""

from dataclasses import dataclass, replace
from typing import Literal, Protocol
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from hub.errors import ForbiddenError, NotFoundError
from models.chat import Conversation, ConversationKind, StoredCard
from models.clients import Client, Contact
from models.files import Attachment, File, Upload
from models.firm import Firm, Role, Staff
from models.materials import DeliveredFile

AskerKind = Literal["staff", "contact", "bot", "system"]
Channel = Literal["client", "console", "slack", "cli", "job", "demo", "email"]

SEE_OTHERS_HOURS = "see_others_hours"
SEE_MONEY = "see_money"
APPROVE_HOURS = "approve_hours"
PUSH_INVOICES = "push_invoices"
MANAGE_CLIENTS = "manage_clients"
SEND_BULLETINS = "send_bulletins"
ADMINISTER = "administer"

_EVERYTHING = frozenset(
    {
        SEE_OTHERS_HOURS,
        SEE_MONEY,
        APPROVE_HOURS,
        PUSH_INVOICES,
        MANAGE_CLIENTS,
        SEND_BULLETINS,
        ADMINISTER,
    }
)
ROLE_RIGHTS: dict[Role, frozenset[str]] = {
    Role.OWNER: _EVERYTHING,
    Role.MANAGER: _EVERYTHING - {ADMINISTER},
    Role.ACCOUNTANT: frozenset({SEE_MONEY, SEND_BULLETINS}),
    Role.ASSISTANT: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Asker:
    """On whose behalf something is asked. `client_id` is set for contacts only."""

    kind: AskerKind
    id: UUID | None
    firm_id: UUID
    name: str
    language: str
    rights: frozenset[str] = frozenset()
    client_id: UUID | None = None
    channel: Channel = "console"

    @property
    def is_staff(self) -> bool:
        return self.kind == "staff"

    @property
    def is_contact(self) -> bool:
        return self.kind == "contact"

    def over(self, channel: Channel) -> "Asker":
        return replace(self, channel=channel)


def require(asker: Asker, right: str) -> None:
    """Raises ForbiddenError when the asker lacks the right; the house itself lacks none."""
    if asker.kind not in {"bot", "system"} and right not in asker.rights:
        raise ForbiddenError("errors.missing_right", right=right)


def require_staff(asker: Asker) -> None:
    if asker.kind == "contact":
        raise NotFoundError


def staff_asker(staff: Staff, channel: Channel) -> Asker:
    return Asker(
        kind="staff",
        id=staff.id,
        firm_id=staff.firm_id,
        name=staff.name,
        language=staff.language,
        rights=ROLE_RIGHTS[staff.role] | frozenset(staff.extra_rights),
        channel=channel,
    )


def contact_asker(contact: Contact, channel: Channel = "client") -> Asker:
    return Asker(
        kind="contact",
        id=contact.id,
        firm_id=contact.firm_id,
        name=contact.name,
        language=contact.language,
        client_id=contact.client_id,
        channel=channel,
    )


def house_asker(firm: Firm, channel: Channel = "job") -> Asker:
    """The firm itself: jobs, seeds and the bot's unprompted words."""
    return Asker(
        kind="bot",
        id=None,
        firm_id=firm.id,
        name="Kirjuri",
        language=firm.language,
        channel=channel,
    )


async def staff_by_id(staff_id: UUID, channel: Channel) -> Asker | None:
    """The asker a staff id stands for, while the person is active."""
    staff = await Staff.get_or_none(id=staff_id, is_active=True)
    return staff_asker(staff, channel) if staff else None


async def contact_by_id(contact_id: UUID) -> Asker | None:
    contact = await Contact.get_or_none(id=contact_id, is_active=True, client__is_active=True)
    return contact_asker(contact) if contact else None


async def house_of(firm_id: UUID, channel: Channel = "job") -> Asker:
    return house_asker(await Firm.get(id=firm_id), channel)


def conversations_for(asker: Asker) -> QuerySet[Conversation]:
    """The client conversations the asker may be in (never a notes twin)."""
    open_to = Conversation.filter(firm_id=asker.firm_id, kind=ConversationKind.CLIENT)
    if not asker.is_contact:
        return open_to
    everybodys = Q(private_to_id__isnull=True) | Q(private_to_id=asker.id)
    return open_to.filter(everybodys, client_id=asker.client_id)


async def access_conversation(asker: Asker, conversation_id: UUID) -> Conversation:
    """A conversation, notes twins included for staff."""
    found = await Conversation.get_or_none(id=conversation_id, firm_id=asker.firm_id)
    if found is None:
        raise NotFoundError
    check_conversation(asker, found)
    return found


class Reachable(Protocol):
    """What decides who may be in a conversation."""

    @property
    def firm_id(self) -> UUID: ...
    @property
    def client_id(self) -> UUID: ...
    @property
    def kind(self) -> str: ...
    @property
    def private_to_id(self) -> UUID | None: ...


def check_conversation(asker: Asker, place: Reachable) -> None:
    """Raises NotFoundError unless the asker may be there."""
    if place.firm_id != asker.firm_id:
        raise NotFoundError
    if not asker.is_contact:
        return
    if place.kind != ConversationKind.CLIENT:
        raise NotFoundError
    if place.client_id != asker.client_id:
        raise NotFoundError
    if place.private_to_id not in {None, asker.id}:
        raise NotFoundError


async def access_client(asker: Asker, client_id: UUID) -> Client:
    if asker.is_contact and client_id != asker.client_id:
        raise NotFoundError
    found = await Client.get_or_none(id=client_id, firm_id=asker.firm_id)
    if found is None:
        raise NotFoundError
    return found


async def access_client_number(asker: Asker, number: str) -> Client:
    """A client by its number, as people and demo files name it."""
    found = await Client.get_or_none(number=number, firm_id=asker.firm_id)
    if found is None or (asker.is_contact and found.id != asker.client_id):
        raise NotFoundError("clients.unknown", client=number, field="client")
    return found


async def access_card(asker: Asker, card_id: UUID) -> StoredCard:
    """A card that stands in a conversation of the asker's, or one that was shown to them alone."""
    found = await StoredCard.get_or_none(id=card_id, firm_id=asker.firm_id)
    if found is None:
        raise NotFoundError
    if found.conversation_id is not None:
        await access_conversation(asker, found.conversation_id)
        return found
    if asker.kind in {"bot", "system"} or found.owner_id == asker.id:
        return found
    raise NotFoundError


async def access_file(asker: Asker, file_id: UUID) -> File:
    """A file of a conversation that the asker may be in.

    On a message or delivered, it is everybody's there, and nobody's once the message is deleted;
    before that it is its uploader's alone.
    """
    found = await File.get_or_none(id=file_id, firm_id=asker.firm_id)
    if found is None:
        raise NotFoundError
    await access_conversation(asker, found.conversation_id)
    if await Attachment.filter(file_id=found.id, message__deleted_at__isnull=True).exists():
        return found
    if await DeliveredFile.filter(file_id=found.id).exists():
        return found
    is_sent = await Attachment.filter(file_id=found.id).exists()
    if is_sent or found.uploader_id != asker.id:
        raise NotFoundError
    return found


async def access_upload(asker: Asker, upload_id: UUID) -> Upload:
    """A file on its way: its sender's alone, while they may be in the conversation."""
    found = await Upload.get_or_none(id=upload_id, firm_id=asker.firm_id, uploader_id=asker.id)
    if found is None:
        raise NotFoundError
    await access_conversation(asker, found.conversation_id)
    return found


async def access_staff(asker: Asker, staff_id: UUID) -> Staff:
    require_staff(asker)
    found = await Staff.get_or_none(id=staff_id, firm_id=asker.firm_id)
    if found is None:
        raise NotFoundError
    return found


async def access_contact(asker: Asker, contact_id: UUID) -> Contact:
    require_staff(asker)
    found = await Contact.get_or_none(id=contact_id, firm_id=asker.firm_id)
    if found is None:
        raise NotFoundError
    return found
