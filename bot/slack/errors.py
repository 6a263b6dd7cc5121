"""What Slack's answers mean for us: wait, look first, give up, or forget a place that is gone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from hub.channels import GiveUpError, RetryLaterError, UnclearError

TOO_MANY = 429
SERVER_FAULT = 500
SHORTEST_WAIT_S = 1.0
# Slack may have done it, or not.
UNCLEAR = frozenset({"internal_error", "fatal_error", "request_timeout", "service_unavailable"})
RATE_LIMITED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})


class PlaceGoneError(Exception):
    """The channel or thread is no more: it is made anew."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.is_thread = error in THREAD_GONE


THREAD_GONE = frozenset({"cannot_reply_to_message", "thread_not_found", "message_not_found"})
CHANNEL_GONE = frozenset({"channel_not_found", "is_archived", "not_in_channel"})


def error_of(refusal: SlackApiError) -> str:
    """The name of Slack's refusal, or its status where it gave none."""
    data = refusal.response.data if hasattr(refusal.response, "data") else None
    if isinstance(data, dict) and data.get("error"):
        return str(data["error"])
    return f"status_{status_of(refusal)}"


def status_of(refusal: SlackApiError) -> int:
    response = refusal.response
    return int(getattr(response, "status_code", 0) or getattr(response, "status", 0) or 0)


@asynccontextmanager
async def translated() -> AsyncIterator[None]:
    """Turn what a call to Slack may raise into the outbox's words.

    Raises RetryLaterError, UnclearError, PlaceGoneError or GiveUpError.
    """
    try:
        yield
    except SlackApiError as refusal:
        raise meaning_of(refusal) from refusal
    except (TimeoutError, aiohttp.ClientError, SlackClientError, OSError) as error:
        # The request may have arrived and only its answer got lost.
        raise UnclearError(type(error).__name__) from error


def meaning_of(refusal: SlackApiError) -> Exception:
    error, status = error_of(refusal), status_of(refusal)
    if status == TOO_MANY or error in RATE_LIMITED:
        return RetryLaterError(_retry_after(refusal), error)
    if status >= SERVER_FAULT or error in UNCLEAR or error.startswith("status_"):
        return UnclearError(error)
    if error in THREAD_GONE | CHANNEL_GONE:
        return PlaceGoneError(error)
    return GiveUpError(error)


def _retry_after(refusal: SlackApiError) -> float:
    headers = getattr(refusal.response, "headers", None) or {}
    for name, value in dict(headers).items():
        if name.lower() == "retry-after" and str(value).isdigit():
            return max(SHORTEST_WAIT_S, float(value))
    return SHORTEST_WAIT_S
