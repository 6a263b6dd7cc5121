"""Installing the app into a workspace: only by a ticket that an administrator of the firm was given."""

import hashlib
import hmac
import json
import secrets
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import structlog
from aiohttp import ClientError, web
from slack_sdk.errors import SlackClientError

from bot.slack.manifest import SCOPES
from bot.slack.web import SlackWeb
from hub.actions.slack import save_installation
from hub.errors import UserError
from hub.ids import as_uuid
from hub.queries.slack import house
from hub.secrets import derived_key
from hub.settings import Settings
from hub.texts import as_language, say

log = structlog.get_logger()

TICKET_S = 3600
STATE_S = 600
COOKIE = "kirjuri_slack_state"
AUTHORIZE = "https://slack.com/oauth/v2/authorize"
REDIRECT_PATH = "/slack/oauth_redirect"
REFUSED = 403
NOT_CONFIGURED = 503


def install_address(settings: Settings, firm_id: UUID) -> str:
    """The address at which an administrator installs the app for a firm; good for an hour."""
    ticket = _sign(settings, {"for": "ticket", "firm": str(firm_id)}, TICKET_S)
    return f"{settings.base_url}/slack/install?{urlencode({'ticket': ticket})}"


class Install:
    def __init__(self, web_: SlackWeb) -> None:
        self.web = web_
        self.settings = web_.settings

    def mount(self, app: web.Application) -> None:
        app.router.add_get("/slack/install", self.begin)
        app.router.add_get(REDIRECT_PATH, self.finish)

    async def begin(self, request: web.Request) -> web.StreamResponse:
        """Send a ticket's holder to Slack; the browser that leaves must be the one that returns."""
        if not self._is_configured():
            return _page(request, "slack.install_not_configured", NOT_CONFIGURED)
        told = _read(self.settings, request.query.get("ticket", ""), "ticket")
        if told is None:
            return _page(request, "slack.install_no_ticket", REFUSED)
        nonce = secrets.token_urlsafe(24)
        state = _sign(
            self.settings, {"for": "state", "firm": told["firm"], "nonce": _hash(nonce)}, STATE_S
        )
        query = {
            "client_id": self.settings.slack_client_id,
            "scope": ",".join(SCOPES),
            "redirect_uri": self._redirect_uri,
            "state": state,
        }
        response = web.Response(status=302, headers={"Location": f"{AUTHORIZE}?{urlencode(query)}"})
        response.set_cookie(
            COOKIE, nonce, max_age=STATE_S, httponly=True, secure=True, samesite="Lax"
        )
        return response

    async def finish(self, request: web.Request) -> web.StreamResponse:
        """Slack sends the browser back with a code."""
        if not self._is_configured():
            return _page(request, "slack.install_not_configured", NOT_CONFIGURED)
        told = _read(self.settings, request.query.get("state", ""), "state")
        nonce = request.cookies.get(COOKIE, "")
        if told is None or not hmac.compare_digest(told["nonce"], _hash(nonce)):
            return _page(request, "slack.install_no_ticket", REFUSED)
        firm_id = as_uuid(told["firm"])
        if firm_id is None or not request.query.get("code"):
            return _page(request, "slack.install_refused", REFUSED)
        try:
            await self._install(firm_id, request.query["code"])
        except UserError as error:
            return _page(request, error.key, error.status)
        except (SlackClientError, ClientError, TimeoutError) as error:
            log.warning("slack install failed", problem=type(error).__name__)
            return _page(request, "slack.install_refused", REFUSED)
        return _page(request, "slack.installed", 200)

    @property
    def _redirect_uri(self) -> str:
        return f"{self.settings.base_url}{REDIRECT_PATH}"

    def _is_configured(self) -> bool:
        secret = self.settings.slack_client_secret.get_secret_value()
        return bool(self.settings.slack_client_id and secret)

    async def _install(self, firm_id: UUID, code: str) -> None:
        answer = await self.web.exchange_code(code, self._redirect_uri)
        team: dict[str, Any] = answer.get("team") or {}
        token = str(answer.get("access_token") or "")
        if not answer.get("ok") or not team.get("id") or not token:
            raise UserError("slack.install_refused")
        me = await self.web.client(token).auth_test()
        await save_installation(
            await house(firm_id),
            team_id=str(team["id"]),
            team_name=str(team.get("name") or ""),
            enterprise_id=str((answer.get("enterprise") or {}).get("id") or ""),
            app_id=str(answer.get("app_id") or ""),
            bot_id=str(me["bot_id"]),
            bot_user_id=str(answer.get("bot_user_id") or me["user_id"]),
            bot_token=token,
            scopes=str(answer.get("scope") or ""),
            sealer=self.web.sealer,
        )


def _page(request: web.Request, key: str, status: int) -> web.Response:
    language = as_language(request.headers.get("Accept-Language"))
    return web.Response(status=status, text=say(key, language), content_type="text/plain")


def _sign(settings: Settings, told: dict[str, str], life_s: int) -> str:
    body = json.dumps({**told, "exp": int(time.time()) + life_s}).encode()
    mac = hmac.new(_key(settings), body, hashlib.sha256).digest()
    return urlsafe_b64encode(mac + body).decode()


def _read(settings: Settings, signed: str, purpose: str) -> dict[str, str] | None:
    """What we signed for this purpose, while it is good."""
    try:
        raw = urlsafe_b64decode(signed.encode())
    except ValueError:
        return None
    mac, body = raw[:32], raw[32:]
    if not hmac.compare_digest(mac, hmac.new(_key(settings), body, hashlib.sha256).digest()):
        return None
    told: dict[str, Any] = json.loads(body)
    if told.get("for") != purpose or told.get("exp", 0) < time.time():
        return None
    return {name: str(value) for name, value in told.items()}


def _key(settings: Settings) -> bytes:
    return derived_key(settings.secret.get_secret_value(), "slack install")


def _hash(nonce: str) -> str:
    return hashlib.sha256(nonce.encode()).hexdigest()
