"""From approved hours to exactly one invoice in Procountor, whatever happens on the way."""

import asyncio
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from tortoise.exceptions import IntegrityError

from hub import clock
from hub.actions.billing import cancel_invoice, queue_invoice, retry_invoice
from hub.actions.hours import delete_entry, log_minutes
from hub.actions.invoice_outcomes import LEASE
from hub.actions.prices import set_price
from hub.errors import ConflictError, ForbiddenError, NotFoundError, UserError
from hub.queries.billing import draft_of
from integrations.errors import RefusedError
from integrations.procountor.door import Credentials
from models.accounting import ExternalRef, PushAttempt
from models.audit import AuditRow
from models.billing import BilledEntry, Invoice, InvoiceRow, PriceRule
from models.firm import Staff
from models.hours import TimeEntry
from tests.support.billing_desk import ACME, DAY, MONTH, Desk, open_desk
from tests.support.office import Office, buttons, fields
from tests.support.procountor import Stand


@pytest.fixture
async def desk(office: Office, stand: Stand) -> Desk:
    return await open_desk(office, stand)


async def states() -> list[str]:
    return [row.state.value for row in await Invoice.all().order_by("id")]


# --- the dry run and what stands on the invoice ---


async def test_vat_follows_the_day_of_supply_also_within_one_invoice(desk: Desk):
    await desk.hours(60, date=date(2024, 8, 31), period="2024-09")
    await desk.hours(90, date=date(2024, 9, 1))
    card = await desk.dry_run(text="invoice Acme 2024-09")
    await desk.office.press(card, "push")
    await desk.pushed()

    assert [line.split(" · ")[1] for line in card.lines] == ["ALV 24 %", "ALV 25,5 %"]
    # 80,00 + 120,00 without VAT; 19,20 + 30,60 of VAT.
    assert "200,00" in fields(card)["Veroton"]
    assert "49,80" in fields(card)["ALV"]
    [invoice] = desk.invoices()
    rows = invoice["invoiceRows"]
    assert [(float(row["vatPercent"]), row["startDate"]) for row in rows] == [
        (24.0, "2024-08-31"),
        (25.5, "2024-09-01"),
    ]
    assert (await Invoice.get()).total_cents == 24980


@pytest.mark.sqlite_only
async def test_a_dry_run_writes_nothing_and_calls_nobody(desk: Desk):
    await desk.hours(90)
    await desk.dry_run()
    await desk.pushed()

    assert await Invoice.all().count() == 0
    assert await BilledEntry.all().count() == 0
    assert await desk.entries() == []
    assert desk.stand.box.asked == []


async def test_queued_then_pushed_and_told_in_the_notes(desk: Desk):
    await desk.hours(90, 30)
    card = await desk.queued()
    before = await states()
    await desk.pushed()

    assert (card.kind, fields(card)["Tila"]) == ("invoice", "Jonossa")
    assert (before, await states()) == (["queued"], ["pushed"])
    [invoice] = desk.invoices()
    [line] = await desk.told()
    assert str(invoice["invoiceNumber"]) in line
    assert "kesken" in line
    shown = await desk.card()
    assert shown.state == "done"
    assert shown.id == card.id
    assert fields(shown)["Numero Procountorissa"] == str(invoice["invoiceNumber"])
    assert await BilledEntry.all().count() == 2
    assert invoice["originalInvoiceNumber"] == (await Invoice.get()).number
    assert desk.stand.contract.seen["POST /invoices", 200] == 1


async def test_only_approved_billable_priced_live_hours_are_billed(desk: Desk):
    await desk.hours(60)
    await desk.hours(600, is_approved=False)
    await desk.hours(700, is_billable=False)
    await desk.hours(800, date=date(2026, 9, 30))
    await desk.hours(900, client="1002")
    await desk.hours(50)
    await TimeEntry.filter(minutes=50).update(deleted_at=clock.now())
    card = await desk.queued()

    [row] = await InvoiceRow.all()
    assert row.minutes == 60
    assert len(card.lines) == 1


