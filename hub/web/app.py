"""The HTTP application: its routes, and one middleware that names, answers, counts and secures."""

import re
import time
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from hub import metrics
from hub.addresses import networks
from hub.errors import UserError
from hub.logs import named_request
from hub.web import (
    chat,
    clients,
    commands,
    console,
    contacts,
    demo,
    files,
    firm,
    health,
    hours,
    mail,
    notices,
    pages,
    push,
    schema,
    sessions,
    staff,
    talk_rules,
    tasks,
    transcripts,
    uploads,
    widget,
)
from hub.web.endpoints import LARGEST_READ, Endpoint
from hub.web.errors import as_answer, as_fault, as_http_answer, language_of
from hub.web.headers import secure
from hub.web.house import HOUSE, WebHouse, house_of
from hub.web.later import LATER, Later, finish
from hub.web.proxies import PROXIES, from_behind
from hub.web.rates import RATES, close_rates, open_rates

log = structlog.get_logger()

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

ENDPOINTS: tuple[Endpoint, ...] = (
    *sessions.ENDPOINTS,
    *commands.ENDPOINTS,
    *chat.ENDPOINTS,
    *clients.ENDPOINTS,
    *contacts.ENDPOINTS,
    *files.ENDPOINTS,
    *firm.ENDPOINTS,
    *hours.ENDPOINTS,
    *notices.ENDPOINTS,
    *push.ENDPOINTS,
    *talk_rules.ENDPOINTS,
    *staff.ENDPOINTS,
    *tasks.ENDPOINTS,
    *transcripts.ENDPOINTS,
    *uploads.ENDPOINTS,
)
_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,40}")


def make_app(house: WebHouse) -> web.Application:
    """Everything but sockets, Slack and identification, which attach their own routes to it."""
    app = web.Application(middlewares=[from_behind, around], client_max_size=LARGEST_READ)
    app[HOUSE] = house
    app[PROXIES] = networks(house.settings.proxies)
    app[RATES] = open_rates(house.settings.redis_url)
    app[schema.ENDPOINTS_KEY] = ENDPOINTS
    app[LATER] = Later()
    app.on_shutdown.append(finish)
    app.on_cleanup.append(close_rates)
    app.on_response_prepare.append(_secure)
    for endpoint in ENDPOINTS:
        app.router.add_route(endpoint.method, endpoint.path, endpoint.handler)
    for room in (health, schema, pages, widget, console, demo, mail, push):
        app.router.add_routes(room.ROUTES)
    return app


@web.middleware
async def around(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every request has an id; whatever happens, the answer is one of the promised."""
    if request.path.startswith("/socket.io/"):
        return await handler(request)
    started = time.perf_counter()
    given = request.headers.get("X-Request-Id", "")
    with named_request(given if _REQUEST_ID.fullmatch(given) else "") as name:
        response = await _answered(request, handler)
        if not response.prepared:
            response.headers["X-Request-Id"] = name
    route = _route_of(request)
    metrics.HTTP_REQUESTS.labels(request.method, route, response.status).inc()
    metrics.HTTP_SECONDS.labels(route).observe(time.perf_counter() - started)
    return response


async def _answered(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except UserError as error:
        return as_answer(error, language_of(request))
    except web.HTTPException as error:
        if error.status < 400:  # noqa: PLR2004 - redirects are answers
            raise
        return as_http_answer(error, language_of(request))
    except ConnectionError:
        # Nobody is there to be answered.
        raise
    except Exception:
        log.exception("request failed", route=_route_of(request))
        return as_fault(language_of(request))


def _route_of(request: web.Request) -> str:
    """The route's pattern: addresses hold ids, and are without end."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else "unknown"


async def _secure(request: web.Request, response: web.StreamResponse) -> None:
    if request.path.startswith("/socket.io/"):
        return
    is_https = house_of(request).settings.base_url.startswith("https:")
    secure(request, response.headers, is_https=is_https)
    # What runs here, and in which version, is nobody's business.
    response.headers["Server"] = "kirjuri"
