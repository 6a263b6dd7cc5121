"""Signed tokens: a contact's identity from the firm's site, and the staff's short-lived own.

A token names its key; the key alone says which algorithm is right. What the token says about its
algorithm is compared, never believed.
"""

import binascii
import hmac
import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from joserfc import jwk, jwt
from joserfc.errors import JoseError
from joserfc.util import urlsafe_b64decode

from hub import clock
from hub.errors import SignInError
from hub.ids import as_uuid, new_id
from hub.secrets import derived_key

Algorithm = Literal["HS256", "ES256", "RS256"]

LONGEST_TOKEN = 8192
LONGEST_LIFE = timedelta(hours=1)
# How far clocks of the firm's site and of the hub may differ.
LEEWAY_S = 60
STAFF_AUDIENCE = "kirjuri:staff"
STAFF_LIFE = timedelta(minutes=15)
SHORTEST_KEY_BYTES = 32

_KID = re.compile(r"[A-Za-z0-9_-]{1,40}")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A widget key as verification needs it; `material` is a secret or a public key in PEM."""

    kid: str
    firm_id: UUID
    algorithm: Algorithm
    material: str


@dataclass(frozen=True, slots=True)
class ContactClaims:
    firm_id: UUID
    kid: str
    subject: str
    client_number: str
    expires_at: float
    name: str = ""
    email: str = ""
    locale: str = ""
    jti: str | None = None


@dataclass(frozen=True, slots=True)
class StaffClaims:
    staff_id: UUID
    firm_id: UUID
    session_id: UUID | None
    expires_at: float


def refused() -> SignInError:
    """One sentence for every reason: what exactly was wrong helps only an attacker."""
    return SignInError("realtime.token_refused")


def key_name(token: str) -> str:
    """The `kid` a token claims, not yet believed. Raises SignInError."""
    kid = _header(token).get("kid")
    if not isinstance(kid, str) or not _KID.fullmatch(kid):
        raise refused()
    return kid


def read_contact_token(token: str, key: SigningKey) -> ContactClaims:
    """Raises SignInError unless the key's owner said this, to this firm, a short while ago."""
    try:
        verifying = verifying_key(key)
    except (JoseError, ValueError) as error:
        raise refused() from error
    claims = _verified(token, key.algorithm, verifying, key.kid)
    _check_times(claims)
    if claims.get("aud") != str(key.firm_id) or claims.get("iss") != key.kid:
        raise refused()
    subject, organisation = claims.get("sub"), claims.get("org")
    if not _is_name(subject) or not _is_name(organisation):
        raise refused()
    jti = claims.get("jti")
    if jti is not None and not _is_name(jti):
        raise refused()
    return ContactClaims(
        firm_id=key.firm_id,
        kid=key.kid,
        subject=str(subject),
        client_number=str(organisation),
        expires_at=float(claims["exp"]),
        name=_optional(claims, "name"),
        email=_optional(claims, "email"),
        locale=_optional(claims, "locale"),
        jti=jti,
    )


def sign_contact_token(
    key: SigningKey,
    *,
    subject: str,
    client_number: str,
    name: str = "",
    email: str = "",
    locale: str = "fi",
    life: timedelta = LONGEST_LIFE,
    is_one_time: bool = False,
) -> str:
    """What the firm's site does; here for the demo and `kirjuri token` (HS256 keys only)."""
    issued = int(clock.now().timestamp())
    claims: dict[str, Any] = {
        "iss": key.kid,
        "aud": str(key.firm_id),
        "sub": subject,
        "org": client_number,
        "name": name,
        "email": email,
        "locale": locale,
        "iat": issued,
        "exp": issued + int(min(life, LONGEST_LIFE).total_seconds()),
    }
    if is_one_time:
        claims["jti"] = str(new_id())
    header = {"alg": key.algorithm, "kid": key.kid, "typ": "JWT"}
    return jwt.encode(header, claims, verifying_key(key), algorithms=[key.algorithm])


def verifying_key(key: SigningKey) -> "jwk.OctKey | jwk.ECKey | jwk.RSAKey":
    if key.algorithm == "HS256":
        if len(key.material.encode()) < SHORTEST_KEY_BYTES:
            raise refused()
        return jwk.OctKey.import_key(key.material.encode())
    if key.algorithm == "ES256":
        return jwk.ECKey.import_key(key.material)
    return jwk.RSAKey.import_key(key.material)


