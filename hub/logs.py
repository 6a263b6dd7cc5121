"""Structured logs with a request id, and without message bodies, tokens or addresses' queries."""

import logging
import re
import secrets
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Literal

import structlog

HIDDEN = "***"
LONGEST_VALUE = 300
# These tell every frame, request and statement, with what is in them: never, whatever the level.
_NOISY = (
    "engineio", "socketio", "aiohttp.access", "httpx", "httpcore", "apscheduler",
    "aiosqlite", "tortoise", "asyncpg", "slack_sdk", "slack_bolt",
)  # fmt: skip
# Fields that hold what people wrote or what lets somebody in.
_SECRET_FIELDS = frozenset(
    {
        "authorization", "auth", "body", "code", "cookie", "csrf", "email", "hetu", "identity",
        "password", "payload", "query", "query_string", "secret", "text", "token", "values",
    }
)  # fmt: skip
_SECRET_TEXTS = re.compile(
    r"eyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*){0,3}"  # JWT and JWE
    r"|xox[abeoprs]-[\w-]+|xapp-[\w-]+"  # Slack
    r"|(?i:bearer)\s+\S+"
    r"|(?<=sign-in/)[\w-]+"
)
_QUERY = re.compile(r"(?P<path>(?:https?://|/)[^\s?#\"']*)[?#][^\s\"']+")

Fields = MutableMapping[str, Any]


@contextmanager
def named_request(given: str = "") -> Iterator[str]:
    """Give everything logged inside one id; it is what a person is told to quote."""
    name = given or new_request_id()
    with structlog.contextvars.bound_contextvars(request_id=name):
        yield name


def current_request() -> str:
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


def new_request_id() -> str:
    return secrets.token_hex(6)


def set_up_logs(style: Literal["text", "json"] = "json", level: str = "INFO") -> None:
    """Our own and other libraries' logs go to standard error in one shape."""
    shared: list[structlog.types.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.contextvars.merge_contextvars,
        tell_faults,
        scrub,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = _StandardError()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in _NOISY:
        logging.getLogger(noisy).setLevel(logging.WARNING)


class _StandardError(logging.Handler):
    """Writes to what standard error is now, not to what it was when logs were set up."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(self.format(record) + "\n")
        except Exception:  # noqa: BLE001 - logging's own way with errors of its handlers
            self.handleError(record)


def tell_faults(_: Any, __: str, fields: Fields) -> Fields:
    """A traceback's places and the error's kind; its words only where they cannot quote a person."""
    given = fields.pop("exc_info", None)
    record = fields.get("_record")
    if not given and record is not None:
        given, record.exc_info, record.exc_text = record.exc_info, None, None
    error = sys.exc_info()[1] if given is True else given
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        fields["error"] = type(error).__name__
        fields["error_words"] = _words(error)
        fields["places"] = list(_places(error.__traceback__))
    return fields


def scrub(_: Any, __: str, fields: Fields) -> Fields:
    for name, given in fields.items():
        if name.startswith("_"):
            continue
        fields[name] = HIDDEN if name.lower() in _SECRET_FIELDS else _clean(given)
    return fields


def _clean(given: Any) -> Any:
    if isinstance(given, str):
        text = _QUERY.sub(r"\g<path>", _SECRET_TEXTS.sub(HIDDEN, given))
        return text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + "…"
    if isinstance(given, dict):
        return {
            key: HIDDEN if str(key).lower() in _SECRET_FIELDS else _clean(each)
            for key, each in given.items()
        }
    if isinstance(given, list | tuple):
        return [_clean(each) for each in given]
    return given


def _words(error: BaseException) -> str:
    """What the machine said about itself; any other error may quote what a person wrote."""
    is_machines = isinstance(error, OSError) or type(error).__module__.startswith("redis")
    return str(error).split("\n", maxsplit=1)[0][:160] if is_machines else ""


def _places(trace: TracebackType | None) -> Iterator[str]:
    while trace is not None:
        code = trace.tb_frame.f_code
        yield f"{code.co_filename.rsplit('/site-packages/', 1)[-1]}:{trace.tb_lineno} {code.co_name}"
        trace = trace.tb_next
