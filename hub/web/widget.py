"""The widget on foreign pages: the loader, and the panel that stands in its frame."""

import re

from aiohttp import web

from hub.errors import NotFoundError
from hub.queries.sessions import widget_key
from hub.web.headers import page_policy
from hub.web.house import house_of
from hub.web.pages import TYPES, built, page

_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]{1,253}(:\d{1,5})?")
_KID = re.compile(r"[A-Za-z0-9_-]{1,40}")


async def get_loader(request: web.Request) -> web.StreamResponse:
    """`/widget.js`: any site may load it; it holds no secret and knows nobody."""
    headers = {
        "Content-Type": TYPES[".js"],
        "Cache-Control": "public, max-age=300",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Access-Control-Allow-Origin": "*",
    }
    return web.FileResponse(built(request, "widget.js"), headers=headers)


async def get_panel(request: web.Request) -> web.StreamResponse:
    """The frame's page: only the key's own sites may hold it."""
    kid = request.query.get("key", "")
    key = await widget_key(kid) if _KID.fullmatch(kid) else None
    if key is None:
        raise NotFoundError("realtime.no_route")
    allowed = [origin for origin in key.allowed_origins if _ORIGIN.fullmatch(origin)]
    if house_of(request).settings.demo:
        allowed.append("'self'")
    response = page(
        built(request, "panel.html"),
        policy=page_policy(request, " ".join(allowed) or "'none'"),
    )
    # A frame of another site is what this page is for.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


ROUTES = (web.get("/widget.js", get_loader), web.get("/widget/panel", get_panel))