class StaffTokens:
    """Tokens for `/staff` and `Authorization: Bearer`, signed with the server's own secret."""

    def __init__(self, secret: str, older: tuple[str, ...] = ()) -> None:
        keys = [
            jwk.OctKey.import_key(derived_key(each, "staff token")) for each in (secret, *older)
        ]
        self._newest = keys[0]
        self._keys = keys

    def sign(
        self,
        staff_id: UUID,
        firm_id: UUID,
        session_id: UUID | None = None,
        life: timedelta = STAFF_LIFE,
    ) -> str:
        issued = int(clock.now().timestamp())
        claims = {
            "aud": STAFF_AUDIENCE,
            "sub": str(staff_id),
            "firm": str(firm_id),
            "session": str(session_id) if session_id else None,
            "iat": issued,
            "exp": issued + int(min(life, LONGEST_LIFE).total_seconds()),
        }
        header = {"alg": "HS256", "kid": STAFF_AUDIENCE, "typ": "JWT"}
        return jwt.encode(header, claims, self._newest)

    def read(self, token: str) -> StaffClaims:
        """Raises SignInError."""
        claims = self._any_key(token)
        _check_times(claims)
        staff_id = as_uuid(str(claims.get("sub")))
        firm_id = as_uuid(str(claims.get("firm")))
        if claims.get("aud") != STAFF_AUDIENCE or staff_id is None or firm_id is None:
            raise refused()
        session = claims.get("session")
        return StaffClaims(
            staff_id, firm_id, as_uuid(session) if session else None, float(claims["exp"])
        )

    @staticmethod
    def is_one(token: str) -> bool:
        """Whether it claims to be a staff token: which reader to ask, not whether to believe."""
        return _header(token).get("kid") == STAFF_AUDIENCE

    def _any_key(self, token: str) -> dict[str, Any]:
        for key in self._keys[:-1]:
            try:
                return _verified(token, "HS256", key, STAFF_AUDIENCE)
            except SignInError:
                continue
        return _verified(token, "HS256", self._keys[-1], STAFF_AUDIENCE)


def _header(token: str) -> dict[str, Any]:
    if len(token) > LONGEST_TOKEN or token.count(".") != 2:  # noqa: PLR2004 - three parts
        raise refused()
    try:
        header = json.loads(urlsafe_b64decode(token.split(".", maxsplit=1)[0].encode()))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise refused() from error
    if not isinstance(header, dict):
        raise refused()
    return header


def _verified(token: str, algorithm: Algorithm, key: Any, kid: str) -> dict[str, Any]:
    header = _header(token)
    if header.get("alg") != algorithm or header.get("kid") != kid or "crit" in header:
        raise refused()
    try:
        return dict(jwt.decode(token, key, algorithms=[algorithm]).claims)
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise refused() from error


def _check_times(claims: dict[str, Any]) -> None:
    """`exp` and `iat` are asked for; a token may not live longer than an hour in all."""
    now = clock.now().timestamp()
    issued, expires = _moment(claims.get("iat")), _moment(claims.get("exp"))
    not_before = _moment(claims.get("nbf", 0))
    if expires <= now or issued > now + LEEWAY_S or not_before > now + LEEWAY_S:
        raise refused()
    if not 0 < expires - issued <= LONGEST_LIFE.total_seconds():
        raise refused()


def _moment(given: object) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise refused()
    return float(given)


def _is_name(given: object) -> bool:
    return isinstance(given, str) and 0 < len(given) <= 100 and given.isprintable()  # noqa: PLR2004


def _optional(claims: dict[str, Any], name: str) -> str:
    given = claims.get(name)
    return given[:254] if isinstance(given, str) and given.isprintable() else ""


def demo_code(secret: str, contact_id: UUID) -> str:
    """What stands behind `/demo/client#…`: names a contact, and only this server can make it."""
    return f"{contact_id.hex}.{_demo_mark(secret, contact_id)}"


def read_demo_code(secret: str, code: str) -> UUID | None:
    name, _, mark = code.partition(".")
    contact_id = as_uuid(name)
    if contact_id is None or not hmac.compare_digest(
        mark.encode(errors="replace"), _demo_mark(secret, contact_id).encode()
    ):
        return None
    return contact_id


def _demo_mark(secret: str, contact_id: UUID) -> str:
    return hmac.new(derived_key(secret, "demo code"), contact_id.bytes, "sha256").hexdigest()[:24]
