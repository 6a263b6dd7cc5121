"""The sandbox's own doors, outside /api: its page, faults, switches, and money coming in."""

from dataclasses import asdict, fields, replace
from datetime import date
from decimal import Decimal

from aiohttp import web

from integrations.errors import Problem
from integrations.procountor.sandbox import page, rules
from integrations.procountor.sandbox.answers import No, body_of, json_answer, path_id
from integrations.procountor.sandbox.core import SANDBOX
from integrations.procountor.sandbox.faults import Fault, parse_fault
from integrations.procountor.sandbox.switches import Switches


async def show_page(request: web.Request) -> web.Response:
    sandbox = request.app[SANDBOX]
    return page.page(
        sandbox.invoices.all(),
        sandbox.faults.waiting,
        sandbox.switches,
        page.language_of(request),
    )


async def list_faults(request: web.Request) -> web.Response:
    return json_answer({"faults": [_told(each) for each in request.app[SANDBOX].faults.waiting]})


async def add_fault(request: web.Request) -> web.Response:
    """`{"fault": "drop-reply:POST:/invoices:3"}`, optionally with `seconds` and `code`."""
    body = await body_of(request)
    fault = parsed_fault(str(body.get("fault", "")))
    fault = replace(
        fault,
        seconds=float(str(body.get("seconds", fault.seconds))),
        code=str(body.get("code", fault.code)),
    )
    request.app[SANDBOX].faults.waiting.append(fault)
    return json_answer(_told(fault))


async def clear_faults(request: web.Request) -> web.Response:
    request.app[SANDBOX].faults.waiting.clear()
    return json_answer({"faults": []})


async def set_switches(request: web.Request) -> web.Response:
    body = await body_of(request)
    if isinstance(body.get("closed_until"), str):
        body["closed_until"] = rules.day(body, "closed_until")
    if unknown := body.keys() - {each.name for each in fields(Switches)}:
        raise No(400, Problem("SANDBOX_NO_SUCH_SWITCH", ", ".join(sorted(unknown))))
    request.app[SANDBOX].switch(**body)
    return json_answer({key: body[key] for key in sorted(body) if "secret" not in key})


async def forget_tokens(request: web.Request) -> web.Response:
    request.app[SANDBOX].entrance.forget_tokens()
    return json_answer({"message": "SANDBOX: every token has ended"})


async def receive_payment(request: web.Request) -> web.Response:
    """JSON `{"amount": 12.5, "date": "2026-03-31"}`, both optional; or the page's button."""
    is_form = request.content_type != "application/json"
    body = {} if is_form else await body_of(request)
    amount = body.get("amount")
    event = request.app[SANDBOX].invoices.pay(
        path_id(request),
        None if amount is None else Decimal(str(amount)),
        rules.day(body, "date") or date.today(),  # noqa: DTZ011 - local, as theirs
    )
    if is_form:
        raise web.HTTPSeeOther(f"/?lang={page.language_of(request)}")
    return json_answer(event)


def check_own_page(request: web.Request) -> None:
    """Another site's page must not press our buttons."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise No(403, Problem("SANDBOX_FOREIGN_PAGE"))


def parsed_fault(text: str) -> Fault:
    try:
        return parse_fault(text)
    except ValueError as error:
        raise No(400, Problem("SANDBOX_NO_SUCH_FAULT", "fault", str(error))) from error


def _told(fault: Fault) -> dict[str, object]:
    return {**asdict(fault), "seconds": Decimal(str(fault.seconds))}
