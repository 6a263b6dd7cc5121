"""Every answer that is no success: the promised JSON, in the person's language, with a reference."""

from typing import Any

import structlog
from aiohttp import web
from pydantic import ValidationError

from hub.errors import ForbiddenError, RateLimitedError, TooLargeError, UserError
from hub.logs import current_request
from hub.texts import LANGUAGES, as_language, say

log = structlog.get_logger()

LANGUAGE = web.RequestKey("language", str)
_KEYS = {404: "realtime.no_route", 405: "realtime.no_method", 413: "errors.too_large"}
_CODES = {404: "not_found", 405: "invalid", 413: "too_large", 403: "forbidden", 503: "unavailable"}


def language_of(request: web.Request) -> str:
    """The signed-in person's language, else the first of Accept-Language that we speak."""
    if LANGUAGE in request:
        return str(request[LANGUAGE])
    for wish in request.headers.get("Accept-Language", "")[:200].split(","):
        short = wish.split(";")[0].strip().split("-")[0].lower()
        if short in LANGUAGES:
            return short
    return as_language(None)


def as_answer(error: UserError, language: str) -> web.Response:
    message = say(error.key, language, **{"field": error.field or "", **error.params})
    problem: dict[str, Any] = {"code": error.code, "message": message}
    if error.field:
        problem["field"] = error.field
    headers = {}
    if isinstance(error, RateLimitedError):
        headers["Retry-After"] = str(error.retry_after)
        problem["retry_after"] = error.retry_after
    if isinstance(error, TooLargeError):
        # What is still under way is not read: the connection ends with the answer.
        headers["Connection"] = "close"
    return _problem(problem, error.status, headers)


def as_http_answer(error: web.HTTPException, language: str) -> web.Response:
    """Aiohttp's own refusals, in our words."""
    key = _KEYS.get(error.status, "realtime.not_json")
    problem = {"code": _CODES.get(error.status, "invalid"), "message": say(key, language)}
    headers = {name: error.headers[name] for name in ("Allow",) if name in error.headers}
    return _problem(problem, error.status, headers)


def as_fault(language: str) -> web.Response:
    """Our fault: a reference to quote, nothing of what happened."""
    message = say("errors.broken", language, reference=current_request())
    return _problem({"code": "unavailable", "message": message}, 500, {})


def bad_input(error: ValidationError) -> UserError:
    """The first field that is wrong, by name; never what stood in it."""
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    known = first["loc"] and first["type"] != "extra_forbidden"
    return UserError("realtime.bad_field", field=str(first["loc"][0]) if known else "payload")


def csrf_error() -> ForbiddenError:
    return ForbiddenError("realtime.csrf")


def _problem(problem: dict[str, Any], status: int, headers: dict[str, str]) -> web.Response:
    body = {"error": {**problem, "request_id": current_request()}}
    return web.json_response(body, status=status, headers=headers)
