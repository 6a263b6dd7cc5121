"""When Procountor is lost, slow, busy or broken: never two invoices, never a silent loss."""

import asyncio
import time

import httpx
import pytest

from integrations.errors import NoAnswerError, RefusedError
from integrations.http import Pace
from integrations.procountor.sandbox.faults import parse_fault
from tests.support.procountor import CREDENTIALS, a_draft, a_partner, open_stand


@pytest.fixture
async def client(stand):
    return stand.client(timeout_s=0.5)


@pytest.fixture
async def draft(client):
    return a_draft(await client.create_partner(a_partner()))


@pytest.mark.parametrize("fault", ["drop-reply", "500-html-after", "slow"])
async def test_a_lost_reply_is_unclear_and_the_invoice_is_found(stand, client, draft, fault):
    stand.fault(f"{fault}:POST:/invoices")

    with pytest.raises(NoAnswerError) as lost:
        await client.push_invoice(draft)
    await asyncio.sleep(0.8 if fault == "slow" else 0)
    found = await client.find_invoice_by_original_number(draft.original_number)

    assert lost.value.may_be_done
    assert found is not None
    assert found.number == "1001"
    assert found.total_cents == 16_943
    assert stand.asked("POST /invoices") == 1, "writing goes out once"
    assert len(stand.box.store.all("invoice")) == 1


@pytest.mark.parametrize("fault", ["drop-request", "500-html"])
async def test_a_request_lost_on_the_way_leaves_nothing(stand, client, draft, fault):
    stand.fault(f"{fault}:POST:/invoices")

    with pytest.raises(NoAnswerError):
        await client.push_invoice(draft)

    assert await client.find_invoice_by_original_number(draft.original_number) is None
    assert stand.asked("POST /invoices") == 1


async def test_a_token_that_ends_in_the_middle_makes_one_invoice(stand, client, draft):
    stand.fault("401:POST:/invoices")

    await client.push_invoice(draft)

    assert len(stand.box.store.all("invoice")) == 1


@pytest.mark.parametrize("status", [400, 403])
async def test_a_refusal_brings_its_code(stand, client, draft, status):
    stand.fault(f"{status}:POST:/invoices")

    with pytest.raises(RefusedError) as refused:
        await client.push_invoice(draft)

    assert refused.value.status == status
    assert refused.value.codes == {"SANDBOX_FAULT"}
    assert refused.value.retry_after_s is None


async def test_too_many_requests_is_waited_out_by_reading_only(stand, client, draft):
    stand.box.faults.waiting.append(parse_fault("429:POST:/invoices"))
    with pytest.raises(RefusedError) as busy:
        await client.push_invoice(draft)
    assert (busy.value.status, busy.value.retry_after_s) == (429, 1.0)
    assert stand.asked("POST /invoices") == 1

    stand.fault("429:GET:/status")
    begun = time.monotonic()
    assert (await client.status()).is_ok
    assert time.monotonic() - begun >= 1.0


async def test_reading_is_tried_again_after_a_lost_reply(stand, client):
    stand.fault("drop-request:GET:/status:2")

    assert (await client.status()).is_ok
    assert stand.asked("GET /status") == 3


async def test_reading_gives_up_after_three_times(stand, client):
    stand.fault("500-html:GET:/status:*")

    with pytest.raises(NoAnswerError):
        await client.status()

    assert stand.asked("GET /status") == 3


async def test_where_nobody_listens_nothing_was_done(stand):
    free = httpx.URL(stand.url)
    client = stand.client(transport=httpx.AsyncHTTPTransport())
    await client.session()
    async with open_stand() as gone:
        lost = gone.client()
        await lost.session()
    lost = stand.client().__class__(f"{gone.url}/api", CREDENTIALS)

    with pytest.raises(NoAnswerError) as error:
        await lost.approve_invoice(1)

    assert not error.value.may_be_done
    assert free.port != httpx.URL(gone.url).port
    await lost.close()


async def test_two_invoices_with_our_number_are_told_and_void_ones_are_not_counted(
    stand, client, draft
):
    first = await client.push_invoice(draft)
    second = await client.push_invoice(draft)
    with pytest.raises(RefusedError, match="SEVERAL_INVOICES"):
        await client.find_invoice_by_original_number(draft.original_number)

    await void(stand, first)
    one_left = await client.find_invoice_by_original_number(draft.original_number)
    await void(stand, second)
    none_left = await client.find_invoice_by_original_number(draft.original_number)

    assert one_left is not None
    assert one_left.id == second.id
    assert none_left is not None
    assert none_left.status.is_void


async def void(stand, invoice):
    async with stand.raw() as raw:
        headers = {"Authorization": stand.contract.sent[-1].headers["authorization"]}
        await raw.put(f"/api/invoices/{invoice.id}/invalidate", headers=headers)


async def test_the_client_stays_below_the_limit():
    async with open_stand(per_second=20) as stand:
        client = stand.client(per_second=15)
        begun = time.monotonic()

        await asyncio.gather(*(client.session() for _ in range(30)))

        assert time.monotonic() - begun >= 0.9
        assert stand.contract.seen["GET /sessioninfo", 429] == 0


async def test_over_the_limit_there_may_be_no_429():
    async with open_stand(per_second=1, over_limit="no_429") as stand:
        client = stand.client()

        await asyncio.gather(*(client.session() for _ in range(5)))


async def test_no_second_holds_more_turns_than_allowed():
    pace = Pace(10)
    turns = []
    for _ in range(15):
        await pace.turn()
        turns.append(time.monotonic())

    spans = [later - earlier for earlier, later in zip(turns, turns[10:], strict=False)]
    assert min(spans) >= 0.99
    assert turns[9] - turns[0] < 0.5, "a burst within the limit does not wait"


def test_faults_are_read_from_words():
    fault = parse_fault("drop-reply:post:/invoices:3")

    assert (fault.method, fault.path, fault.times) == ("POST", "/invoices", 3)
    assert parse_fault("slow").times == 1
    with pytest.raises(ValueError, match="no such fault"):
        parse_fault("explode")
