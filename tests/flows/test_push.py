"""Exactly one invoice in Procountor: pressed twice, reply dropped, process killed half-way."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from hub import clock
from models.billing import BilledEntry, Invoice
from tests.support.installation import (
    Installation,
    Person,
    Program,
    in_store,
    installed,
    sandbox_invoices,
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

KAISA = "kaisa@kirsikka.example"
ACME = "1001"


@pytest.fixture
async def firm(database_url: str, tmp_path: Path) -> AsyncIterator[Installation]:
    async with installed(tmp_path, database_url) as installation:
        yield installation


@pytest.mark.sqlite_only
async def test_twenty_presses_at_once_are_one_invoice(firm):
    sandbox = await firm.sandbox()
    kaisa = await firm.staff(await firm.hub(), KAISA)
    card = await _dry_run(kaisa)
    await asyncio.gather(*(kaisa.press(card, "push") for _ in range(20)))
    await _told(kaisa, "done")

    [invoice] = await sandbox_invoices(sandbox)
    [shown] = kaisa.cards(kaisa.conversation(ACME)["notes"], "invoice")
    values = [field["value"] for field in shown["fields"]]
    assert str(invoice["invoiceNumber"]) in values


@pytest.mark.sqlite_only
async def test_a_second_card_of_the_same_month_finds_nothing_left(firm):
    sandbox = await firm.sandbox()
    kaisa = await firm.staff(await firm.hub(), KAISA)
    one, other = await _dry_run(kaisa), await _dry_run(kaisa)
    await kaisa.press(one, "push")
    await _told(kaisa, "done")
    refused = await kaisa.ask(
        "card.press",
        {"card": other["id"], "button": "push", "values": {}, "client_id": str(uuid4())},
    )

    assert not refused["ok"]
    assert "hyväksyttyjä tunteja ei ole" in refused["error"]["message"]
    assert len(await sandbox_invoices(sandbox)) == 1


async def test_a_dropped_reply_is_looked_up_before_anything_is_repeated(firm, database_url):
    sandbox = await firm.sandbox("drop-reply:POST:/invoices:1")
    kaisa = await firm.staff(await firm.hub(), KAISA)
    await kaisa.press(await _dry_run(kaisa), "push")
    notes = kaisa.conversation(ACME)["notes"]
    await kaisa.until(lambda: any("ei vastannut" in text for text in _statuses(kaisa, notes)))
    await in_store(database_url, _leases_end)
    await _told(kaisa, "done")

    assert len(await sandbox_invoices(sandbox)) == 1
    assert sum("on Procountorissa" in text for text in _statuses(kaisa, notes)) == 1


async def test_a_process_killed_between_call_and_save_leaves_one_invoice(firm, database_url):
    sandbox = await firm.sandbox("slow:POST:/invoices:1")
    hub = await firm.hub()
    kaisa = await firm.staff(hub, KAISA)
    await kaisa.press(await _dry_run(kaisa), "push")
    async with asyncio.timeout(10):
        while not await in_store(database_url, _is_sending):
            await asyncio.sleep(0.05)
    await asyncio.sleep(0.3)
    hub.kill()
    await asyncio.sleep(1.5)
    await in_store(database_url, _leases_end)
    again = await firm.hub()
    await kaisa.connect(again.address)
    await _told(kaisa, "done")

    assert len(await sandbox_invoices(sandbox)) == 1


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("400:POST:/invoices:1", "SANDBOX_FAULT"),
        ("401:POST:/invoices:*", "ei hyväksy tunnuksia"),
        ("403:POST:/invoices:1", "ei ole oikeutta"),
    ],
)
async def test_a_refusal_is_told_with_its_reason_and_may_be_retried(firm, fault, words):
    sandbox = await firm.sandbox(fault)
    kaisa = await firm.staff(await firm.hub(), KAISA)
    notes = kaisa.conversation(ACME)["notes"]
    await kaisa.press(await _dry_run(kaisa), "push")
    await _told(kaisa, "failed")
    [refused] = kaisa.cards(notes, "invoice")
    assert any(words in line for line in refused["lines"]), refused["lines"]
    assert await sandbox_invoices(sandbox) == []

    await _without_faults(sandbox)
    await kaisa.press(refused, "retry")
    await _told(kaisa, "done")
    assert len(await sandbox_invoices(sandbox)) == 1


@pytest.mark.sqlite_only
async def test_a_refused_invoice_that_is_cancelled_frees_its_own_hours(firm, database_url):
    await firm.sandbox("400:POST:/invoices:1")
    kaisa = await firm.staff(await firm.hub(), KAISA)
    first = await _dry_run(kaisa)
    await kaisa.press(first, "push")
    await _told(kaisa, "failed")
    [refused] = kaisa.cards(kaisa.conversation(ACME)["notes"], "invoice")
    await kaisa.press(refused, "cancel_invoice")

    assert await in_store(database_url, _billed) == 0
    assert (await _dry_run(kaisa))["fields"] == first["fields"]


@pytest.mark.sqlite_only
async def test_a_payment_is_told_in_the_conversation(firm):
    sandbox = await firm.sandbox()
    kaisa = await firm.staff(await firm.hub(), KAISA)
    notes = kaisa.conversation(ACME)["notes"]
    await kaisa.press(await _dry_run(kaisa), "push")
    await _told(kaisa, "done")
    [invoice] = await sandbox_invoices(sandbox)
    await _approved_sent_and_paid(sandbox, invoice["id"])
    async with asyncio.timeout(60):
        while not any("maksettu" in text for text in _statuses(kaisa, notes)):
            await asyncio.sleep(0.2)


async def _dry_run(kaisa: Person) -> dict[str, Any]:
    """Acme's month before this one; most of its hours are approved in the demo."""
    answered = await kaisa.command("/invoice Acme viime kuu", kaisa.conversation(ACME)["id"])
    assert answered["ok"], answered
    card: dict[str, Any] = answered["card"]
    assert any(button["id"] == "push" for button in card["buttons"]), card
    return card


