"""Serves the application until it is told to stop, and lets it go within seconds."""

import asyncio
import gc
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from aiohttp import web

from hub.assembly import House

# Few long pauses instead of many: measured 1.6 times the throughput (bench reference).
GC_THRESHOLD = (20_000, 20, 1_000)


async def serve_until_stopped(
    house: House,
    *,
    reuse_port: bool = False,
    when_ready: Callable[[], Awaitable[None]] | None = None,
) -> None:
    """Serve on the settings' host and port until SIGINT or SIGTERM.

    Raises OSError when the address is taken.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):
            loop.add_signal_handler(each, stop.set)
    async with served(house, reuse_port=reuse_port):
        if when_ready is not None:
            await when_ready()
        gc.collect()
        gc.freeze()
        gc.set_threshold(*GC_THRESHOLD)
        await stop.wait()


@asynccontextmanager
async def served(house: House, *, reuse_port: bool = False) -> AsyncIterator[None]:
    settings = house.settings
    runner = web.AppRunner(house.app, access_log=None, shutdown_timeout=settings.shutdown_seconds)
    await runner.setup()
    try:
        site = web.TCPSite(
            runner,
            settings.host,
            settings.port,
            reuse_port=(reuse_port and sys.platform != "win32") or None,
            backlog=1024,
        )
        await site.start()
        yield
    finally:
        await runner.cleanup()


@asynccontextmanager
async def served_beside(app: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """Another small application in this process (the sandbox); gives the port it got."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()
