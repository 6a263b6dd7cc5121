"""Mail that comes in, handed over by the firm's mail server; and the link that ends notices by mail."""

import asyncio
import hashlib
import hmac
from html import escape
from uuid import UUID

from aiohttp import web

from hub import clock
from hub.actions.files import FileRules
from hub.actions.inbound_mail import MailRules, take_mail
from hub.actions.mail_keys import mail_keys
from hub.actions.notices import end_mail
from hub.errors import NotFoundError, SignInError, TooLargeError
from hub.texts import say
from hub.web.errors import language_of
from hub.web.house import house_of
from hub.web.rates import check_rate

# How far the clocks of two machines may be apart, and how long a signed request may be repeated.
LONGEST_AGE_S = 300
# Attachments travel in base64, and there are headers.
MAIL_ROOM = 64 * 1024
PAGE_POLICY = "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
_at_once = asyncio.Semaphore(2)


async def post_inbound(request: web.Request) -> web.StreamResponse:
    """A raw mail (RFC 5322), signed: `X-Kirjuri-Signature: t=<epoch>,v1=<HMAC-SHA256 of "<t>.<body>">`."""
    house = house_of(request)
    settings = house.settings
    secret = settings.mail_inbound_secret.get_secret_value()
    if not settings.mail_reply_address or not secret or house.read_mail is None:
        raise NotFoundError("realtime.no_route")
    await check_rate(request, "mail")
    signed_at, signature = _signature(request)
    async with _at_once:
        raw = await _body(request, settings.largest_file * 3 // 2 + MAIL_ROOM)
        if not hmac.compare_digest(signature, sign(secret, signed_at, raw)):
            raise SignInError("errors.sign_in")
        files = FileRules(
            house.storage, house.scanner, settings.largest_file, settings.scan_fail_closed
        )
        rules = MailRules(
            settings.mail_reply_address, settings.mail_authserv_id, files, house.read_mail
        )
        outcome = await take_mail(raw, rules)
    # The sender of a refused mail is told nothing: a bounce would go to whom a forger names.
    return web.json_response({"outcome": outcome}, status=202)


def sign(secret: str, signed_at: int, raw: bytes) -> str:
    """What the firm's mail server computes over a mail that it hands over."""
    return hmac.new(secret.encode(), f"{signed_at}.".encode() + raw, hashlib.sha256).hexdigest()


def _signature(request: web.Request) -> tuple[int, str]:
    """When it was signed, and how. Raises SignInError for what is missing or too old."""
    given = request.headers.get("X-Kirjuri-Signature", "")
    parts = dict(each.split("=", 1) for each in given.split(",") if "=" in each)
    stamp = parts.get("t", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 12):  # noqa: PLR2004 - a moment's digits
        raise SignInError("errors.sign_in")
    if abs(clock.now().timestamp() - int(stamp)) > LONGEST_AGE_S:
        raise SignInError("errors.sign_in")
    signature = parts.get("v1", "")
    return int(stamp), signature if signature.isascii() else ""


async def _body(request: web.Request, most: int) -> bytes:
    if (request.content_length or 0) > most:
        raise TooLargeError("errors.too_large")
    raw = bytearray()
    async for chunk in request.content.iter_chunked(64 * 1024):
        raw += chunk
        if len(raw) > most:
            raise TooLargeError("errors.too_large")
    return bytes(raw)


async def get_off(request: web.Request) -> web.StreamResponse:
    """Asks first: mail scanners open every link, and must not end anything by that."""
    language = language_of(request)
    _contact(request)
    button = f'<form method="post"><button>{_say("off_button", language)}</button></form>'
    return _page("off_title", f"<p>{_say('off_ask', language)}</p>{button}", language)


async def post_off(request: web.Request) -> web.StreamResponse:
    """The button, and the one click of mail programs (RFC 8058)."""
    await check_rate(request, "mail_off")
    asker = await end_mail(_contact(request))
    language = asker.language if asker else language_of(request)
    return _page("off_done_title", f"<p>{_say('off_done', language)}</p>", language)


def _contact(request: web.Request) -> UUID:
    settings = house_of(request).settings
    older = [each.get_secret_value() for each in settings.older_secrets]
    keys = mail_keys(settings.secret.get_secret_value(), older)
    contact_id = keys.read_unsubscribe(request.match_info["token"])
    if contact_id is None:
        raise NotFoundError("notices.off_unknown")
    return contact_id


def _say(key: str, language: str) -> str:
    return escape(say(f"notices.{key}", language))


def _page(title: str, body: str, language: str) -> web.Response:
    head = _say(title, language)
    text = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
        f"<title>{head}</title></head><body><main><h1>{head}</h1>{body}</main></body></html>"
    )
    return web.Response(
        text=text,
        content_type="text/html",
        headers={"Content-Security-Policy": PAGE_POLICY, "Cache-Control": "no-store"},
    )


ROUTES = (
    web.post("/mail/inbound", post_inbound),
    web.get("/mail/off/{token}", get_off),
    web.post("/mail/off/{token}", post_off),
)
