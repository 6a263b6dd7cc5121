"""Web Push for contacts: our key, a browser's subscription, and the page and worker that make one.

A frame of another site may not ask for notifications, so the panel opens this page as a window of
its own; the token stays in the panel, the window only hands the subscription back to it.
"""

from pathlib import Path
from typing import Annotated, Literal

from aiohttp import web
from pydantic import StringConstraints

from hub.actions.push import PushSender, PushTarget, subscribe_browser
from hub.errors import NotFoundError
from hub.shapes import Shape
from hub.texts import catalogue
from hub.web.endpoints import Endpoint, answer, read_body
from hub.web.errors import language_of
from hub.web.headers import page_policy
from hub.web.house import house_of
from hub.web.pages import ASK_EACH_TIME, TYPES
from hub.web.people import any_person
from hub.web.rates import check_person

SITE = Path(__file__).with_name("push_site")
FILES = frozenset({"index.html", "page.js", "style.css", "worker.js"})
WORDS = "notices.push_"


class PushKey(Shape):
    key: str


class Browser(Shape):
    """What `PushSubscription.toJSON()` says, and the key of ours that it was made with."""

    endpoint: Annotated[str, StringConstraints(min_length=10, max_length=1000, pattern=r"^[!-~]+$")]
    p256dh: Annotated[str, StringConstraints(max_length=100, pattern=r"^[\w-]+=*$")]
    auth: Annotated[str, StringConstraints(max_length=40, pattern=r"^[\w-]+=*$")]
    key: Annotated[str, StringConstraints(max_length=100)]


class Subscribed(Shape):
    ok: Literal[True] = True


async def get_key(request: web.Request) -> web.StreamResponse:
    return answer(PushKey(key=_sender(request).public_keys()[0]))


async def post_browser(request: web.Request) -> web.StreamResponse:
    person = await any_person(request)
    await check_person(request, "push", person.asker.id)
    wish = await read_body(request, Browser)
    target = PushTarget(wish.endpoint, wish.p256dh, wish.auth)
    await subscribe_browser(person.asker, target, wish.key, _sender(request))
    return answer(Subscribed(ok=True), status=201)


async def get_words(request: web.Request) -> web.StreamResponse:
    """The window's few words, in the language asked for."""
    words = catalogue(language_of(request))
    return web.json_response(
        {key.removeprefix(WORDS): words[key] for key in words if key.startswith(WORDS)}
    )


async def get_file(request: web.Request) -> web.StreamResponse:
    name = request.match_info.get("name", "index.html")
    if name not in FILES:
        raise NotFoundError("realtime.no_route")
    path = SITE / name
    headers = {
        "Content-Type": TYPES[path.suffix],
        "Content-Security-Policy": page_policy(request),
        "Cache-Control": ASK_EACH_TIME,
    }
    return web.FileResponse(path, headers=headers)


def _sender(request: web.Request) -> PushSender:
    sender = house_of(request).push
    if sender is None:
        raise NotFoundError("realtime.no_route")
    return sender


ROUTES = (
    web.get("/push/", get_file),
    web.get("/push/words", get_words),
    web.get("/push/{name}", get_file),
)
ENDPOINTS = (
    Endpoint(
        "GET",
        "/api/push/key",
        get_key,
        "The key to subscribe a browser with",
        answer=PushKey,
        is_open=True,
        has_contacts=True,
    ),
    Endpoint(
        "POST",
        "/api/push/browsers",
        post_browser,
        "Tell this browser of a contact by Web Push",
        answer=Subscribed,
        body=Browser,
        status=201,
        has_contacts=True,
    ),
)
