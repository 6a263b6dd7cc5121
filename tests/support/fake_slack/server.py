"""The fake Slack itself: Web API over loopback HTTP, state, and events for every write."""

import base64
import json
import secrets
import time
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.support.fake_slack import chat, conversations, files, views
from tests.support.fake_slack.calls import HANDLERS, Call, Recorded, RefusalError
from tests.support.fake_slack.contract import JSON_ARGUMENTS, methods, problems_of_call
from tests.support.fake_slack.faults import Faults, answer_of
from tests.support.fake_slack.humans import Humans
from tests.support.fake_slack.pushes import Pusher
from tests.support.fake_slack.world import APP_ID, Team, Token, World

FAMILIES = (chat, conversations, files, views)
JSON_TYPE = "application/json"
WITHOUT_TOKEN = {"oauth.v2.access"}
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Grant:
    """What an OAuth code or a refresh token stands for."""

    team: Team
    user_id: str
    scopes: frozenset[str]


class FakeSlack(Humans):
    """One Slack with any number of workspaces.

    `async with FakeSlack() as slack:` starts it; `slack.deliver_to(address)` names the app under
    test. `calls` holds every outgoing call with what the contract says about it.
    """

    app_id = APP_ID
    client_id = "111.222"
    client_secret = "client-secret"

    def __init__(self, scopes: frozenset[str] | None = None) -> None:
        self.world = World()
        self.signing_secret = secrets.token_hex(16)
        self.pushes = Pusher(self.signing_secret)
        self.faults = Faults()
        self.calls: list[Recorded] = []
        self.uploads: dict[str, files.Upload] = {}
        self.triggers: dict[str, views.Trigger] = {}
        self.responses: dict[str, Any] = {}
        self.codes: dict[str, Grant] = {}
        self.refresh_tokens: dict[str, Grant] = {}
        self.rotates_tokens = False
        self.token_lifetime_s = 43_200
        self.trigger_lifetime_s = 3.0
        self.tells_parents = True
        # The event of our own post arrives before the reply to chat.postMessage.
        self.events_before_replies = False
        # Where downloads are sent instead, when a test wants to lead somebody astray.
        self.download_redirect = ""
        self.origin = ""
        self._runner: web.AppRunner | None = None
        all_scopes = frozenset(s for m in methods().values() for s in m.scopes)
        self.bot_scopes = scopes or all_scopes | {"commands", "chat:write.customize"}
        self.team = self.add_team("Tilitoimisto")
        self.bot_token = self.issue_token(self.team, self.bot_scopes).value

    @property
    def base_url(self) -> str:
        """The base address for slack_sdk."""
        return f"{self.origin}/api/"

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=64 * MEGABYTE)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/upload/v1/{file}", partial(files.receive_upload, self))
        download = partial(files.download, self)
        app.router.add_get("/files-pri/{team}-{file}/{name}", download)
        app.router.add_get("/files-pri/{team}-{file}/download/{name}", download)
        app.router.add_post("/response/{key}", self._respond)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.origin = f"http://{host}:{port}"
        await self.pushes.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.pushes.stop()
        if self._runner:
            await self._runner.cleanup()

    def deliver_to(self, address: str) -> None:
        self.pushes.target = address.rstrip("/")

    async def settle(self) -> None:
        await self.pushes.settle()

    def scopes_of(self, method: str) -> set[str]:
        return set(methods()[method].scopes)

    # --- tokens ---

    def issue_token(self, team: Team, scopes: frozenset[str]) -> Token:
        token = Token(f"xoxb-{secrets.token_hex(12)}", team, scopes)
        self.world.tokens[token.value] = token
        return token

    def issue_code(self, team: Team, user_id: str, scopes: frozenset[str] | None = None) -> str:
        code = secrets.token_hex(8)
        self.codes[code] = Grant(team, user_id, scopes or self.bot_scopes)
        return code

    def issue_refresh_token(self, grant: Grant) -> str:
        value = f"xoxe-{secrets.token_hex(12)}"
        self.refresh_tokens[value] = grant
        return value

    def token_of(self, header: str) -> Token | None:
        return self.world.tokens.get(header.removeprefix("Bearer ").strip())

    # --- the Web API ---

    async def _api(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        arguments = await read_arguments(request)
        problems = problems_of_call(name, arguments)
        self.calls.append(Recorded(name, arguments, request.content_type, tuple(problems)))
        fault = self.faults.strike(name)
        if fault and (response := answer_of(fault)):
            return response
        if fault and fault.kind == "drop_before":
            return _hang_up(request)
        answer = await self._answer(name, arguments, problems, request)
        if self.events_before_replies:
            await self.pushes.settle()
        return _hang_up(request) if fault else web.json_response(answer)

    async def _answer(
        self, name: str, arguments: dict[str, Any], problems: list[str], request: web.Request
    ) -> dict[str, Any]:
        if name not in methods():
            return {"ok": False, "error": "unknown_method"}
        header = request.headers.get("Authorization", "") or str(arguments.get("token", ""))
        token = self.token_of(header)
        call = Call(self, name, arguments, token)
        try:
            if name not in WITHOUT_TOKEN:
                self._check_token(call)
            if problems:
                raise call.refuse("invalid_arguments", *problems)
            if name not in HANDLERS:
                raise AssertionError(f"the fake has no {name} yet")
            return {"ok": True, **await HANDLERS[name](call)}
        except RefusalError as error:
            messages = {"response_metadata": {"messages": error.messages}} if error.messages else {}
            return {"ok": False, "error": error.error, **messages}

    def _check_token(self, call: Call) -> None:
        if call.token is None:
            raise call.refuse("invalid_auth")
        if call.token.expires_at and call.token.expires_at < time.time():
            raise call.refuse("invalid_auth")
        wanted = self.scopes_of(call.method)
        if wanted and not wanted & call.token.scopes:
            raise call.refuse("missing_scope")

    async def _respond(self, request: web.Request) -> web.Response:
        content = await request.json()
        target = self.responses.get(request.match_info["key"])
        if target is None or target.uses <= 0:
            return web.Response(status=404, text="used_url")
        target.uses -= 1
        problem = target.take(self, content)
        return web.Response(status=500 if problem else 200, text=problem or "ok")


async def read_arguments(request: web.Request) -> dict[str, Any]:
    """Read the arguments wherever Slack takes them: query, form or JSON body."""
    found: dict[str, Any] = dict(request.query)
    if request.content_type == JSON_TYPE and request.can_read_body:
        found |= await request.json()
    elif request.method == "POST":
        found |= dict(await request.post())
    header = request.headers.get("Authorization", "")
    if header.startswith("Basic "):
        # slack_sdk sends the app's own id and secret of oauth.v2.access this way.
        pair = base64.b64decode(header.removeprefix("Basic ")).decode()
        found["client_id"], found["client_secret"] = pair.split(":", maxsplit=1)
    return {name: _decoded(name, value) for name, value in found.items()}


def _decoded(name: str, value: Any) -> Any:
    if name in JSON_ARGUMENTS and isinstance(value, str) and value[:1] in {"[", "{"}:
        return json.loads(value)
    return value


def _hang_up(request: web.Request) -> web.StreamResponse:
    if request.transport:
        request.transport.close()
    return web.Response()