@pytest.mark.sqlite_only
async def test_hours_without_a_price_stop_the_whole_invoice(desk: Desk):
    await PriceRule.all().delete()
    vat = "vat"
    await set_price(desk.office.house, hour_price_e4=1, valid_from=date(2020, 1, 1), activity=vat)
    await desk.hours(60)
    await desk.hours(60, activity="payroll")
    card = await desk.dry_run()

    assert "push" not in buttons(card)
    assert any("Palkanlaskenta" in line or "palk" in line.casefold() for line in card.lines)
    draft = await draft_of(desk.office.asker("anna"), ACME, MONTH)
    assert card.id is not None
    with pytest.raises(UserError, match=r"invoice\.unpriced"):
        await queue_invoice(
            desk.office.asker("anna"),
            client=ACME,
            period=MONTH,
            card_id=card.id,
            expected=draft.fingerprint,
        )
    assert await Invoice.all().count() == 0


@pytest.mark.sqlite_only
async def test_the_most_exact_price_of_the_day_wins(desk: Desk):
    house = desk.office.house
    for price, since, more in (
        (100_0000, date(2026, 10, 10), {}),
        (110_0000, date(2026, 1, 1), {"activity": "vat"}),
        (120_0000, date(2026, 1, 1), {"client": ACME}),
        (130_0000, date(2026, 1, 1), {"client": ACME, "activity": "vat"}),
        (140_0000, date(2026, 12, 1), {"client": ACME, "activity": "vat"}),
    ):
        await set_price(house, hour_price_e4=price, valid_from=since, **more)
    await desk.hours(60)
    await desk.hours(60, activity="meeting")
    await desk.hours(60, client="1002")
    await desk.hours(60, client="1002", activity="meeting")
    await desk.hours(60, client="1002", activity="meeting", date=date(2026, 10, 9))
    anna = desk.office.asker("anna")

    acme, other = await draft_of(anna, ACME, MONTH), await draft_of(anna, "1002", MONTH)
    assert sorted(row.hour_price_e4 for row in acme.rows) == [120_0000, 130_0000]
    assert sorted(row.hour_price_e4 for row in other.rows) == [80_0000, 100_0000, 110_0000]


async def test_hours_changed_after_the_dry_run_are_a_conflict_and_nothing_is_written(desk: Desk):
    await desk.hours(60)
    card = await desk.dry_run()
    await desk.hours(30)

    with pytest.raises(ConflictError, match=r"invoice\.changed"):
        await desk.office.press(card, "push")
    assert await Invoice.all().count() == await BilledEntry.all().count() == 0
    await desk.office.press(card, "refresh")
    await desk.office.press(card, "push")
    assert (await Invoice.get()).net_cents == 12000


@pytest.mark.sqlite_only
async def test_other_hours_of_the_same_sum_are_a_change_too(desk: Desk):
    await desk.hours(60)
    card = await desk.dry_run()
    await TimeEntry.all().update(deleted_at=clock.now())
    await desk.hours(60, activity="payroll")

    with pytest.raises(ConflictError, match=r"invoice\.changed"):
        await desk.office.press(card, "push")
    assert await Invoice.all().count() == 0


@pytest.mark.sqlite_only
async def test_what_the_sums_come_to_there_is_the_truth(desk: Desk):
    # 20 minutes are 0,3333 h: 26,664 is 26,66 there, 26,67 by the minute.
    await desk.hours(20)
    await desk.queued()
    ours = (await Invoice.get()).net_cents
    await desk.pushed()

    assert abs(ours - (await Invoice.get()).net_cents) <= 1
    [invoice] = desk.invoices()
    assert (await Invoice.get()).total_cents == round(
        float(invoice["invoiceSumInfo"][0]["invoiceSumTotal"]) * 100
    )


# --- exactly one ---


