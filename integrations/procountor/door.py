"""The door to Procountor: the token, the pace, one renewal, and refusals in our words."""

import asyncio
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx
import stamina

from integrations.errors import NoAnswerError, Problem, RefusedError
from integrations.http import LONGEST_WAIT_S, REPEATABLE, Pace, ask, open_http, retry_after_s
from integrations.procountor.wire import parse, render

# The documented limit is 60 for one client, and Procountor may suspend whoever goes over it: what
# leaves evenly may arrive in a bunch, so some of it is kept back.
PER_SECOND = 50
# A token is renewed before it ends, so that a slow request does not outlive it.
MARGIN_S = 300.0
READ_TRIES = 3
READ_PATIENCE_S = 60.0

_CODE = re.compile(r"[A-Z][A-Z0-9_]+")


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who we are there: an integrator's client, and the key of one user in one company."""

    client_id: str
    client_secret: str = field(repr=False)
    api_key: str = field(repr=False)
    # Sent by older clients; newer ones work without it.
    redirect_uri: str = ""


class Door:
    """Every request to one company's books goes through here."""

    def __init__(
        self,
        base_url: str,
        credentials: Credentials,
        *,
        timeout_s: float,
        per_second: int,
        transport: httpx.AsyncBaseTransport | None,
    ) -> None:
        self._http = open_http(base_url, timeout_s=timeout_s, transport=transport)
        self._credentials = credentials
        self._timeout_s = timeout_s
        self._pace = Pace(per_second)
        self._token = ""
        self._good_until = 0.0
        self._renewal: asyncio.Task[str] | None = None

    async def close(self) -> None:
        self._token = ""
        if self._renewal is not None:
            self._renewal.cancel()
        await self._http.aclose()

    async def call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, bytes] | None = None,
        body: object = None,
    ) -> object:
        """What came back, as parsed JSON; None where nothing did. Only reading is repeated."""
        if method not in REPEATABLE:
            return await self._once(method, path, params, headers, body)
        async for attempt in stamina.retry_context(
            on=_pause_before_again,
            attempts=READ_TRIES,
            timeout=READ_PATIENCE_S,
            wait_initial=0.2,
            wait_max=2.0,
            wait_jitter=0.2,
        ):
            with attempt:
                return await self._once(method, path, params, headers, body)
        raise NoAnswerError(f"{method} {path}", may_be_done=False)

    async def _once(
        self,
        method: str,
        path: str,
        params: Mapping[str, str] | None,
        headers: Mapping[str, bytes] | None,
        body: object,
    ) -> object:
        sent_headers = dict(headers or {})
        content = None
        if body is not None:
            content = render(body).encode()
            sent_headers["Content-Type"] = b"application/json"
        request = self._http.build_request(
            method,
            path,
            params=params,
            headers={key.encode(): value for key, value in sent_headers.items()},
            content=content,
        )
        token = await self._valid_token()
        answer = await self._send(request, token)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            # Nothing was done: the door was shut. Ask for a new key once, then knock again.
            answer = await self._send(request, await self._renewed(token))
        return _read(answer, is_writing=method not in REPEATABLE)

    async def _send(self, request: httpx.Request, token: str) -> httpx.Response:
        await self._pace.turn()
        request.headers["Authorization"] = f"Bearer {token}"
        return await ask(self._http, request, self._timeout_s)

    async def _valid_token(self) -> str:
        if self._token and time.monotonic() < self._good_until:
            return self._token
        return await self._renewed(self._token)

    async def _renewed(self, old: str) -> str:
        """A token that is not `old`; however many ask at once, one request goes out."""
        if self._token not in ("", old):
            return self._token
        if self._renewal is None or self._renewal.done():
            self._renewal = asyncio.create_task(self._renew())
            self._renewal.add_done_callback(_notice)
        # Who is cancelled while waiting must not cancel it for the others.
        return await asyncio.shield(self._renewal)

    async def _renew(self) -> str:
        request = self._http.build_request("POST", "/oauth/token", data=self._grant())
        await self._pace.turn()
        try:
            found = _read(await ask(self._http, request, self._timeout_s), is_writing=False)
        except NoAnswerError as error:
            # Whatever the token was for has not begun.
            raise NoAnswerError(str(error), may_be_done=False) from error
        token = found.get("access_token") if isinstance(found, dict) else None
        if not isinstance(found, dict) or not isinstance(token, str) or not token:
            raise NoAnswerError("POST /oauth/token: no token in the answer", may_be_done=False)
        lifetime_s = float(str(found.get("expires_in", 0)) or 0)
        self._token = token
        self._good_until = time.monotonic() + lifetime_s - min(MARGIN_S, lifetime_s / 2)
        return token

    def _grant(self) -> dict[str, str]:
        grant = {
            "grant_type": "client_credentials",
            "client_id": self._credentials.client_id,
            "client_secret": self._credentials.client_secret,
            "api_key": self._credentials.api_key,
        }
        if self._credentials.redirect_uri:
            grant["redirect_uri"] = self._credentials.redirect_uri
        return grant


def _notice(renewal: asyncio.Task[str]) -> None:
    """Take the outcome, so that nobody waiting any more is no "exception never retrieved"."""
    if not renewal.cancelled():
        renewal.exception()


def _pause_before_again(error: Exception) -> bool | float:
    if isinstance(error, RefusedError) and error.retry_after_s is not None:
        return error.retry_after_s if error.retry_after_s <= LONGEST_WAIT_S else False
    return isinstance(error, NoAnswerError)


def _read(answer: httpx.Response, *, is_writing: bool) -> object:
    """The parsed body of a success. Raises RefusedError for 4xx, NoAnswerError for the rest."""
    place = f"{answer.request.method} {answer.request.url.path}: status {answer.status_code}"
    if answer.is_success:
        try:
            return parse(answer.content) if answer.content else None
        except ValueError as error:
            raise NoAnswerError(f"{place}, unreadable", may_be_done=is_writing) from error
    if answer.is_client_error:
        later = (
            retry_after_s(answer) if answer.status_code == httpx.codes.TOO_MANY_REQUESTS else None
        )
        raise RefusedError(_problems(answer), status=answer.status_code, retry_after_s=later)
    raise NoAnswerError(place, may_be_done=is_writing)


def _problems(answer: httpx.Response) -> tuple[Problem, ...]:
    """Both shapes: `errors` with fields, and OAuth's `error`; HTML and emptiness give the status."""
    try:
        found = parse(answer.content)
    except ValueError:
        found = None
    if isinstance(found, dict) and isinstance(found.get("errors"), list):
        listed = [_problem(each, answer.status_code) for each in found["errors"]]
        return tuple(listed) or (Problem(f"HTTP_{answer.status_code}"),)
    if isinstance(found, dict) and isinstance(found.get("error"), str):
        return (Problem(found["error"], message=str(found.get("error_description", ""))),)
    return (Problem(f"HTTP_{answer.status_code}"),)


def _problem(each: object, status: int) -> Problem:
    if not isinstance(each, dict):
        return Problem(f"HTTP_{status}", message=str(each))
    message = str(each.get("message") or "")
    code = message if _CODE.fullmatch(message) else f"HTTP_{status}"
    return Problem(code, str(each.get("field") or ""), message)
