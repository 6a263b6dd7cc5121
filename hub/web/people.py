"""Who asks over HTTP: a session cookie with its CSRF token, or a bearer token."""

import hmac
from dataclasses import dataclass

from aiohttp import web

from hub.access import Asker
from hub.actions.sessions import identify_contact
from hub.errors import ForbiddenError, SignInError
from hub.queries.sessions import SessionView, session_of, staff_of
from hub.tokens import StaffTokens, refused
from hub.web.errors import LANGUAGE, csrf_error
from hub.web.house import house_of
from hub.web.rates import check_caller, check_refused

COOKIE = "kirjuri_session"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Person:
    asker: Asker
    session: SessionView | None = None


async def staff_person(request: web.Request) -> Person:
    """A staff member. Raises SignInError, or ForbiddenError for a contact's token."""
    person = await any_person(request)
    if not person.asker.is_staff:
        raise ForbiddenError("errors.sign_in")
    return person


async def any_person(request: web.Request) -> Person:
    """Staff or contact. A cookie counts only together with its CSRF token where something changes."""
    given = request.headers.get("Authorization")
    try:
        person = await _bearer(request, given) if given else await _cookie(request)
    except SignInError:
        await check_refused(request)
        raise
    await check_caller(request, person.asker)
    request[LANGUAGE] = person.asker.language
    return person


async def _bearer(request: web.Request, given: str) -> Person:
    house = house_of(request)
    scheme, _, token = given.partition(" ")
    if scheme.lower() != "bearer":
        raise refused()
    if not StaffTokens.is_one(token):
        asker, _ = await identify_contact(token.strip(), house.sealer)
        return Person(asker)
    staff = await staff_of(house.tokens.read(token.strip()))
    if staff is None:
        raise refused()
    return Person(staff)


async def _cookie(request: web.Request) -> Person:
    token = request.cookies.get(COOKIE)
    session = await session_of(token) if token else None
    if session is None:
        raise SignInError("errors.sign_in")
    if request.method not in SAFE:
        check_csrf(request, session)
    return Person(session.asker, session)


def check_csrf(request: web.Request, session: SessionView) -> None:
    """Raises ForbiddenError. A foreign page can send the cookie at most, not the header."""
    given = request.headers.get("X-CSRF-Token", "")
    if not hmac.compare_digest(given.encode(), session.csrf.encode()):
        raise csrf_error()
    origin = request.headers.get("Origin")
    if origin is not None and not _is_ours(request, origin):
        raise csrf_error()


def _is_ours(request: web.Request, origin: str) -> bool:
    base = house_of(request).settings.base_url.rstrip("/")
    return origin in {base, f"{request.scheme}://{request.host}"}