async def _told(kaisa: Person, state: str) -> None:
    notes = kaisa.conversation(ACME)["notes"]
    await kaisa.until(
        lambda: any(card["state"] == state for card in kaisa.cards(notes, "invoice")), state
    )


def _statuses(person: Person, conversation: str) -> list[str]:
    entries = person.entries.get(conversation, {}).values()
    return [entry["body"] for entry in entries if entry["kind"] == "status"]


async def _is_sending() -> bool:
    return await Invoice.filter(state="sending").exists()


async def _leases_end() -> None:
    """As if the minute and a half were over."""
    await Invoice.filter(leased_until__not_isnull=True).update(
        leased_until=clock.now() - timedelta(seconds=1)
    )


async def _billed() -> int:
    return await BilledEntry.all().count()


async def _without_faults(sandbox: Program) -> None:
    async with (
        aiohttp.ClientSession(sandbox.address) as http,
        http.delete("/sandbox/faults") as answer,
    ):
        assert answer.status < 300, await answer.text()


async def _approved_sent_and_paid(sandbox: Program, invoice_id: int) -> None:
    async with aiohttp.ClientSession(sandbox.address) as http:
        form = {
            "grant_type": "client_credentials",
            "client_id": "sandbox-client",
            "client_secret": "sandbox-secret",
            "api_key": "sandbox-key",
        }
        async with http.post("/api/oauth/token", data=form) as answer:
            headers = {"Authorization": f"Bearer {(await answer.json())['access_token']}"}
        for step, body in (("approve", {}), ("send", None)):
            address = f"/api/invoices/{invoice_id}/{step}"
            async with http.put(address, headers=headers, json=body) as answer:
                assert answer.status < 300, await answer.text()
        async with http.post(f"/sandbox/pay/{invoice_id}") as answer:
            assert answer.status < 400, await answer.text()
