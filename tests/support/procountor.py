"""A sandbox of Procountor on a loopback port, and clients whose every word is held to openapi.yaml."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiohttp import web

from integrations.procountor.client import ProcountorClient
from integrations.procountor.door import Credentials
from integrations.procountor.port import (
    Address,
    BusinessPartner,
    DraftRow,
    InvoiceDraft,
)
from integrations.procountor.sandbox.app import create_app
from integrations.procountor.sandbox.core import SANDBOX, Sandbox
from integrations.procountor.sandbox.faults import parse_fault
from tests.support.procountor_contract import ContractTransport

CREDENTIALS = Credentials("sandbox-client", "sandbox-secret", "sandbox-key")
IBAN = "FI2112345600000785"


@dataclass
class Stand:
    """The sandbox as a test holds it."""

    url: str
    box: Sandbox
    clients: list[ProcountorClient] = field(default_factory=list)
    contract: ContractTransport = field(default_factory=ContractTransport)

    def client(self, credentials: Credentials = CREDENTIALS, **options: Any) -> ProcountorClient:
        options.setdefault("transport", self.contract)
        client = ProcountorClient(f"{self.url}/api", credentials, **options)
        self.clients.append(client)
        return client

    def fault(self, text: str) -> None:
        self.box.faults.waiting.append(parse_fault(text))

    def asked(self, line: str) -> int:
        """How often "POST /invoices" came, lost replies included."""
        return self.box.asked.count(line)

    def raw(self) -> httpx.AsyncClient:
        """Without our client, for what it would never send."""
        return httpx.AsyncClient(base_url=self.url, trust_env=False)


@asynccontextmanager
async def open_stand(path: Path | None = None, **switches: Any) -> AsyncIterator[Stand]:
    app = create_app(path, **switches)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    stand = Stand(f"http://127.0.0.1:{runner.addresses[0][1]}", app[SANDBOX])
    try:
        yield stand
    finally:
        for client in stand.clients:
            await client.close()
        await runner.cleanup()


@pytest.fixture
async def stand() -> AsyncIterator[Stand]:
    async with open_stand() as opened:
        yield opened


def a_partner(**changes: Any) -> BusinessPartner:
    fields: dict[str, Any] = {
        "name": "Ääkkösten Leipomo Oy",
        "customer_number": "1001",
        "identifier": "0737546-2",
        "identifier_type": "YHD",
        "email": "laskut@leipomo.example",
        "address": Address(street="Hämeenkatu 1", postcode="33100", city="Tampere"),
    }
    return BusinessPartner(**fields | changes)


def a_row(**changes: Any) -> DraftRow:
    fields: dict[str, Any] = {
        "text": "Kirjanpito",
        "quantity": Decimal("1.5"),
        "unit_price_e4": 900_000,
        "vat_bp": 2550,
        "first_day": date(2026, 3, 1),
        "last_day": date(2026, 3, 31),
    }
    return DraftRow(**fields | changes)


def a_draft(partner: BusinessPartner, **changes: Any) -> InvoiceDraft:
    fields: dict[str, Any] = {
        "original_number": "K-2026-0001",
        "partner": partner,
        "dated_on": date(2026, 4, 1),
        "due_on": date(2026, 4, 15),
        "rows": (a_row(),),
        "own_iban": IBAN,
        "first_day": date(2026, 3, 1),
        "last_day": date(2026, 3, 31),
    }
    return InvoiceDraft(**fields | changes)
