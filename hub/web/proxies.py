"""Behind a proxy that we were told of, `request.remote` is who asked the proxy."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from hub.addresses import Network, address_behind

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
PROXIES: web.AppKey[tuple[Network, ...]] = web.AppKey("proxies", tuple)


@web.middleware
async def from_behind(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A header that comes from elsewhere is only somebody's word."""
    if ours := request.app[PROXIES]:
        said = request.headers.getall("X-Forwarded-For", [])
        request = request.clone(remote=address_behind(request.remote or "", said, ours))
    return await handler(request)
