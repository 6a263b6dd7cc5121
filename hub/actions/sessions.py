"""Ways in: one-time links, sessions, identity tokens; every use is audited."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from hub import clock, events
from hub.access import (
    ADMINISTER,
    Asker,
    access_staff,
    house_asker,
    require,
    require_staff,
    staff_asker,
)
from hub.actions.base import Work, action
from hub.errors import NotFoundError, SignInError
from hub.ids import new_id
from hub.queries.sessions import SessionView, contact_of, seal_place, signing_key
from hub.secrets import Sealer, hashed
from hub.texts import as_language, say
from hub.tokens import (
    LONGEST_LIFE,
    ContactClaims,
    StaffTokens,
    key_name,
    read_contact_token,
    refused,
    sign_contact_token,
)
from models.clients import Contact
from models.firm import Firm, KeyAlgorithm, Session, SignInLink, Staff, UsedToken, WidgetKey

LINK_LIFE = timedelta(minutes=30)
SESSION_LIFE = timedelta(hours=12)
TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session. `token` goes into the cookie and is kept nowhere."""

    token: str
    session: SessionView


@dataclass(frozen=True, slots=True)
class IdentityToken:
    token: str
    expires_in: int
    kid: str
    name: str
    client_number: str


async def mail_sign_in_link(email: str, base_url: str) -> None:
    """Send a one-time link to every active staff member of this address; nobody learns whether."""
    for staff in await Staff.filter(email__iexact=email.strip(), is_active=True).limit(5):
        house = house_asker(await Firm.get(id=staff.firm_id))
        await _mail_link(house, staff.id, base_url=base_url)


@action
async def make_sign_in_link(
    work: Work, staff_id: UUID, *, base_url: str, life: timedelta = LINK_LIFE
) -> str:
    """The address of a one-time link, for the console and for `kirjuri demo`."""
    require(work.asker, ADMINISTER)
    return _address(base_url, await _new_link(work, await access_staff(work.asker, staff_id), life))


