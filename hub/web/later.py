"""Work after the answer, where its length would tell what was found; ended with the application."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog
from aiohttp import web

log = structlog.get_logger()


class Later(set[asyncio.Task[None]]):
    """What is under way."""


LATER = web.AppKey("later", Later)
PATIENCE_S = 1.0


def later(request: web.Request, work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.create_task(_carefully(work))
    tasks = request.app[LATER]
    tasks.add(task)
    task.add_done_callback(tasks.discard)


async def finish(app: web.Application) -> None:
    """At shutdown: what is under way gets a moment."""
    tasks = app[LATER]
    if tasks:
        await asyncio.wait(set(tasks), timeout=PATIENCE_S)


async def _carefully(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except Exception:
        log.exception("work after an answer failed")
