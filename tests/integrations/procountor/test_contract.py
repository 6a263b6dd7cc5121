"""The contract's own test: it covers what the client asks, and a wrong word is caught."""

import copy
import json

import httpx
import pytest
import yaml
from openapi_spec_validator import validate

from integrations.procountor import words
from integrations.procountor.client import ProcountorClient
from integrations.procountor.countries import COUNTRY_OF_ISO
from integrations.procountor.port import Product, ProductQuery
from integrations.procountor.sandbox.rules import RATES
from integrations.procountor.wire import render
from tests.support.procountor import CREDENTIALS, a_draft, a_partner
from tests.support.procountor_contract import (
    DOCUMENT,
    ContractError,
    ContractTransport,
    contract,
)


def test_the_document_is_openapi():
    validate(yaml.safe_load(DOCUMENT.read_text(encoding="utf-8")))


def test_our_words_are_their_words():
    schemas = yaml.safe_load(DOCUMENT.read_text(encoding="utf-8"))["components"]["schemas"]

    assert set(COUNTRY_OF_ISO.values()) == set(schemas["Country"]["enum"])
    assert {unit.upper() for unit in words.UNITS} == set(schemas["Unit"]["enum"])
    assert {words.our_status(each).upper() for each in schemas["InvoiceStatus"]["enum"]} == set(
        schemas["InvoiceStatus"]["enum"]
    )
    languages = schemas["Invoice"]["properties"]["language"]["enum"]
    assert set(words.LANGUAGES.values()) == set(languages)
    assert len(RATES) == 6


async def test_everything_the_client_can_ask_is_held_to_the_document(stand):
    client = stand.client()
    partner = await client.create_partner(a_partner())
    product = await client.create_product(Product("Palkka", price_e4=1, vat_bp=2550))
    pushed = await client.push_invoice(a_draft(partner))
    await client.session(), await client.status(), await client.vat_rates()
    await client.replace_partner(partner)
    await client.change_partner(await client.partner(partner.id))
    await client.replace_product(await client.product(product.id))
    [each async for each in client.products(ProductQuery())]
    await client.find_invoice_by_original_number("K-2026-0001")
    await client.invoice(pushed.id)
    await client.set_invoice_notes(pushed.id, "x")
    await client.approve_invoice(pushed.id)
    await client.send_invoice(pushed.id)
    await client.payment_events(pushed.id)

    assert {name for name, _ in stand.contract.seen} >= {
        "POST /oauth/token",
        "GET /sessioninfo",
        "GET /status",
        "GET /vats/default",
        "POST /businesspartners",
        "PUT /businesspartners/{id}",
        "PATCH /businesspartners/{id}",
        "GET /products",
        "PUT /products/{productId}",
        "POST /invoices",
        "GET /invoices",
        "PUT /invoices/{invoiceId}/approve",
        "PUT /invoices/{invoiceId}/send",
        "PUT /invoices/{invoiceId}/notes",
        "GET /invoices/{invoiceId}/paymentevents",
    }


@pytest.fixture
async def exchange(stand):
    """One good POST /invoices as it went over the wire: request and answer."""
    client = stand.client()
    await client.push_invoice(a_draft(await client.create_partner(a_partner())))
    request = stand.contract.sent[-1]
    answer = json.loads(render(stand.box.store.get("invoice", 50_001)))
    return json.loads(request.content), {
        key: value for key, value in answer.items() if not key.startswith("_")
    }


def set_in(body, path, value):
    *steps, last = path
    for step in steps:
        body = body[step]
    body[last] = value


def drop_in(body, path):
    *steps, last = path
    for step in steps:
        body = body[step]
    del body[last]