@action
async def _mail_link(work: Work, staff_id: UUID, *, base_url: str) -> None:
    staff = await access_staff(work.asker, staff_id)
    token = await _new_link(work, staff, LINK_LIFE)
    await work.deliver(
        "email",
        "sign_in",
        order_key=f"sign_in:{staff.id}",
        dedup_key=f"sign_in:{hashed(token)}",
        payload={
            "to": staff.email,
            "subject": say("realtime.link_subject", staff.language),
            "text": say(
                "realtime.link_text",
                staff.language,
                name=staff.name,
                link=_address(base_url, token),
                minutes=int(LINK_LIFE.total_seconds() // 60),
            ),
        },
    )


async def sign_in(token: str, *, user_agent: str = "") -> SignedIn:
    """Trade a one-time link for a session. Raises SignInError when it is used, old or unknown."""
    link = await SignInLink.get_or_none(
        token_hash=hashed(token), used_at=None, expires_at__gt=clock.now()
    ).prefetch_related("staff")
    if link is None or not link.staff.is_active:
        raise SignInError("realtime.link_refused", field="token")
    return await _start_session(staff_asker(link.staff, "console"), link.id, user_agent=user_agent)


@action
async def _start_session(work: Work, link_id: UUID, *, user_agent: str) -> SignedIn:
    now = clock.now()
    # Of two that use the link at once, one finds it unused.
    if not await SignInLink.filter(id=link_id, used_at=None).update(used_at=now):
        raise SignInError("realtime.link_refused", field="token")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session = await Session.create(
        firm_id=work.firm_id,
        staff_id=work.asker.id,
        token_hash=hashed(token),
        csrf=secrets.token_urlsafe(TOKEN_BYTES),
        user_agent=user_agent[:200],
        expires_at=now + SESSION_LIFE,
    )
    await work.audit("identity", session.id, "sign_in")
    view = SessionView(session.id, work.asker, session.csrf, session.expires_at)
    return SignedIn(token, view)


@action
async def sign_out(work: Work, session_id: UUID) -> None:
    """End a session and its sockets."""
    await Session.filter(id=session_id, staff_id=work.asker.id).update(revoked_at=clock.now())
    await work.audit("identity", session_id, "sign_out")
    _look_again(work)


@action
async def set_language(work: Work, language: Literal["fi", "sv", "en"]) -> Asker:
    """The language the hub speaks to this staff member; their open sockets follow."""
    require_staff(work.asker)
    staff = await Staff.get(id=work.asker.id)
    before, staff.language = staff.language, as_language(language)
    await staff.save()
    await work.audit(
        "firm", staff.id, "language", before={"language": before}, after={"language": language}
    )
    _look_again(work)
    return staff_asker(staff, work.asker.channel)


def _look_again(work: Work) -> None:
    if work.asker.id is not None:
        work.tell(
            events.AccessChanged(firm_id=work.firm_id, person_kind="staff", person_id=work.asker.id)
        )


async def identify_contact(token: str, sealer: Sealer) -> tuple[Asker, ContactClaims]:
    """The contact behind an identity token. Raises SignInError, the same for every reason."""
    key = await signing_key(key_name(token), sealer)
    if key is None:
        raise refused()
    claims = read_contact_token(token, key)
    asker = await contact_of(claims)
    if asker is None:
        raise refused()
    return asker, claims


async def use_up(claims: ContactClaims) -> None:
    """Take a one-time token (one with `jti`). Raises SignInError the second time."""
    if claims.jti is None:
        return
    _, is_first = await UsedToken.get_or_create(
        firm_id=claims.firm_id,
        jti=claims.jti,
        defaults={"expires_at": datetime.fromtimestamp(claims.expires_at, tz=clock.now().tzinfo)},
    )
    if not is_first:
        raise refused()


@action
async def make_widget_key(
    work: Work,
    sealer: Sealer,
    *,
    allowed_origins: list[str],
    algorithm: Literal["HS256", "ES256", "RS256"] = "HS256",
    public_key: str = "",
) -> tuple[str, str]:
    """A new key beside the live ones: its name, and for HS256 its secret, shown this once."""
    require(work.asker, ADMINISTER)
    secret = secrets.token_urlsafe(TOKEN_BYTES) if algorithm == "HS256" else ""
    row = WidgetKey(
        id=new_id(),
        firm_id=work.firm_id,
        kid=f"wk_{secrets.token_hex(8)}",
        algorithm=KeyAlgorithm(algorithm),
        public_key=public_key,
        allowed_origins=allowed_origins,
    )
    row.sealed_secret = sealer.seal(secret, seal_place(row.id)) if secret else ""
    await row.save(force_create=True)
    await work.audit("firm", row.id, "widget_key", after={"kid": row.kid})
    return row.kid, secret


@action
async def revoke_widget_key(work: Work, kid: str) -> None:
    """Refuse everything this key has signed, from now on."""
    require(work.asker, ADMINISTER)
    row = await WidgetKey.get_or_none(firm_id=work.firm_id, kid=kid)
    if row is None:
        raise NotFoundError
    await WidgetKey.filter(id=row.id).update(revoked_at=clock.now())
    await work.audit("firm", row.id, "widget_key_revoked", after={"kid": kid})


@action
async def issue_contact_token(
    work: Work, sealer: Sealer, *, contact_id: UUID, minutes: int = 15
) -> IdentityToken:
    """An identity token for a contact, for integrators and the demo: needs the right to administer.

    Raises NotFoundError without such a contact or without a live HS256 key.
    """
    require(work.asker, ADMINISTER)
    contact = await Contact.get_or_none(
        id=contact_id, firm_id=work.firm_id, is_active=True
    ).prefetch_related("client")
    row = (
        await WidgetKey.filter(firm_id=work.firm_id, revoked_at=None, algorithm="HS256")
        .order_by("-id")
        .first()
    )
    key = await signing_key(row.kid, sealer) if row else None
    if contact is None or key is None:
        raise NotFoundError
    life = min(timedelta(minutes=minutes), LONGEST_LIFE)
    token = sign_contact_token(
        key,
        subject=contact.external_id,
        client_number=contact.client.number,
        name=contact.name,
        email=contact.email,
        locale=contact.language,
        life=life,
    )
    await work.audit("identity", contact.id, "token")
    return IdentityToken(
        token, int(life.total_seconds()), key.kid, contact.name, contact.client.number
    )


@action
async def issue_staff_token(
    work: Work,
    tokens: StaffTokens,
    *,
    staff_id: UUID,
    session_id: UUID | None = None,
    minutes: int = 15,
) -> IdentityToken:
    """A staff token: one's own for the socket, anybody's with the right to administer."""
    if work.asker.id != staff_id:
        require(work.asker, ADMINISTER)
    staff = await access_staff(work.asker, staff_id)
    life = min(timedelta(minutes=minutes), LONGEST_LIFE)
    token = tokens.sign(staff.id, staff.firm_id, session_id, life)
    await work.audit("identity", staff.id, "token")
    return IdentityToken(token, int(life.total_seconds()), "", staff.name, "")


async def _new_link(work: Work, staff: Staff, life: timedelta) -> str:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    await SignInLink.create(
        firm_id=work.firm_id,
        staff_id=staff.id,
        token_hash=hashed(token),
        expires_at=clock.now() + life,
    )
    await work.audit("identity", staff.id, "link")
    return token


def _address(base_url: str, token: str) -> str:
    # After the # it stays in the browser: no server log, no Referer.
    return f"{base_url.rstrip('/')}/console/#/sign-in/{token}"