async def test_two_presses_and_twenty_at_once_are_one_invoice(desk: Desk):
    await desk.hours(90)
    card = await desk.dry_run()
    pressed = await asyncio.gather(*(desk.office.press(card, "push") for _ in range(20)))
    again = await desk.office.press(card, "push")
    await desk.pushed()
    last = await desk.office.press(card, "push")

    assert {each.kind for each in (*pressed, again, last)} == {"invoice"}
    assert await states() == ["pushed"]
    assert len(desk.invoices()) == 1


async def test_two_cards_of_one_month_at_once_are_one_invoice(desk: Desk):
    await desk.hours(90)
    one, other = await desk.dry_run(), await desk.dry_run()
    done = await asyncio.gather(
        desk.office.press(one, "push"), desk.office.press(other, "push"), return_exceptions=True
    )
    await desk.pushed()

    [refused] = [each for each in done if isinstance(each, Exception)]
    assert isinstance(refused, UserError)
    assert len(desk.invoices()) == 1


async def test_many_clients_are_billed_at_once_with_numbers_of_their_own(desk: Desk):
    numbers = [str(number) for number in range(1001, 1013)]
    for number in numbers:
        await desk.hours(60, client=number)
    cards = [await desk.office.say(f"invoice {number} {MONTH}") for number in numbers]
    await asyncio.gather(*(desk.office.press(card, "push") for card in cards))

    made = await Invoice.all().values_list("number", flat=True)
    assert len(set(made)) == len(numbers)
    assert max(map(str, made)).endswith("-00012")


async def test_jobs_of_many_processes_push_each_invoice_once(desk: Desk):
    for number in ("1001", "1002", "1003"):
        await desk.hours(60, client=number)
        await desk.office.press(await desk.office.say(f"invoice {number} {MONTH}"), "push")
    await asyncio.gather(*(desk.pushed(desk.stand.client()) for _ in range(6)))
    await desk.pushed()

    numbers = [invoice["originalInvoiceNumber"] for invoice in desk.invoices()]
    assert len(numbers) == len(set(numbers))
    assert desk.stand.asked("POST /invoices") == len(numbers)


async def test_an_entry_is_on_one_live_row_the_database_says(desk: Desk):
    await desk.hours(60)
    await desk.queued()
    billed, row = await BilledEntry.get(), await InvoiceRow.get()

    with pytest.raises(IntegrityError):
        await BilledEntry.create(entry_id=billed.entry_id, row_id=row.id)


# --- no answer ---


@pytest.mark.parametrize("fault", ["drop-reply", "500-html-after"])
async def test_a_lost_reply_is_looked_up_and_not_repeated(desk: Desk, fault: str):
    await desk.hours(90)
    desk.fault(f"{fault}:POST:/invoices:1")
    await desk.queued()
    await desk.pushed()
    unclear = await states()
    early = await desk.pushed()
    with desk.later(20):
        await desk.pushed()

    assert (unclear, early) == (["unclear"], 0)
    assert await states() == ["pushed"]
    assert len(desk.invoices()) == 1
    assert desk.stand.asked("POST /invoices") == 1
    lost, found = await desk.told()
    assert "ei vastannut" in lost
    assert "on Procountorissa" in found
    assert (await Invoice.get()).total_cents == 15060


async def test_what_never_arrived_is_pushed_again_only_when_it_cannot_arrive_any_more(desk: Desk):
    await desk.hours(90)
    desk.fault("drop-request:POST:/invoices:1")
    await desk.queued()
    await desk.pushed()
    with desk.later(20):
        await desk.pushed()
        early = (await states(), desk.stand.asked("POST /invoices"))
    with desk.later(90):
        await desk.pushed()

    assert early == (["unclear"], 1)
    assert await states() == ["pushed"]
    assert len(desk.invoices()) == 1
    assert sum("ei vastannut" in line for line in await desk.told()) == 1


