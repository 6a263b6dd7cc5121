"""Built pages and assets from the folder that Vite writes: cached as far as they may be."""

import re
from pathlib import Path

from aiohttp import web

from hub.errors import NotFoundError, UnavailableError
from hub.web.house import house_of

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,120}")
_HASHED = re.compile(r".+-[A-Za-z0-9_-]{8,}\.\w+")
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}

FOREVER = "public, max-age=31536000, immutable"
ASK_EACH_TIME = "no-cache"


def built(request: web.Request, name: str) -> Path:
    """A built file. Raises UnavailableError when the front end was not built."""
    path = house_of(request).assets / name
    if not path.is_file():
        raise UnavailableError("realtime.not_built")
    return path


def page(path: Path, *, policy: str, cache: str = ASK_EACH_TIME) -> web.FileResponse:
    """A page with its policy; aiohttp adds ETag and answers 304."""
    headers = {
        "Content-Type": TYPES[".html"],
        "Content-Security-Policy": policy,
        "Cache-Control": cache,
    }
    return web.FileResponse(path, headers=headers)


async def get_asset(request: web.Request) -> web.StreamResponse:
    """`/assets/name-hash.js`: one flat folder, names without a path, for ever where hashed."""
    name = request.match_info["name"]
    if not _NAME.fullmatch(name) or Path(name).suffix not in TYPES:
        raise NotFoundError("realtime.no_route")
    path = house_of(request).assets / "assets" / name
    if not path.is_file():
        raise NotFoundError("realtime.no_route")
    headers = {
        "Content-Type": TYPES[Path(name).suffix],
        "Cache-Control": FOREVER if _HASHED.fullmatch(name) else ASK_EACH_TIME,
    }
    return web.FileResponse(path, headers=headers)


ROUTES = (web.get("/assets/{name}", get_asset),)
