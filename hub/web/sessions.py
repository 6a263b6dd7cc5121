"""Signing in with a one-time link, the cookie session, and the token for the socket."""

from typing import Annotated, Literal

from aiohttp import web
from pydantic import Field, StringConstraints

from hub.actions.sessions import (
    SESSION_LIFE,
    issue_staff_token,
    mail_sign_in_link,
    set_language,
    sign_in,
    sign_out,
)
from hub.errors import NotFoundError
from hub.queries.sessions import SessionView, firm_view, staff_view
from hub.shapes import FirmShape, Id, Shape
from hub.web.endpoints import Endpoint, answer, read_body
from hub.web.house import house_of
from hub.web.later import later
from hub.web.people import COOKIE, staff_person
from hub.web.rates import check_rate

Language = Literal["fi", "sv", "en"]


class LinkWish(Shape):
    email: Annotated[str, StringConstraints(min_length=3, max_length=254, pattern=r"^\S+@\S+$")]


class LinkToken(Shape):
    token: Annotated[str, StringConstraints(min_length=20, max_length=200)]


class LanguageWish(Shape):
    language: Language


class Nothing(Shape):
    pass


class StaffShape(Shape):
    id: Id
    name: str
    email: str
    role: str
    rights: list[str]
    language: Language


class WholeFirm(FirmShape):
    sandbox: bool


class SessionAnswer(Shape):
    staff: StaffShape
    firm: WholeFirm
    csrf: Annotated[str, Field(description="Comes back in X-CSRF-Token with every change")]


class SocketToken(Shape):
    token: str
    expires_in: int


async def post_link(request: web.Request) -> web.StreamResponse:
    """The same answer whether the address is known or not; the work is done after it."""
    wish = await read_body(request, LinkWish)
    await check_rate(request, "link", wish.email.casefold())
    later(request, mail_sign_in_link(wish.email, house_of(request).settings.base_url))
    return answer(Nothing(), status=202)


async def post_session(request: web.Request) -> web.StreamResponse:
    given = await read_body(request, LinkToken)
    await check_rate(request, "sign_in")
    signed = await sign_in(given.token, user_agent=request.headers.get("User-Agent", ""))
    response = answer(await _told(request, signed.session))
    is_https = house_of(request).settings.base_url.startswith("https:")
    response.set_cookie(
        COOKIE,
        signed.token,
        max_age=int(SESSION_LIFE.total_seconds()),
        path="/",
        httponly=True,
        samesite="Strict",
        secure=is_https,
    )
    return response


async def get_session(request: web.Request) -> web.StreamResponse:
    return answer(await _told(request, await _session(request)))


async def delete_session(request: web.Request) -> web.StreamResponse:
    session = await _session(request)
    await sign_out(session.asker, session.id)
    response = web.Response(status=204)
    response.del_cookie(COOKIE, path="/", samesite="Strict", httponly=True)
    return response


async def put_language(request: web.Request) -> web.StreamResponse:
    session = await _session(request)
    wish = await read_body(request, LanguageWish)
    asker = await set_language(session.asker, wish.language)
    return answer(
        await _told(request, SessionView(session.id, asker, session.csrf, session.expires_at))
    )


async def post_socket(request: web.Request) -> web.StreamResponse:
    session = await _session(request)
    asker = session.asker
    if asker.id is None:
        raise NotFoundError
    issued = await issue_staff_token(
        asker, house_of(request).tokens, staff_id=asker.id, session_id=session.id
    )
    return answer(SocketToken(token=issued.token, expires_in=issued.expires_in))


async def _session(request: web.Request) -> SessionView:
    """The cookie's session: a bearer token has none and cannot make one."""
    person = await staff_person(request)
    if person.session is None:
        raise NotFoundError
    return person.session


async def _told(request: web.Request, session: SessionView) -> SessionAnswer:
    settings = house_of(request).settings
    staff, firm = await staff_view(session.asker), await firm_view(session.asker.firm_id)
    return SessionAnswer.model_validate(
        {
            "staff": {
                "id": staff.id,
                "name": staff.name,
                "email": staff.email,
                "role": staff.role,
                "rights": list(staff.rights),
                "language": staff.language,
            },
            "firm": {
                "id": firm.id,
                "name": firm.name,
                "language": firm.language,
                "demo": firm.is_demo,
                "sandbox": settings.procountor_is_sandbox,
            },
            "csrf": session.csrf,
        }
    )


ENDPOINTS = (
    Endpoint(
        "POST",
        "/api/session/link",
        post_link,
        "Ask for a one-time sign-in link by mail",
        answer=Nothing,
        body=LinkWish,
        status=202,
        is_open=True,
    ),
    Endpoint(
        "POST",
        "/api/session",
        post_session,
        "Sign in with a one-time token",
        answer=SessionAnswer,
        body=LinkToken,
        is_open=True,
    ),
    Endpoint("GET", "/api/session", get_session, "Who is signed in", answer=SessionAnswer),
    Endpoint("DELETE", "/api/session", delete_session, "Sign out", status=204),
    Endpoint(
        "PUT",
        "/api/session/language",
        put_language,
        "Choose one's language",
        answer=SessionAnswer,
        body=LanguageWish,
    ),
    Endpoint(
        "POST",
        "/api/session/socket",
        post_socket,
        "A short-lived token for /staff",
        answer=SocketToken,
    ),
)