@pytest.mark.sqlite_only
async def test_an_answer_slower_than_our_patience_is_one_invoice(desk: Desk):
    await desk.hours(90)
    desk.fault("slow:POST:/invoices:1")
    hasty = desk.stand.client(timeout_s=0.3)
    await desk.queued()
    await desk.pushed(hasty)
    unclear = await states()
    await asyncio.sleep(1.0)
    with desk.later(20):
        await desk.pushed()

    assert (unclear, await states()) == (["unclear"], ["pushed"])
    assert len(desk.invoices()) == 1


@pytest.mark.sqlite_only
async def test_an_unclear_invoice_says_so_once_however_often_it_is_looked_for(desk: Desk):
    await desk.hours(90)
    desk.fault("drop-reply:POST:/invoices:1")
    desk.fault("500-html:GET:/invoices:*")
    await desk.queued()
    await desk.pushed()
    for seconds in (20, 40, 60):
        with desk.later(seconds):
            await desk.pushed()

    assert await states() == ["unclear"]
    assert len(await desk.told()) == 1


@pytest.mark.sqlite_only
@pytest.mark.parametrize("fault", ["401:GET:/invoices:*", "403:GET:/invoices:1"])
async def test_a_refused_look_is_no_refused_invoice(desk: Desk, fault: str):
    """Retry or Cancel would double or lose what stands there already."""
    await desk.hours(90)
    desk.fault("drop-reply:POST:/invoices:1")
    desk.fault(fault)
    await desk.queued()
    await desk.pushed()
    with desk.later(20):
        await desk.pushed()
        shown = await desk.card()
        refused = await states()
        desk.stand.box.faults.waiting.clear()
    with desk.later(40):
        await desk.pushed()

    assert refused == ["unclear"]
    assert buttons(shown) == []
    assert any("Procountor" in line for line in shown.lines), "why it is still unclear"
    assert await states() == ["pushed"]
    assert len(desk.invoices()) == 1


async def test_a_process_that_died_half_way_leaves_one_invoice(desk: Desk):
    await desk.hours(90)
    await desk.queued()
    desk.fault("slow:POST:/invoices:1")
    dying = asyncio.create_task(desk.pushed())
    while not desk.stand.asked("POST /invoices"):
        await asyncio.sleep(0.02)
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    died = await states()
    await asyncio.sleep(1.2)
    early = await desk.pushed()
    with desk.later(LEASE.total_seconds() + 1):
        await desk.pushed()

    assert (died, early) == (["sending"], 0)
    assert await states() == ["pushed"]
    assert len(desk.invoices()) == 1
    assert desk.stand.asked("POST /invoices") == 1


async def test_who_was_slower_than_the_lease_pushes_nothing(desk: Desk):
    """Another has taken it up: the call that must not be made twice is made by one."""
    await desk.hours(90)
    await desk.queued()

    class Slow:
        def __init__(self, inner: Any) -> None:
            self.inner = inner

        def __getattr__(self, name: str) -> Any:
            return getattr(self.inner, name)

        async def session(self) -> Any:
            # As if two minutes went by before the answer.
            await Invoice.all().update(leased_until=clock.now() - timedelta(seconds=1))
            with desk.later(100):
                await desk.pushed(desk.stand.client())
            return await self.inner.session()

    await desk.pushed(Slow(desk.stand.client()))

    assert await states() == ["pushed"]
    assert len(desk.invoices()) == 1


@pytest.mark.sqlite_only
async def test_when_nobody_listens_it_waits_and_is_no_riddle(desk: Desk):
    await desk.hours(90)
    await desk.queued()
    nobody = type(desk.system)("http://127.0.0.1:9/api", Credentials("a", "b", "c"))
    desk.stand.clients.append(nobody)
    await desk.pushed(nobody)
    waiting = await desk.card()
    with desk.later(20):
        await desk.pushed()

    assert fields(waiting)["Tila"] == "Jonossa"
    assert any("ei vastaa" in line for line in waiting.lines)
    assert await states() == ["pushed"]
    assert len(await desk.told()) == 1


