"""Invoices from draft to paid, and every refusal on the way."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from integrations.errors import RefusedError
from integrations.procountor.port import Address, InvoiceChannel, InvoiceStatus
from integrations.procountor.sandbox import sums
from integrations.procountor.wire import render
from integrations.procountor.writing import draft_body
from tests.support.procountor import a_draft, a_partner, a_row, open_stand


@pytest.fixture
async def client(stand):
    return stand.client()


@pytest.fixture
async def partner(client):
    return await client.create_partner(a_partner())


async def test_an_invoice_goes_from_unfinished_to_paid(stand, client, partner):
    pushed = await client.push_invoice(a_draft(partner))
    assert (pushed.status, pushed.number) == (InvoiceStatus.UNFINISHED, "1001")
    assert (pushed.net_cents, pushed.vat_cents, pushed.total_cents) == (13_500, 3443, 16_943)
    assert pushed.due_on == date(2026, 4, 15)
    assert sums.is_reference_number(pushed.reference_number)

    await client.approve_invoice(pushed.id)
    assert (await client.invoice(pushed.id)).status == InvoiceStatus.NOT_SENT
    await client.send_invoice(pushed.id)
    assert (await client.invoice(pushed.id)).status == InvoiceStatus.SENT
    async with stand.raw() as raw:
        await raw.post(f"/sandbox/pay/{pushed.id}", json={"amount": 100, "date": "2026-04-10"})
        partly = await client.invoice(pushed.id)
        await raw.post(f"/sandbox/pay/{pushed.id}", json={})
    events = await client.payment_events(pushed.id)

    assert partly.status == InvoiceStatus.PARTLY_PAID
    assert (await client.invoice(pushed.id)).status.is_paid
    assert [event.amount_cents for event in events] == [10_000, 6943]
    assert events[0].paid_on == date(2026, 4, 10)


async def test_numbers_go_out_exactly_and_empty_fields_stay_at_home(stand, client, partner):
    rows = (a_row(quantity=Decimal("0.10"), unit_price_e4=1_234_567),)
    await client.push_invoice(a_draft(partner, rows=rows))

    text = stand.contract.sent[-1].content.decode()
    assert '"vatPercent":25.5,' in text
    assert '"quantity":0.1,' in text
    assert '"unitPrice":123.4567,' in text
    sent = json.loads(text)
    assert sent["paymentInfo"]["bankReferenceCode"] == ""
    sent["paymentInfo"].pop("bankReferenceCode")
    assert '""' not in json.dumps(sent)
    assert "null" not in text
    assert "orderReference" not in sent


async def test_the_steps_keep_their_order(client, partner):
    pushed = await client.push_invoice(a_draft(partner))

    with pytest.raises(RefusedError) as early:
        await client.send_invoice(pushed.id)
    await client.approve_invoice(pushed.id)
    with pytest.raises(RefusedError) as twice:
        await client.approve_invoice(pushed.id)

    assert early.value.status == twice.value.status == 403
    assert early.value.codes == {"SANDBOX_WRONG_STATUS"}
    await client.send_invoice(pushed.id)
    await client.send_invoice(pushed.id)


@pytest.mark.parametrize(
    ("supply_day", "vat_bp", "is_taken"),
    [
        (date(2024, 8, 31), 2400, True),
        (date(2024, 8, 31), 2550, False),
        (date(2024, 9, 1), 2550, True),
        (date(2024, 9, 1), 2400, False),
        (date(2025, 12, 31), 1400, True),
        (date(2026, 1, 1), 1400, False),
        (date(2026, 1, 1), 1350, True),
    ],
)
async def test_the_rate_follows_the_day_of_supply(client, partner, supply_day, vat_bp, is_taken):
    row = a_row(first_day=supply_day, last_day=supply_day, vat_bp=vat_bp)
    if is_taken:
        await client.push_invoice(a_draft(partner, rows=(row,)))
        return
    with pytest.raises(RefusedError) as refused:
        await client.push_invoice(a_draft(partner, rows=(row,)))

    problem = refused.value.problems[0]
    assert problem.code == "SANDBOX_VAT_NOT_VALID_ON_DAY"
    assert problem.field == "invoiceRows[0].vatPercent"


async def test_the_rates_in_use_are_those_of_the_company(client, partner):
    rates = await client.vat_rates()

    assert {2550, 1350, 2400, 0} <= rates.sales_bp
    with pytest.raises(RefusedError, match="SANDBOX_VAT_NOT_IN_USE"):
        await client.push_invoice(a_draft(partner, rows=(a_row(vat_bp=2300),)))


async def test_signs_outside_windows_1252_are_refused_before_sending(stand, client, partner):
    draft = a_draft(partner, rows=(a_row(text="Kirjanpito ✅ Ж"),))

    problems = client.draft_problems(draft)
    with pytest.raises(RefusedError) as refused:
        await client.push_invoice(draft)

    assert [(each.code, each.field, each.message) for each in problems] == [
        ("NOT_WINDOWS_1252", "invoiceRows[0].product", "✅Ж")
    ]
    assert refused.value.problems == problems
    assert stand.asked("POST /invoices") == 0


async def test_signs_with_a_plain_twin_are_written_plainly(stand, client, partner):
    decomposed = "A\u0308\u00e4kko\u0308set"
    text = f"{decomposed} 1\u202f000\u202f€ \u2212 5 \u2011 š \u2019"
    pushed = await client.push_invoice(a_draft(partner, rows=(a_row(text=text),)))

    saved = stand.box.store.get("invoice", pushed.id)["invoiceRows"][0]["product"]
    assert saved == "Ääkköset 1 000 € - 5 - š ’"


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"due_on": date(2026, 3, 31)}, "DUE_DATE_BEFORE_BILL_DATE", "paymentInfo.dueDate"),
        ({"due_on": date(2026, 4, 1) + timedelta(1000)}, "TERM_TOO_LONG", "paymentInfo.dueDate"),
        ({"rows": ()}, "MISSING", "invoiceRows"),
        ({"own_iban": ""}, "MISSING", "paymentInfo.bankAccount.accountNumber"),
        ({"original_number": ""}, "MISSING", "originalInvoiceNumber"),
        ({"original_number": "N" * 41}, "TOO_LONG", "originalInvoiceNumber"),
        ({"rows": (a_row(comment="x" * 513),)}, "TOO_LONG", "invoiceRows[0].comment"),
        ({"rows": (a_row(unit="fortnight"),)}, "UNKNOWN_UNIT", "invoiceRows[0].unit"),
    ],
)
async def test_a_dry_run_tells_what_would_be_refused(client, partner, changes, code, field):
    problems = client.draft_problems(a_draft(partner, **changes))

    assert [(each.code, each.field) for each in problems] == [(code, field)]


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"email": ""}, {"counterParty.email"}),
        (
            {"channel": InvoiceChannel.E_INVOICE},
            {"counterParty.einvoiceAddress.address", "counterParty.einvoiceAddress.operator"},
        ),
        (
            {"channel": InvoiceChannel.MAIL, "address": Address(street="Kuja 1", city="Oulu")},
            {"billingAddress.zip"},
        ),
        ({"channel": InvoiceChannel.EDIFACT}, {"invoiceChannel"}),
    ],
)
async def test_the_channel_has_conditions_here_and_there(stand, client, partner, changes, fields):
    """What the dry run tells is what the sandbox would have said."""
    draft = a_draft(replace(partner, **changes))

    here = client.draft_problems(draft)
    body = json.loads(render(draft_body(draft)))
    async with stand.raw() as raw:
        token = await _token(raw)
        answer = await raw.post("/api/invoices", json=body, headers=token)

    assert {each.field for each in here} == fields
    assert {each["field"] for each in answer.json()["errors"]} == fields


async def _token(raw):
    form = {
        "grant_type": "client_credentials",
        "client_id": "sandbox-client",
        "client_secret": "sandbox-secret",
        "api_key": "sandbox-key",
    }
    answer = await raw.post("/api/oauth/token", data=form)
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


async def test_a_partner_must_stand_in_the_register(client, partner):
    with pytest.raises(RefusedError, match="SANDBOX_UNKNOWN_PARTNER") as refused:
        await client.push_invoice(a_draft(replace(partner, id=999_999)))

    assert refused.value.status == 400


async def test_a_closed_period_refuses_saving_and_approving(stand, client, partner):
    pushed = await client.push_invoice(a_draft(partner))
    stand.box.switch(closed_until=date(2026, 4, 30))

    with pytest.raises(RefusedError) as saving:
        await client.push_invoice(a_draft(partner, original_number="K-2"))
    with pytest.raises(RefusedError) as approving:
        await client.approve_invoice(pushed.id)

    assert (saving.value.status, approving.value.status) == (400, 403)
    assert saving.value.codes == approving.value.codes == {"CLOSED_FISCAL_PERIOD"}


async def test_every_violation_is_listed_with_its_field(client, partner):
    rows = (a_row(vat_bp=2300), a_row(), a_row(vat_bp=2400))

    with pytest.raises(RefusedError) as refused:
        await client.push_invoice(a_draft(partner, rows=rows, vat_status=2))

    assert {"SANDBOX_VAT_NOT_IN_USE", "ERROR_VATSTATUS_VATPERC"} <= refused.value.codes
    assert "invoiceRows[1].vatStatus" in {each.field for each in refused.value.problems}


@pytest.mark.parametrize(("switch", "vat_cents"), [("per_row", 39), ("sum_then_round", 38)])
async def test_rows_may_be_rounded_one_by_one_or_together(switch, vat_cents):
    rows = tuple(a_row(quantity=Decimal(1), unit_price_e4=5000) for _ in range(3))
    async with open_stand(rounding=switch) as stand:
        client = stand.client()
        partner = await client.create_partner(a_partner())

        pushed = await client.push_invoice(a_draft(partner, rows=rows))

    assert (pushed.net_cents, pushed.vat_cents) == (150, vat_cents)


@pytest.mark.parametrize("switch", ["marks_sent", "refused"])
async def test_no_sending_may_or_may_not_be_sent(switch):
    async with open_stand(no_sending=switch) as stand:
        client = stand.client()
        made = await client.create_partner(a_partner(channel=InvoiceChannel.NO_SENDING))
        pushed = await client.push_invoice(a_draft(made))
        await client.approve_invoice(pushed.id)
        if switch == "refused":
            with pytest.raises(RefusedError):
                await client.send_invoice(pushed.id)
        else:
            await client.send_invoice(pushed.id)
            assert (await client.invoice(pushed.id)).status == InvoiceStatus.SENT


async def test_notes_are_set_in_any_state(stand, client, partner):
    pushed = await client.push_invoice(a_draft(partner))
    await client.approve_invoice(pushed.id)
    await client.set_invoice_notes(pushed.id, "Kirjuri: tunnit 3/2026")

    assert stand.box.store.get("invoice", pushed.id)["notes"] == "Kirjuri: tunnit 3/2026"


async def test_many_invoices_are_read_at_once(client, partner):
    drafts = [a_draft(partner, original_number=f"K-{number}") for number in range(3)]
    ids = [(await client.push_invoice(draft)).id for draft in drafts]

    assert [each.original_number for each in await client.invoices_by_id([*ids, 1])] == [
        "K-0",
        "K-1",
        "K-2",
    ]
