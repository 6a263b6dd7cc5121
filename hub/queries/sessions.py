"""Who stands behind a token, a cookie or a widget key, and whether they still may."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hub import clock
from hub.access import Asker, AskerKind, contact_asker, staff_asker
from hub.queries.talk_rules import TalkRules, rules_of
from hub.secrets import Sealer, hashed
from hub.tokens import ContactClaims, SigningKey, StaffClaims
from models.clients import Client, Contact
from models.firm import Firm, Session, Staff, WidgetKey


@dataclass(frozen=True, slots=True)
class FirmView:
    id: UUID
    name: str
    language: str
    is_demo: bool
    time_zone: str
    rules: TalkRules


@dataclass(frozen=True, slots=True)
class StaffView:
    id: UUID
    name: str
    email: str
    role: str
    rights: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class SessionView:
    """A signed-in staff member's session; `csrf` must come back in a header."""

    id: UUID
    asker: Asker
    csrf: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class WidgetKeyView:
    kid: str
    firm_id: UUID
    allowed_origins: tuple[str, ...]


async def signing_key(kid: str, sealer: Sealer) -> SigningKey | None:
    """A live widget key with what it verifies by, or None."""
    row = await WidgetKey.get_or_none(kid=kid, revoked_at=None)
    if row is None:
        return None
    material = row.public_key
    if row.algorithm == "HS256":
        material = sealer.unseal(row.sealed_secret, seal_place(row.id))
    return SigningKey(row.kid, row.firm_id, row.algorithm.value, material)


def seal_place(key_id: UUID) -> str:
    return f"widget_key:{key_id}"


async def widget_key(kid: str) -> WidgetKeyView | None:
    row = await WidgetKey.get_or_none(kid=kid, revoked_at=None)
    return WidgetKeyView(row.kid, row.firm_id, tuple(row.allowed_origins)) if row else None


async def contact_of(claims: ContactClaims) -> Asker | None:
    """The contact the firm's site vouches for: of this client, and still there."""
    contact = await Contact.get_or_none(
        firm_id=claims.firm_id,
        external_id=claims.subject,
        is_active=True,
        client__number=claims.client_number,
        client__is_active=True,
    )
    return contact_asker(contact) if contact else None


async def staff_of(claims: StaffClaims) -> Asker | None:
    staff = await Staff.get_or_none(id=claims.staff_id, firm_id=claims.firm_id, is_active=True)
    if staff is None:
        return None
    if claims.session_id is not None and not await living_sessions([claims.session_id]):
        return None
    return staff_asker(staff, "console")


async def session_of(token: str) -> SessionView | None:
    """The session a cookie stands for, while it lives."""
    row = await Session.get_or_none(
        token_hash=hashed(token), revoked_at=None, expires_at__gt=clock.now()
    ).prefetch_related("staff")
    if row is None or not row.staff.is_active:
        return None
    return SessionView(row.id, staff_asker(row.staff, "console"), row.csrf, row.expires_at)


async def living_sessions(session_ids: Iterable[UUID]) -> set[UUID]:
    rows = await Session.filter(
        id__in=list(session_ids), revoked_at=None, expires_at__gt=clock.now()
    ).values_list("id", flat=True)
    return {UUID(str(row)) for row in rows}


async def living_people(people: Iterable[tuple[AskerKind, UUID]]) -> set[UUID]:
    """Who of these is still active: asked every few seconds for all open sockets at once."""
    wanted = list(people)
    staff = [each for kind, each in wanted if kind == "staff"]
    contacts = [each for kind, each in wanted if kind == "contact"]
    living: set[UUID] = set()
    if staff:
        rows = await Staff.filter(id__in=staff, is_active=True).values_list("id", flat=True)
        living |= {UUID(str(row)) for row in rows}
    if contacts:
        rows = await Contact.filter(
            id__in=contacts, is_active=True, client__is_active=True
        ).values_list("id", flat=True)
        living |= {UUID(str(row)) for row in rows}
    return living


async def firm_view(firm_id: UUID) -> FirmView:
    firm = await Firm.get(id=firm_id)
    return FirmView(firm.id, firm.name, firm.language, firm.is_demo, firm.time_zone, rules_of(firm))


async def staff_view(asker: Asker) -> StaffView:
    staff = await Staff.get(id=asker.id)
    return StaffView(
        staff.id,
        staff.name,
        staff.email,
        staff.role.value,
        tuple(sorted(asker.rights)),
        staff.language,
    )


async def client_number_of(asker: Asker) -> str | None:
    """The number of a contact's client."""
    if asker.client_id is None:
        return None
    return (await Client.get(id=asker.client_id)).number


@dataclass(frozen=True, slots=True)
class DemoContact:
    id: UUID
    firm_id: UUID
    name: str
    client_name: str


async def demo_contact(contact_id: UUID | None) -> DemoContact | None:
    """A contact of the demo's firm; the first one when nobody is named."""
    found = Contact.filter(firm__is_demo=True, is_active=True).order_by("id")
    if contact_id is not None:
        found = found.filter(id=contact_id)
    contact = await found.first().prefetch_related("client")
    if contact is None:
        return None
    return DemoContact(contact.id, contact.firm_id, contact.name, contact.client.name)