@pytest.mark.sqlite_only
async def test_too_many_requests_are_later_and_once(desk: Desk):
    await desk.hours(90)
    desk.fault("429:POST:/invoices:1")
    await desk.queued()
    await desk.pushed()
    busy = await desk.card()
    early = await desk.pushed()
    with desk.later(5):
        await desk.pushed()

    assert fields(busy)["Tila"] == "Jonossa"
    assert any("ruuhkaa" in line for line in busy.lines)
    assert early == 0
    assert await states() == ["pushed"]
    assert len(desk.invoices()) == 1
    assert len(await desk.told()) == 1, "nobody is told of an answer that did not come"


# --- refused ---

SENTENCES: Mapping[tuple[str, str], str] = {
    ("401:POST:/invoices:*", "fi"): "Procountor ei hyväksy tunnuksia",
    ("401:POST:/invoices:*", "sv"): "Procountor godkänner inte behörigheten",
    ("401:POST:/invoices:*", "en"): "Procountor does not accept the credentials",
    ("403:POST:/invoices:1", "fi"): "ei ole oikeutta",
    ("403:POST:/invoices:1", "sv"): "saknar rätt",
    ("403:POST:/invoices:1", "en"): "lacks the right",
    ("400:POST:/invoices:1", "fi"): "Procountor ei kertonut syytä. (SANDBOX_FAULT)",
    ("400:POST:/invoices:1", "sv"): "Procountor uppgav ingen orsak. (SANDBOX_FAULT)",
    ("400:POST:/invoices:1", "en"): "Procountor gave no reason. (SANDBOX_FAULT)",
}


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("fault", "language"), SENTENCES)
async def test_a_refusal_is_told_in_the_language_of_who_pushed(
    desk: Desk, fault: str, language: str
):
    await Staff.filter(name="Anna").update(language=language)
    desk.office.staff["anna"].language = language
    await desk.hours(90)
    desk.fault(fault)
    await desk.queued()
    await desk.pushed()

    assert await states() == ["refused"]
    sentence = SENTENCES[fault, language]
    shown = await desk.card()
    assert any(sentence in line for line in shown.lines), shown.lines
    assert sentence in (await desk.told())[-1]
    assert desk.invoices() == []


@pytest.mark.sqlite_only
async def test_a_closed_period_is_told_by_its_code(desk: Desk):
    desk.stand.box.switch(closed_until=date(2999, 1, 1))
    await desk.hours(90)
    await desk.queued()
    await desk.pushed()

    [line] = await desk.told()
    assert "Tilikausi on suljettu Procountorissa. (CLOSED_FISCAL_PERIOD" in line


async def test_a_refused_invoice_keeps_its_hours_and_is_pushed_on_retry(desk: Desk):
    await desk.hours(90)
    desk.fault("400:POST:/invoices:1")
    card = await desk.queued()
    await desk.pushed()
    refused = await desk.card()
    reserved = await desk.dry_run()
    idle = await desk.pushed()
    again = [await desk.office.press(refused, "retry") for _ in range(2)]
    await desk.pushed()

    assert buttons(refused) == ["retry", "cancel_invoice"]
    assert "push" not in buttons(reserved)
    assert idle == 0
    assert {fields(each)["Tila"] for each in again} == {"Jonossa"}
    assert await states() == ["pushed"]
    assert len(desk.invoices()) == 1
    assert (await desk.card()).id == card.id


async def test_cancel_frees_exactly_its_own_hours(desk: Desk):
    await desk.hours(90)
    await desk.hours(60, client="1002")
    await desk.office.press(await desk.office.say(f"invoice 1002 {MONTH}"), "push")
    desk.fault("400:POST:/invoices:1")
    first = await desk.dry_run()
    await desk.office.press(first, "push")
    await Invoice.filter(client__number="1002").update(leased_until=clock.now() + LEASE)
    await desk.pushed()
    cancelled = await desk.office.press(await desk.card(), "cancel_invoice")
    await desk.office.press(first, "cancel_invoice")

    assert (cancelled.state, fields(cancelled)["Tila"]) == ("done", "Peruttu")
    assert buttons(cancelled) == []
    [left] = await BilledEntry.all().prefetch_related("entry")
    assert left.entry.minutes == 60
    assert fields(await desk.dry_run()) == fields(first)
    await desk.queued()
    await desk.pushed()
    assert len(desk.invoices()) == 1