REQUEST_MUTATIONS = [
    (("type",), "INVOICE"),
    (("date",), "1.4.2026"),
    (("partnerId",), "2001"),
    (("invoiceChannel",), "email"),
    (("language",), "fi"),
    (("id",), 7),
    (("invoiceNumber",), 7),
    (("origInvoiceNumber",), "misspelt"),
    (("originalInvoiceNumber",), "x" * 41),
    (("invoiceRows", 0, "vatPercent"), "25.5"),
    (("invoiceRows", 0, "unit"), "HOURS"),
    (("invoiceRows", 0, "vat"), 25.5),
    (("invoiceRows", 0, "product"), ""),
    (("counterParty", "counterPartyAddress", "country"), "FI"),
    (("paymentInfo", "currency"), "€"),
    (("paymentInfo", "dueDate"), "2026-02-30"),
]
REQUIRED = [
    ("counterParty",),
    ("extraInfo", "accountingByRow"),
    ("invoiceRows", 0, "quantity"),
    ("paymentInfo", "currencyRate"),
    ("counterParty", "counterPartyAddress", "name"),
]


@pytest.mark.parametrize(("path", "value"), REQUEST_MUTATIONS)
async def test_a_wrong_request_is_caught(exchange, path, value):
    check_request(exchange[0])
    body = copy.deepcopy(exchange[0])
    set_in(body, path, value)

    with pytest.raises(ContractError):
        check_request(body)


@pytest.mark.parametrize("path", REQUIRED)
async def test_a_request_that_lacks_something_is_caught(exchange, path):
    body = copy.deepcopy(exchange[0])
    drop_in(body, path)

    with pytest.raises(ContractError):
        check_request(body)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("status",), "OPEN"),
        (("version",), "2026-04-01T00:00:00Z"),
        (("id",), 2**31),
        (("invoiceSumInfo", 0, "invoiceSumTotal"), "1"),
        (("total",), 1),
    ],
)
async def test_a_wrong_answer_is_caught(exchange, path, value):
    body = copy.deepcopy(exchange[1])
    check_answer(200, body)
    set_in(body, path, value)

    with pytest.raises(ContractError):
        check_answer(200, body)


@pytest.mark.parametrize(
    ("method", "url", "headers", "content"),
    [
        ("GET", "/businesspartners?name=Oy", {}, b""),
        ("GET", "/businesspartners?size=201", {}, b""),
        ("GET", "/invoices?types=INVOICE", {}, b""),
        ("GET", "/status", {"X-Api-Key": "1"}, b""),
        ("GET", "/status", {"Content-Type": "application/json"}, b"{}"),
        ("POST", "/invoices/1/send", {}, b""),
        ("PATCH", "/invoices/1", {}, b""),
        ("POST", "/products", {"Content-Type": "text/plain"}, b"{}"),
        (
            "POST",
            "/oauth/token",
            {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"},
            b"grant_type=client_credentials",
        ),
        (
            "POST",
            "/oauth/token",
            {"Content-Type": "application/x-www-form-urlencoded"},
            b"grant_type=client_credentials&client_id=a",
        ),
    ],
)
async def test_a_request_outside_the_document_never_leaves(method, url, headers, content):
    never = httpx.MockTransport(lambda _: pytest.fail("it left"))
    async with httpx.AsyncClient(transport=ContractTransport(never)) as http:
        with pytest.raises(ContractError):
            await http.request(
                method, f"http://sandbox.invalid/api{url}", headers=headers, content=content
            )


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(201, json={}),
        httpx.Response(200, json={"status": "FINE"}),
        httpx.Response(200, text="OK"),
        httpx.Response(401, json={"errors": "Unauthorized"}),
        httpx.Response(404, json={"errors": []}),
    ],
)
async def test_an_answer_outside_the_document_is_caught(answer):
    token = httpx.Response(200, json={"access_token": "t", "expires_in": 3600})
    fake = httpx.MockTransport(lambda asked: token if "oauth" in asked.url.path else answer)
    client = ProcountorClient(
        "http://sandbox.invalid/api", CREDENTIALS, transport=ContractTransport(fake)
    )

    with pytest.raises(ContractError):
        await client.status()

    await client.close()


def check_request(body):
    held = contract()
    headers = httpx.Headers({"content-type": "application/json"})
    operation = held.operation("POST", "/invoices")
    held.check_request(operation, "", headers, json.dumps(body).encode())


def check_answer(status, body):
    held = contract()
    operation = held.operation("POST", "/invoices")
    held.check_response(operation, status, "application/json", json.dumps(body).encode())
