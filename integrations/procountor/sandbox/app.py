"""The sandbox put together: its API below /api, its own switches below /sandbox, a page at /."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web

from integrations.errors import Problem
from integrations.procountor.sandbox import controls, core
from integrations.procountor.sandbox.answers import No, error_answer
from integrations.procountor.sandbox.core import SANDBOX, Sandbox
from integrations.procountor.sandbox.faults import Fault
from integrations.procountor.sandbox.invoices import STEPS
from integrations.procountor.sandbox.switches import Switches

API = "/api"
HTML = "<html><head><title>500</title></head><body><center>nginx</center></body></html>"
FAULT_HEADER = "X-Sandbox-Fault"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def create_app(
    path: Path | None = None, *, faults: Sequence[Fault] = (), **switches: Any
) -> web.Application:
    """The sandbox as an application of its own.

    `path` is its SQLite file, made when missing; without one everything is in memory and gone
    with the application. `switches` are fields of `Switches`.

    Raises TypeError for a switch that there is not.
    """
    sandbox = Sandbox(path, Switches(**switches), faults)
    app = web.Application(middlewares=[_answering])
    app[SANDBOX] = sandbox
    app.on_cleanup.append(_close)
    _add_api(app, sandbox)
    app.router.add_get("/", controls.show_page)
    app.router.add_get("/sandbox/faults", controls.list_faults)
    app.router.add_post("/sandbox/faults", controls.add_fault)
    app.router.add_delete("/sandbox/faults", controls.clear_faults)
    app.router.add_post("/sandbox/switches", controls.set_switches)
    app.router.add_post("/sandbox/forget-tokens", controls.forget_tokens)
    app.router.add_post("/sandbox/pay/{id}", controls.receive_payment)
    return app


@asynccontextmanager
async def serve(
    path: Path | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    faults: Sequence[Fault] = (),
    **switches: Any,
) -> AsyncIterator[str]:
    """Run it while the block lasts; gives its address without a path. Port 0 takes a free one."""
    app = create_app(path, faults=faults, **switches)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        bound = runner.addresses[0][1]
        yield f"http://{host}:{bound}"
    finally:
        await runner.cleanup()


def _add_api(app: web.Application, sandbox: Sandbox) -> None:
    registers, invoices = sandbox.registers, sandbox.invoices
    steps = "|".join(STEPS)
    routes: list[tuple[str, str, Handler]] = [
        ("POST", "/oauth/token", core.token),
        ("GET", "/sessioninfo", core.session),
        ("GET", "/status", core.status),
        ("GET", "/vats/default", core.vats),
        ("GET", "/businesspartners", registers.list_partners),
        ("POST", "/businesspartners", registers.post_partner),
        ("GET", "/businesspartners/{id}", registers.get_partners),
        ("PUT", "/businesspartners/{id}", registers.put_partner),
        ("PATCH", "/businesspartners/{id}", registers.patch_partner),
        ("GET", "/products", registers.list_products),
        ("POST", "/products", registers.post_product),
        ("GET", "/products/{id}", registers.get_products),
        ("PUT", "/products/{id}", registers.put_product),
        ("GET", "/invoices", invoices.search),
        ("POST", "/invoices", invoices.post),
        ("GET", "/invoices/{id}", invoices.get),
        ("PUT", "/invoices/{id}", invoices.put),
        ("PUT", "/invoices/{id}/notes", invoices.notes),
        ("GET", "/invoices/{id}/transactions", invoices.log),
        ("GET", "/invoices/{id}/paymentevents", invoices.payments),
        ("PUT", "/invoices/{id}/paymentevents/markpaid", invoices.mark_paid),
        ("PUT", f"/invoices/{{id}}/{{step:{steps}}}", invoices.step),
    ]
    for method, path, handler in routes:
        app.router.add_route(method, API + path, handler)


@web.middleware
async def _answering(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Below /api: limit, faults, token; everywhere: refusals in their shape."""
    try:
        if request.path.startswith(f"{API}/"):
            return await _api_answer(request, handler)
        if request.method != "GET":
            controls.check_own_page(request)
        return await handler(request)
    except No as error:
        return error_answer(error)


async def _api_answer(request: web.Request, handler: Handler) -> web.StreamResponse:
    sandbox = request.app[SANDBOX]
    path = request.path.removeprefix(API)
    sandbox.asked.append(f"{request.method} {path}")
    limit = sandbox.switches.per_second
    if sandbox.entrance.is_over_limit(limit) and sandbox.switches.over_limit == "429":
        return _too_many(1)
    fault = _fault_of(request, sandbox, path)
    if fault is not None and (struck := await _strike_before(fault, request)) is not None:
        return struck
    if path != "/oauth/token":
        sandbox.entrance.check_bearer(request)
    answer = await _done(request, handler)
    if fault is not None and fault.kind == "drop-reply":
        return _drop(request)
    if fault is not None and fault.kind == "500-html-after":
        return _html_error()
    return answer


async def _done(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The handler's answer, refusals included: a lost refusal is lost, too."""
    try:
        return await handler(request)
    except No as error:
        return error_answer(error)


def _fault_of(request: web.Request, sandbox: Sandbox, path: str) -> Fault | None:
    """One asked for by this very request goes before those that wait."""
    wish = request.headers.get(FAULT_HEADER)
    if wish:
        return controls.parsed_fault(wish)
    return sandbox.faults.strike(request.method, path)


async def _strike_before(fault: Fault, request: web.Request) -> web.Response | None:
    match fault.kind:
        case "drop-request":
            return _drop(request)
        case "500-html":
            return _html_error()
        case "429":
            return _too_many(fault.seconds)
        case "400" | "403":
            raise No(int(fault.kind), Problem(fault.code))
        case "401":
            raise No(401, Problem("Unauthorized"))
        case "slow":
            # The client may be gone when the work begins; what it sent has come.
            await request.read()
            await asyncio.sleep(fault.seconds)
    return None


def _drop(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _html_error() -> web.Response:
    return web.Response(text=HTML, status=500, content_type="text/html")


def _too_many(seconds: float) -> web.Response:
    return web.Response(status=429, headers={"Retry-After": f"{seconds:g}"})


async def _close(app: web.Application) -> None:
    app[SANDBOX].store.close()