@pytest.mark.sqlite_only
async def test_a_queued_invoice_may_be_given_up_and_a_pushed_one_not(desk: Desk):
    await desk.hours(90)
    card = await desk.queued()
    given_up = await desk.office.press(card, "cancel_invoice")
    again = await desk.queued()
    await desk.pushed()

    assert fields(given_up)["Tila"] == "Peruttu"
    assert len(desk.invoices()) == 1
    assert again.id is not None
    with pytest.raises(ConflictError, match=r"invoice\.cannot_cancel"):
        await cancel_invoice(desk.office.asker("anna"), card_id=again.id)
    assert await BilledEntry.all().count() == 1


@pytest.mark.sqlite_only
async def test_a_client_that_is_gone_there_is_added_anew(desk: Desk):
    await desk.hours(90)
    await ExternalRef.create(
        firm_id=desk.office.firm.id,
        system="procountor",
        company_id="4711",
        kind="client",
        external_id="999999",
        local_id=(await TimeEntry.get()).client_id,
    )
    await desk.queued()
    await desk.pushed()

    assert await states() == ["pushed"]
    assert (await ExternalRef.get()).external_id != "999999"


@pytest.mark.sqlite_only
async def test_a_client_is_added_there_once(desk: Desk):
    for day in (DAY, DAY + timedelta(days=1)):
        await desk.hours(60, date=day)
        desk.fault("drop-reply:POST:/businesspartners:1")
        await desk.queued()
        for seconds in (0, 20, 90):
            with desk.later(seconds):
                await desk.pushed()
        desk.stand.box.faults.waiting.clear()

    assert await states() == ["pushed", "pushed"]
    assert desk.stand.asked("POST /businesspartners") == 1


@pytest.mark.sqlite_only
async def test_what_we_know_to_be_missing_is_told_before_anything_is_sent(desk: Desk):
    await desk.hours(90, client="1002")
    await desk.office.press(await desk.office.say(f"invoice 1002 {MONTH}"), "push")
    await desk.pushed()

    invoice = await Invoice.get()
    assert invoice.state.value == "refused"
    assert invoice.problems[0]["field"] == "counterParty.email"
    assert desk.stand.asked("POST /invoices") == 0


async def test_a_fault_of_ours_keeps_no_other_invoice_waiting(desk: Desk):
    await desk.hours(60)
    await desk.hours(60, client="1002")
    await desk.queued()
    await desk.office.press(await desk.office.say(f"invoice 1002 {MONTH}"), "push")

    class Broken:
        def __getattr__(self, name: str) -> Any:
            raise ZeroDivisionError

    await desk.pushed(Broken())
    first = await states()
    with desk.later(600):
        await desk.pushed(Broken())
    with desk.later(1200):
        await desk.pushed()
        await desk.pushed()

    assert first == ["unclear", "unclear"]
    assert len(await desk.told()) == 2, "once that it is unclear, once that it is there"
    assert (await states())[0] == "pushed"
    assert await PushAttempt.filter(outcome="broken").count() == 4


# --- what happens there afterwards ---


async def test_a_payment_there_is_told_here_once(desk: Desk):
    await desk.hours(90)
    await desk.queued()
    await desk.pushed()
    unchanged = await desk.asked_again()
    external = int((await Invoice.get()).external_id)
    await desk.system.approve_invoice(external)
    await desk.system.send_invoice(external)
    await desk.asked_again()
    async with desk.stand.raw() as http:
        assert (await http.post(f"/sandbox/pay/{external}", json={})).status_code == 200
    await asyncio.gather(desk.asked_again(), desk.asked_again())
    at_rest = await desk.asked_again()

    assert (unchanged, at_rest) == (0, 0)
    _, sent, paid = await desk.told()
    assert "lähetetty" in sent
    assert "maksettu" in paid
    assert fields(await desk.card())["Tila Procountorissa"] == "maksettu"


