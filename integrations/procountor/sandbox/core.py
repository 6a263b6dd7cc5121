"""One sandbox: its memory, registers and faults, and the small resources that tell of it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from aiohttp import web

from integrations.procountor.sandbox import rules
from integrations.procountor.sandbox.answers import json_answer
from integrations.procountor.sandbox.entrance import Entrance
from integrations.procountor.sandbox.faults import Fault, Faults
from integrations.procountor.sandbox.invoices import Invoices
from integrations.procountor.sandbox.registers import Registers
from integrations.procountor.sandbox.store import Store
from integrations.procountor.sandbox.switches import Switches


class Sandbox:
    """Everything of one sandbox; tests in the same process reach it as `app[SANDBOX]`."""

    def __init__(self, path: Path | None, switches: Switches, faults: Sequence[Fault]) -> None:
        self.store = Store(path)
        self.entrance = Entrance()
        self.faults = Faults(tuple(faults))
        self.registers = Registers(self.store, switches)
        self.invoices = Invoices(self.store, switches)
        self.switches = switches
        # What was asked below /api, as "PUT /invoices/50001/send": for tests that count.
        self.asked: list[str] = []

    def switch(self, **changes: object) -> None:
        """Raises TypeError for a switch that there is not."""
        self.switches = replace(self.switches, **changes)  # type: ignore[arg-type]
        self.registers.switches = self.invoices.switches = self.switches


SANDBOX = web.AppKey("sandbox", Sandbox)


async def token(request: web.Request) -> web.Response:
    sandbox = request.app[SANDBOX]
    return await sandbox.entrance.give_token(request, sandbox.switches)


async def session(request: web.Request) -> web.Response:
    switches = request.app[SANDBOX].switches
    return json_answer(
        {
            "companyId": switches.company_id,
            "name": switches.company_name,
            "country": "FINLAND",
            "productVersion": "FINANCIALS_PREMIUM",
            "userId": 501,
            "userName": switches.user_name,
        }
    )


async def status(_request: web.Request) -> web.Response:
    told = {"name": "SANDBOX", "version": "26.04", "status": "OK", "procountorVersion": "SANDBOX"}
    return json_answer(told)


async def vats(_request: web.Request) -> web.Response:
    percentages = [
        {"vatPercent": rate.percent, "sales": True, "purchase": True} for rate in rules.RATES
    ]
    statuses = [
        {"vatStatus": number, "description": text, "sales": True, "purchase": False}
        for number, text in rules.VAT_STATUSES
    ]
    country = {"country": "FINLAND", "percentages": percentages}
    return json_answer({"vatInformation": [country], "vatStatuses": statuses})
