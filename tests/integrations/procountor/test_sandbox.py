"""The sandbox itself: survives a kill, shows itself honestly, is steered while it runs."""

import asyncio
import json
import os
import signal
import sys
from html import unescape

import httpx
import pytest

from integrations.procountor.client import ProcountorClient
from integrations.procountor.sandbox import serve
from integrations.procountor.wire import render
from tests.support.procountor import CREDENTIALS, a_draft, a_partner, open_stand

SERVER = """
import asyncio, pathlib, sys
from integrations.procountor.sandbox import serve
async def main():
    async with serve(pathlib.Path(sys.argv[1])) as url:
        print(url, flush=True)
        await asyncio.Event().wait()
asyncio.run(main())
"""


async def test_what_was_answered_survives_a_kill(tmp_path):
    path = tmp_path / "deeper" / "sandbox.sqlite3"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SERVER, str(path), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    url = (await process.stdout.readline()).decode().strip()
    async with ProcountorClient(f"{url}/api", CREDENTIALS) as client:
        partner = await client.create_partner(a_partner())
        pushed = await client.push_invoice(a_draft(partner))
        os.kill(process.pid, signal.SIGKILL)
        await process.wait()

    async with open_stand(path) as stand:
        again = stand.client()
        found = await again.find_invoice_by_original_number("K-2026-0001")
        later = await again.push_invoice(a_draft(partner, original_number="K-2"))

    assert found is not None
    assert found.id == pushed.id
    assert int(later.number) == int(pushed.number) + 1


async def test_the_page_says_what_it_is_and_runs_nobodys_markup(stand):
    client = stand.client()
    partner = await client.create_partner(a_partner(name="<script>alert(1)</script> Oy"))
    pushed = await client.push_invoice(a_draft(partner))
    await client.approve_invoice(pushed.id)
    await client.send_invoice(pushed.id)
    async with stand.raw() as raw:
        english = await raw.get("/")
        finnish = await raw.get("/", headers={"Accept-Language": "fi-FI,fi"})
        paid = await raw.post(f"/sandbox/pay/{pushed.id}?lang=fi")
        foreign = await raw.post(
            f"/sandbox/pay/{pushed.id}", headers={"Sec-Fetch-Site": "cross-site"}
        )

    assert "SANDBOX — not the real Procountor" in english.text
    assert "ei oikea Procountor" in finnish.text
    assert "<script" not in english.text
    assert "<script>alert(1)</script> Oy" in unescape(english.text)
    assert "169,43\u00a0EUR".replace("\u00a0", " ") in finnish.text
    assert "default-src 'none'" in english.headers["content-security-policy"]
    assert paid.status_code == 303
    assert foreign.status_code == 403
    assert (await client.invoice(pushed.id)).status.is_paid


async def test_faults_and_switches_are_set_while_it_runs(stand):
    async with stand.raw() as raw:
        added = await raw.post(
            "/sandbox/faults", json={"fault": "400:POST:/invoices:2", "code": "ERROR_BRN_CODE"}
        )
        listed = await raw.get("/sandbox/faults")
        cleared = await raw.delete("/sandbox/faults")
        unknown = await raw.post("/sandbox/faults", json={"fault": "explode"})
        switched = await raw.post(
            "/sandbox/switches", json={"closed_until": "2026-01-31", "rounding": "sum_then_round"}
        )
        no_switch = await raw.post("/sandbox/switches", json={"gravity": "off"})

    assert added.json()["times"] == 2
    assert listed.json()["faults"][0]["code"] == "ERROR_BRN_CODE"
    assert cleared.json() == {"faults": []}
    assert unknown.status_code == no_switch.status_code == 400
    assert switched.json()["closed_until"] == "2026-01-31"
    assert stand.box.invoices.switches.rounding == "sum_then_round"


async def test_a_single_request_can_ask_for_its_fault(stand):
    async with stand.raw() as raw:
        answer = await raw.get("/api/status", headers={"X-Sandbox-Fault": "500-html"})

    assert answer.status_code == 500
    assert answer.text.startswith("<html>")


async def test_serve_gives_an_address_and_stops(tmp_path):
    async with (
        serve(tmp_path / "s.sqlite3", company_name="Oma Oy (SANDBOX)") as url,
        ProcountorClient(f"{url}/api", CREDENTIALS) as client,
    ):
        assert (await client.session()).company_name == "Oma Oy (SANDBOX)"

    async with httpx.AsyncClient(trust_env=False) as raw:
        with pytest.raises(httpx.ConnectError):
            await raw.get(url)


async def test_an_invoice_is_replaced_only_with_its_newest_version(stand):
    client = stand.client()
    partner = await client.create_partner(a_partner())
    pushed = await client.push_invoice(a_draft(partner))
    body = {
        key: value
        for key, value in json.loads(render(stand.box.store.get("invoice", pushed.id))).items()
        if not key.startswith("_")
    }
    async with stand.raw() as raw:
        headers = {"Authorization": stand.contract.sent[-1].headers["authorization"]}
        good = await raw.put(f"/api/invoices/{pushed.id}", json=body, headers=headers)
        stale = await raw.put(f"/api/invoices/{pushed.id}", json=body, headers=headers)

    assert good.status_code == 200
    assert good.json()["ledgerReceiptId"] != pushed.ledger_receipt_id
    assert stale.status_code == 400
