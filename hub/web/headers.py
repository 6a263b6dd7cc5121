"""What every answer tells the browser: where it may stand, and that nothing foreign runs in it."""

import re
from collections.abc import MutableMapping

from aiohttp import web

_HOST = re.compile(r"[\w.\-\[\]:]{1,255}", re.ASCII)

NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def page_policy(request: web.Request, frame_ancestors: str = "'none'") -> str:
    """The policy of our own pages: own scripts and styles, own socket, no injected HTML."""
    # Not every browser counts ws: among 'self'.
    socket = f" ws://{request.host} wss://{request.host}" if _HOST.fullmatch(request.host) else ""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
        "img-src 'self' data: blob:; manifest-src 'self'; worker-src 'self'; "
        f"connect-src 'self'{socket}; base-uri 'none'; form-action 'self'; "
        f"frame-ancestors {frame_ancestors}; require-trusted-types-for 'script'"
    )


def secure(request: web.Request, headers: MutableMapping[str, str], *, is_https: bool) -> None:
    """Fill in what the handler did not decide itself."""
    headers.setdefault("Content-Security-Policy", NOTHING)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "no-referrer")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    if request.path.startswith("/api/"):
        headers.setdefault("Cache-Control", "no-store")
    if is_https:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
