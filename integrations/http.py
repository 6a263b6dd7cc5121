"""Asking other firms' machines over HTTP: one client factory, their failures in our words."""

import asyncio
import time
from collections import deque
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx

from integrations.errors import NoAnswerError

# What may go out twice by itself. Everything else may do its work twice.
REPEATABLE = frozenset({"GET", "HEAD"})
CONNECT_S = 5.0
# The slack that a polite retry takes at most, whatever Retry-After says.
LONGEST_WAIT_S = 30.0
# Unpacked. No answer that we ask for is near it, and a peer may send without end.
LARGEST_ANSWER = 32 * 1024 * 1024


def open_http(
    base_url: str,
    *,
    timeout_s: float = 20.0,
    connections: int = 16,
    transport: httpx.AsyncBaseTransport | None = None,
) -> httpx.AsyncClient:
    """A client that follows no redirects and keeps no retries of its own.

    Proxies of the environment are used, but never towards this machine.
    """
    return httpx.AsyncClient(
        base_url=base_url,
        timeout=httpx.Timeout(timeout_s, connect=min(CONNECT_S, timeout_s)),
        limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
        headers={"User-Agent": "kirjuri"},
        follow_redirects=False,
        trust_env=not _is_here(base_url),
        transport=transport,
    )


async def ask(http: httpx.AsyncClient, request: httpx.Request, timeout_s: float) -> httpx.Response:
    """Send once and read the whole answer, within `timeout_s` altogether.

    Raises NoAnswerError; `may_be_done` is False when no connection came about.
    """
    try:
        async with asyncio.timeout(timeout_s):
            return await _whole(await http.send(request, stream=True))
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise NoAnswerError(_name(error, request), may_be_done=False) from error
    except (httpx.RequestError, TimeoutError) as error:
        raise NoAnswerError(_name(error, request)) from error


async def _whole(answer: httpx.Response) -> httpx.Response:
    """The answer with its body, or NoAnswerError once that is longer than any that we know."""
    body = bytearray()
    try:
        async for chunk in answer.aiter_bytes():
            body += chunk
            if len(body) > LARGEST_ANSWER:
                raise NoAnswerError(f"{answer.request.url.path}: an answer without end")
    finally:
        await answer.aclose()
    plain = [
        (name, value)
        for name, value in answer.headers.multi_items()
        if name not in {"content-encoding", "content-length", "transfer-encoding"}
    ]
    return httpx.Response(
        answer.status_code, headers=plain, content=bytes(body), request=answer.request
    )


def retry_after_s(answer: httpx.Response, otherwise: float = 1.0) -> float:
    """Seconds of Retry-After; its form with a date, and nonsense, give `otherwise`."""
    try:
        return min(max(float(answer.headers.get("Retry-After", otherwise)), 0.0), 3600.0)
    except ValueError:
        return otherwise


class Pace:
    """Lets at most `per_second` through any second, in order of asking; the rest wait."""

    def __init__(self, per_second: int) -> None:
        self._turns: deque[float] = deque(maxlen=per_second)

    async def turn(self) -> None:
        """Wait for one's turn."""
        present = mine = time.monotonic()
        if self._turns:
            mine = max(present, self._turns[-1])
        if len(self._turns) == self._turns.maxlen:
            mine = max(mine, self._turns[0] + 1.0)
        self._turns.append(mine)
        if mine > present:
            await asyncio.sleep(mine - present)


def _name(error: Exception, request: httpx.Request) -> str:
    """What happened, without what was sent."""
    return f"{request.method} {request.url.path}: {type(error).__name__}"


def _is_here(base_url: str) -> bool:
    host = urlsplit(base_url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
