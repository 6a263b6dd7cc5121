"""Alive, ready, and how busy: /healthz, /readyz, /metrics."""

import asyncio

import structlog
from aiohttp import web

from hub import metrics
from hub.web.house import ReadyCheck, house_of

log = structlog.get_logger()

PATIENCE_S = 3.0


async def healthz(_: web.Request) -> web.Response:
    """The loop turns; nothing else is asked, so that a slow database restarts nobody."""
    return web.json_response({"ok": True})


async def readyz(request: web.Request) -> web.Response:
    checks = house_of(request).ready
    results = await asyncio.gather(*(_holds(name, check) for name, check in checks.items()))
    is_ready = all(results)
    told = {"ok": is_ready, "checks": dict(zip(checks, results, strict=True))}
    return web.json_response(told, status=200 if is_ready else 503)


async def show_metrics(_: web.Request) -> web.Response:
    return web.Response(body=metrics.as_text(), headers={"Content-Type": metrics.CONTENT_TYPE})


async def _holds(name: str, check: ReadyCheck) -> bool:
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await check()
    except Exception:
        log.warning("not ready", check=name, exc_info=True)
        return False


ROUTES = (
    web.get("/healthz", healthz),
    web.get("/readyz", readyz),
    web.get("/metrics", show_metrics),
)