async def test_an_invoice_invalidated_there_frees_its_hours(desk: Desk):
    await desk.hours(90)
    await desk.queued()
    await desk.pushed()
    external = int((await Invoice.get()).external_id)
    async with desk.stand.raw() as http:
        grant = {
            "grant_type": "client_credentials",
            "client_id": "sandbox-client",
            "client_secret": "sandbox-secret",
            "api_key": "sandbox-key",
        }
        token = (await http.post("/api/oauth/token", data=grant)).json()["access_token"]
        done = await http.put(
            f"/api/invoices/{external}/invalidate",
            headers={"Authorization": f"Bearer {token}"},
            json={},
        )
        assert done.status_code == 200, done.text
    await desk.asked_again()

    assert "mitätöity" in (await desk.told())[-1]
    assert "push" in buttons(await desk.dry_run())


@pytest.mark.sqlite_only
async def test_their_silence_about_states_breaks_nothing(desk: Desk):
    await desk.hours(90)
    await desk.queued()
    await desk.pushed()
    desk.fault("500-html:GET:/invoices:*")

    assert await desk.asked_again() == 0


# --- who may ---


@pytest.mark.sqlite_only
async def test_money_is_for_those_who_may_see_it(desk: Desk):
    await desk.hours(90)

    with pytest.raises(ForbiddenError):
        await desk.dry_run(by="liisa")
    assert "push" not in buttons(await desk.dry_run(by="mikko"))


async def test_pushing_retrying_and_cancelling_need_the_right(desk: Desk):
    await desk.hours(90)
    card = await desk.dry_run(by="mikko")
    assert card.id is not None
    mikko = desk.office.asker("mikko")
    draft = await draft_of(mikko, ACME, MONTH)

    with pytest.raises(ForbiddenError) as refused:
        await queue_invoice(
            mikko, client=ACME, period=MONTH, card_id=card.id, expected=draft.fingerprint
        )
    assert "push_invoices" in refused.value.say("sv")
    desk.fault("400:POST:/invoices:1")
    mine = await desk.queued()
    await desk.pushed()
    assert mine.id is not None
    for act in (retry_invoice, cancel_invoice):
        with pytest.raises(ForbiddenError):
            await act(mikko, card_id=mine.id)
    assert await states() == ["refused"]


@pytest.mark.sqlite_only
async def test_another_persons_draft_and_another_firm_find_nothing(desk: Desk):
    await desk.hours(90)
    card = await desk.dry_run()
    assert card.id is not None

    with pytest.raises(NotFoundError):
        await desk.office.press(card, "push", by="mikko")
    with pytest.raises(NotFoundError):
        await draft_of(desk.office.asker("anna"), "9001", MONTH)
    assert await Invoice.all().count() == 0


@pytest.mark.sqlite_only
async def test_every_step_is_in_the_audit(desk: Desk):
    await desk.hours(90)
    desk.fault("400:POST:/invoices:1")
    await desk.queued()
    await desk.pushed()
    await desk.office.press(await desk.card(), "retry")
    await desk.pushed()

    verbs = await AuditRow.filter(subject="billing").order_by("id").values_list("verb", flat=True)
    told = [str(verb) for verb in verbs]
    assert told == ["price", "queue", "refused", "retry", "pushed"]


async def test_billed_hours_stay_as_they_are(desk: Desk):
    anna = desk.office.asker("anna")
    entry = await log_minutes(anna, client=ACME, minutes=60, date=clock.today(), client_key="k")
    await TimeEntry.all().update(approved_at=clock.now())
    month = clock.today().strftime("%Y-%m")
    await desk.office.press(await desk.dry_run(text=f"invoice {ACME} {month}"), "push")

    with pytest.raises(ConflictError):
        await delete_entry(anna, entry.id)


def test_a_refusal_holds_no_secrets():
    assert "secret" not in str(RefusedError((), status=401))
