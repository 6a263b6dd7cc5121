"""The staff's console: one page, whose routes are behind the `#`."""

from aiohttp import web

from hub.web.headers import page_policy
from hub.web.pages import built, page


async def get_console(request: web.Request) -> web.StreamResponse:
    response = page(built(request, "console.html"), policy=page_policy(request))
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["X-Frame-Options"] = "DENY"
    return response


async def go_to_console(_: web.Request) -> web.StreamResponse:
    raise web.HTTPFound("/console/")


ROUTES = (
    web.get("/", go_to_console),
    web.get("/console", go_to_console),
    web.get("/console/", get_console),
)
