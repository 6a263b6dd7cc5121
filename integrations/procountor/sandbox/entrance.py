"""The sandbox's entrance: machine tokens, the bearer check, and the limit of requests a second."""

import secrets
import time
from collections import deque

from aiohttp import web

from integrations.errors import Problem
from integrations.procountor.sandbox.answers import No, json_answer
from integrations.procountor.sandbox.switches import Switches

FORM = "application/x-www-form-urlencoded"


class Entrance:
    """Tokens live in memory: after a restart clients are asked for new ones, as in life."""

    def __init__(self) -> None:
        self._tokens: dict[str, float] = {}
        self._seen: deque[float] = deque()
        self.tokens_given = 0

    async def give_token(self, request: web.Request, switches: Switches) -> web.Response:
        # A charset parameter breaks it since 24.08, and credentials in the address are refused.
        if request.headers.get("Content-Type", "") != FORM:
            return _token_refusal(400, "invalid_request", switches)
        if request.query_string:
            return _token_refusal(400, "invalid_request", switches)
        form = await request.post()
        if form.get("grant_type") != "client_credentials":
            return _token_refusal(400, "unsupported_grant_type", switches)
        if switches.redirect_uri == "required" and not form.get("redirect_uri"):
            return _token_refusal(400, "invalid_request", switches)
        for key in ("client_id", "client_secret", "api_key"):
            if not _same(str(form.get(key, "")), getattr(switches, key)):
                return _token_refusal(401, "invalid_client", switches)
        token = secrets.token_urlsafe(24)
        self._forget_old()
        self._tokens[token] = time.monotonic() + switches.token_s
        self.tokens_given += 1
        return json_answer({"access_token": token, "expires_in": switches.token_s})

    def check_bearer(self, request: web.Request) -> None:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if kind != "Bearer" or self._tokens.get(token, 0.0) <= time.monotonic():
            raise No(401, Problem("Unauthorized"))

    def forget_tokens(self) -> None:
        """As if every token had ended."""
        self._tokens.clear()

    def is_over_limit(self, per_second: int) -> bool:
        """Counts this request; what is refused counts too."""
        present = time.monotonic()
        self._seen.append(present)
        while self._seen[0] <= present - 1.0:
            self._seen.popleft()
        return len(self._seen) > per_second

    def _forget_old(self) -> None:
        present = time.monotonic()
        self._tokens = {each: until for each, until in self._tokens.items() if until > present}


def _token_refusal(status: int, code: str, switches: Switches) -> web.Response:
    """The shape of this body is not public, so it is a switch."""
    if switches.oauth_refusal == "error":
        return json_answer({"error": code, "error_description": "SANDBOX refused"}, status)
    return json_answer({"errors": [{"status": status, "message": code}]}, status)


def _same(given: str, wanted: str) -> bool:
    return secrets.compare_digest(given.encode(), wanted.encode())
