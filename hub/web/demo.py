"""The sample client's site of the demo, and the identities it hands to the widget."""

from pathlib import Path
from typing import Annotated

from aiohttp import web
from pydantic import StringConstraints

from hub.access import house_of as firm_house
from hub.actions.sessions import issue_contact_token
from hub.errors import NotFoundError
from hub.queries.sessions import demo_contact
from hub.shapes import Shape
from hub.tokens import read_demo_code
from hub.web.endpoints import answer, read_body
from hub.web.house import house_of
from hub.web.pages import ASK_EACH_TIME, TYPES

SITE = Path(__file__).with_name("demo_site")
MINUTES = 15
# The page stands for somebody else's site: own scripts, our frame, and styles of the launcher.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


class CodeGiven(Shape):
    code: Annotated[str, StringConstraints(max_length=100)] | None = None


class DemoContactShape(Shape):
    name: str
    client: str


class IdentityAnswer(Shape):
    key: str
    token: str
    expires_in: int
    contact: DemoContactShape


async def get_site(request: web.Request) -> web.StreamResponse:
    _only_in_demo(request)
    name = request.match_info.get("name", "index.html")
    path = SITE / name
    if name not in {"index.html", "site.js", "style.css"}:
        raise NotFoundError("realtime.no_route")
    headers = {
        "Content-Type": TYPES[path.suffix],
        "Content-Security-Policy": POLICY,
        "Cache-Control": ASK_EACH_TIME,
    }
    return web.FileResponse(path, headers=headers)


async def post_identity(request: web.Request) -> web.StreamResponse:
    """What the site's own server would do for its signed-in user."""
    _only_in_demo(request)
    house = house_of(request)
    given = await read_body(request, CodeGiven)
    contact_id = None
    if given.code:
        contact_id = read_demo_code(house.settings.secret.get_secret_value(), given.code)
        if contact_id is None:
            raise NotFoundError
    contact = await demo_contact(contact_id)
    if contact is None:
        raise NotFoundError
    issued = await issue_contact_token(
        await firm_house(contact.firm_id, "demo"),
        house.sealer,
        contact_id=contact.id,
        minutes=MINUTES,
    )
    return answer(
        IdentityAnswer(
            key=issued.kid,
            token=issued.token,
            expires_in=issued.expires_in,
            contact=DemoContactShape(name=contact.name, client=contact.client_name),
        )
    )


def _only_in_demo(request: web.Request) -> None:
    if not house_of(request).settings.demo:
        raise NotFoundError("realtime.not_demo")


ROUTES = (
    web.get("/demo/client", get_site),
    web.get("/demo/client/{name}", get_site),
    web.post("/demo/client/identity", post_identity),
)
