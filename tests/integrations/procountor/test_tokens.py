"""Machine tokens: asked for once, renewed once, never shown."""

import asyncio
import logging
from dataclasses import replace

import pytest

from integrations.errors import NoAnswerError, RefusedError
from tests.support.procountor import CREDENTIALS, open_stand


async def test_the_key_tells_its_company_and_user(stand):
    session = await stand.client().session()

    assert (session.company_id, session.user_name) == (4711, "API technical user")
    assert session.country == "FI"
    assert (await stand.client().status()).is_ok


async def test_many_at_once_ask_for_one_token(stand):
    client = stand.client()

    await asyncio.gather(*(client.session() for _ in range(20)))

    assert stand.box.entrance.tokens_given == 1


async def test_a_token_that_ended_is_renewed_once_for_everybody(stand):
    client = stand.client()
    await client.session()
    stand.box.entrance.forget_tokens()

    await asyncio.gather(*(client.session() for _ in range(10)))

    assert stand.box.entrance.tokens_given == 2


async def test_a_token_is_renewed_before_it_ends():
    async with open_stand(token_s=1) as stand:
        client = stand.client()
        await client.session()
        await asyncio.sleep(0.6)
        await client.session()

        assert stand.box.entrance.tokens_given == 2
        assert stand.contract.seen["GET /sessioninfo", 401] == 0


async def test_a_second_401_is_a_refusal(stand):
    stand.fault("401:GET:/sessioninfo:*")

    with pytest.raises(RefusedError) as refused:
        await stand.client().session()

    assert refused.value.status == 401
    assert stand.asked("GET /sessioninfo") == 2


@pytest.mark.parametrize("shape", ["errors", "error"])
async def test_wrong_credentials_are_refused_in_both_shapes(shape):
    async with open_stand(oauth_refusal=shape) as stand:
        client = stand.client(replace(CREDENTIALS, api_key="nobody's"))

        with pytest.raises(RefusedError) as refused:
            await client.session()

        assert refused.value.status == 401
        problem = refused.value.problems[0]
        assert "invalid_client" in (problem.code, problem.message)


async def test_the_redirect_uri_goes_along_where_it_is_required():
    async with open_stand(redirect_uri="required") as stand:
        with pytest.raises(RefusedError):
            await stand.client().session()

        with_uri = replace(CREDENTIALS, redirect_uri="https://kirjuri.example/procountor")
        assert (await stand.client(with_uri).session()).company_id == 4711


async def test_without_a_token_nothing_was_done(stand):
    stand.fault("500-html:POST:/oauth/token:*")
    client = stand.client()

    with pytest.raises(NoAnswerError) as lost:
        await client.approve_invoice(1)

    assert not lost.value.may_be_done
    assert stand.asked("PUT /invoices/1/approve") == 0


async def test_one_who_gives_up_waiting_does_not_stop_the_others(stand):
    stand.fault("slow:POST:/oauth/token")
    client = stand.client()
    impatient = asyncio.create_task(client.session())
    patient = asyncio.create_task(client.session())
    await asyncio.sleep(0.2)
    impatient.cancel()

    assert (await patient).company_id == 4711
    assert stand.box.entrance.tokens_given == 1


async def test_credentials_and_tokens_are_in_no_log_and_no_repr(stand, caplog):
    caplog.set_level(logging.DEBUG)
    client = stand.client()
    await client.session()
    stand.fault("500-html:GET:/status:2")
    await client.status()
    stand.fault("401:GET:/status:*")
    with pytest.raises(RefusedError) as refused:
        await client.status()

    told = caplog.text + repr(CREDENTIALS) + repr(refused.value) + repr(client.__dict__)
    token = stand.contract.sent[-1].headers["authorization"].removeprefix("Bearer ")
    assert len(token) > 20
    for secret in (CREDENTIALS.client_secret, CREDENTIALS.api_key, token):
        assert secret not in told


async def test_the_token_request_is_a_form_without_charset(stand):
    await stand.client().session()

    request = stand.contract.sent[0]
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert request.url.query == b""
    async with stand.raw() as raw:
        form = {"grant_type": "client_credentials", "client_id": "sandbox-client"}
        kind = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
        answer = await raw.post("/api/oauth/token", data=form, headers=kind)
    assert answer.status_code == 400
