"""The one wrapper around every handler: schema, authorise, run, and always an answer."""

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from pydantic import ValidationError

from hub import clock, metrics
from hub.access import Asker
from hub.errors import ForbiddenError, RateLimitedError, TooLargeError, UserError
from hub.logs import current_request, named_request
from hub.realtime.bounds import limits_of
from hub.realtime.connections import Connection
from hub.realtime.limiter import Limiter
from hub.realtime.protocol import REQUESTS
from hub.shapes import Shape
from hub.texts import DEFAULT_LANGUAGE, say

log = structlog.get_logger()

Answer = dict[str, Any]
Handler = Callable[[Connection, Any], Awaitable[Mapping[str, Any] | None]]


class UnknownEventError(UserError):
    code = "unknown_event"


class Answering:
    """One namespace's events: which there are, and how each is answered."""

    def __init__(self, namespace: str, handlers: Mapping[str, Handler], limiter: Limiter) -> None:
        self.namespace = namespace
        self._handlers = handlers
        self._limiter = limiter

    async def answer(self, connection: Connection | None, event: str, given: list[Any]) -> Answer:
        """What goes into the acknowledgement; never raises but for a cancelled task."""
        started = time.perf_counter()
        known = event if event in self._handlers else "unknown"
        language = connection.asker.language if connection else DEFAULT_LANGUAGE
        with named_request():
            try:
                answer = {"ok": True, **(await self._run(connection, event, given) or {})}
                outcome = "ok"
            except UserError as error:
                answer, outcome = refusal(error, language), error.code
            except Exception:
                log.exception("socket event failed", happening=known, namespace=self.namespace)
                answer, outcome = broken(language), "broken"
        metrics.SOCKET_EVENTS.labels(known, outcome).inc()
        metrics.SOCKET_SECONDS.labels(known).observe(time.perf_counter() - started)
        return answer

    async def _run(
        self, connection: Connection | None, event: str, given: list[Any]
    ) -> Mapping[str, Any] | None:
        asker = _asker_of(connection)
        if connection is None or asker is None:
            raise ForbiddenError("errors.sign_in")
        handler = self._handlers.get(event)
        limits = limits_of(connection, event if handler else "unknown")
        if (wait := self._limiter.take_all(limits)) is not None:
            raise RateLimitedError(wait)
        if handler is None:
            raise UnknownEventError("errors.unknown_event")
        return await handler(connection, read(REQUESTS[event].request, given))


def _asker_of(connection: Connection | None) -> Asker | None:
    """Who asks, while their token holds: the timer may be late, this is not."""
    if connection is None or connection.expires_at <= clock.now().timestamp():
        return None
    return connection.asker


def read(model: type[Shape], given: list[Any]) -> Shape:
    """Raises UserError (`invalid`, or `too_large` for a text over its limit) with the field."""
    payload: object = given[0] if given else {}
    if len(given) > 1 or not isinstance(payload, dict):
        raise UserError("realtime.not_one_object", field="payload")
    try:
        return model.model_validate(payload)
    except ValidationError as error:
        raise _problem(error) from None


def _problem(error: ValidationError) -> UserError:
    first = error.errors(include_input=False, include_url=False, include_context=True)[0]
    place = first["loc"][0] if first["loc"] else (first.get("ctx") or {}).get("field", "payload")
    # A field that is not promised is named by the sender: it is not repeated.
    field = "payload" if first["type"] == "extra_forbidden" else str(place)
    if first["type"] in {"string_too_long", "too_long"} and field in {"body", "text"}:
        return TooLargeError("realtime.text_too_long", field=field)
    return UserError("realtime.bad_field", field=field)


def refusal(error: UserError, language: str) -> Answer:
    problem: Answer = {"code": error.code, "message": say_error(error, language)}
    if error.field:
        problem["field"] = error.field
    if isinstance(error, RateLimitedError):
        problem["retry_after"] = error.retry_after
    return {"ok": False, "error": problem}


def say_error(error: UserError, language: str) -> str:
    params = {"field": error.field or "", **error.params}
    return say(error.key, language, **params)


def broken(language: str) -> Answer:
    """Our fault: the person gets a reference to quote, and nothing of what happened."""
    message = say("errors.broken", language, reference=current_request())
    return {"ok": False, "error": {"code": "unavailable", "message": message}}
