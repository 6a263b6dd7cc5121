"""The sandbox's registers: business partners and products."""

from collections.abc import Iterator
from datetime import datetime

from aiohttp import web

from integrations.errors import Problem
from integrations.procountor import words
from integrations.procountor.sandbox import rules
from integrations.procountor.sandbox.answers import (
    No,
    batch_answer,
    body_of,
    json_answer,
    page_answer,
    path_id,
    path_ids,
)
from integrations.procountor.sandbox.rules import inner
from integrations.procountor.sandbox.store import Document, Store
from integrations.procountor.sandbox.switches import Switches

PARTNER_TYPES = ("CUSTOMER", "SUPPLIER")
PRODUCT_TYPES = ("SALES", "PURCHASE", "TRAVEL")
# What PATCH may touch; billing and delivery addresses are not among them.
PATCHED = ("name", "type", "address", "invoicingInfo", "paymentInfo")


class Registers:
    def __init__(self, store: Store, switches: Switches) -> None:
        self._store = store
        self.switches = switches

    # --- business partners -----------------------------------------------------------------

    async def list_partners(self, request: web.Request) -> web.Response:
        query, headers = request.query, request.headers
        is_active = query.get("active", "true") == "true"
        wanted_name = headers.get("name", "").casefold()
        wanted_identifier = headers.get("identifier", "")
        rows = [
            _short(partner)
            for partner in self._store.all("partner")
            if inner(partner, "registryInfo").get("active", True) == is_active
            and query.get("type", partner["type"]) == partner["type"]
            and wanted_name in str(partner["name"]).casefold()
            and wanted_identifier in ("", inner(partner, "invoicingInfo").get("identifier"))
            and query.get("customerNumber", "")
            in ("", inner(partner, "invoicingInfo").get("customerNumber"))
            and self._in_window(request, partner)
        ]
        return page_answer(request, rows)

    async def get_partners(self, request: web.Request) -> web.Response:
        ids = path_ids(request)
        found = [self._store.get("partner", each) for each in ids]
        return batch_answer(len(ids), [each for each in found if each is not None])

    async def post_partner(self, request: web.Request) -> web.Response:
        body = await body_of(request)
        rules.refuse(partner_problems(body))
        self._refuse_duplicate(body)
        with self._store.change():
            return json_answer(self._save_partner(self._store.next_of("partner"), body))

    async def put_partner(self, request: web.Request) -> web.Response:
        """Replaces everything: what is left out is cleared."""
        number, body = path_id(request), await body_of(request)
        self._partner(number)
        rules.refuse(partner_problems(body))
        with self._store.change():
            return json_answer(self._save_partner(number, body))

    async def patch_partner(self, request: web.Request) -> web.Response:
        """Only with the newest version. A stale one is 400, as no 409 is declared."""
        number, body = path_id(request), await body_of(request)
        partner = self._partner(number)
        if (body.get("version") or request.query.get("version")) != partner["version"]:
            raise No(400, Problem("SANDBOX_STALE_VERSION", "version"))
        changed = {**partner, **{key: body[key] for key in PATCHED if key in body}}
        rules.refuse(partner_problems(changed))
        with self._store.change():
            self._save_partner(number, changed)
        # No reply body is declared.
        return web.Response()

    def _partner(self, number: int) -> Document:
        partner = self._store.get("partner", number)
        if partner is None:
            raise No(404, Problem("SANDBOX_NOT_FOUND"))
        return partner

    def _save_partner(self, number: int, body: Document) -> Document:
        partner = {**body, "id": number, "version": self._store.next_version()}
        partner["registryInfo"] = {"active": True, **inner(body, "registryInfo")}
        self._store.put("partner", number, partner)
        return partner

    def _refuse_duplicate(self, body: Document) -> None:
        identifier = inner(body, "invoicingInfo").get("identifier")
        if self.switches.duplicate_partner == "accepted" or not identifier:
            return
        for partner in self._store.all("partner"):
            if inner(partner, "invoicingInfo").get("identifier") == identifier:
                raise No(400, Problem("SANDBOX_DUPLICATE_PARTNER", "invoicingInfo.identifier"))

    # --- products --------------------------------------------------------------------------

    async def list_products(self, request: web.Request) -> web.Response:
        query = request.query
        kinds = (query["type"],) if "type" in query else ("SALES", "PURCHASE")
        rows = [
            product
            for product in self._store.all("product")
            if product["type"] in kinds
            and query.get("name", "").casefold() in str(product["name"]).casefold()
            and query.get("code", "").casefold() in str(product.get("code", "")).casefold()
            and query.get("active", "") in ("", "true" if product["active"] else "false")
            and self._in_window(request, product)
        ]
        return page_answer(request, rows)

    async def get_products(self, request: web.Request) -> web.Response:
        ids = path_ids(request)
        found = [self._store.get("product", each) for each in ids]
        return batch_answer(len(ids), [each for each in found if each is not None])

    async def post_product(self, request: web.Request) -> web.Response:
        body = await body_of(request)
        rules.refuse(product_problems(body))
        with self._store.change():
            return json_answer(self._save_product(self._store.next_of("product"), body))

    async def put_product(self, request: web.Request) -> web.Response:
        number, body = path_id(request), await body_of(request)
        if self._store.get("product", number) is None:
            raise No(404, Problem("SANDBOX_NOT_FOUND"))
        rules.refuse(product_problems(body))
        with self._store.change():
            return json_answer(self._save_product(number, body))

    def _save_product(self, number: int, body: Document) -> Document:
        product = {**body, "id": number, "version": self._store.next_version()}
        self._store.put("product", number, product)
        return product

    def _in_window(self, request: web.Request, row: Document) -> bool:
        return in_window(request, str(row["version"]), self.switches.version_window)


def in_window(request: web.Request, version: str, edges: str) -> bool:
    """VersionStartDate and versionEndDate; whether the edges belong to it is a switch."""
    moment = datetime.fromisoformat(version)
    start, end = _moment(request, "versionStartDate"), _moment(request, "versionEndDate")
    if edges == "inclusive":
        return (start is None or moment >= start) and (end is None or moment <= end)
    return (start is None or moment > start) and (end is None or moment < end)


def partner_problems(body: Document) -> Iterator[Problem]:
    invoicing, payment = inner(body, "invoicingInfo"), inner(body, "paymentInfo")
    yield from rules.wrong_signs(body)
    yield from rules.missing(body, ("name", "type", "paymentInfo"))
    yield from rules.too_long(body, {"name": 80})
    yield from rules.not_one_of(body, "type", PARTNER_TYPES)
    if body.get("type") == "CUSTOMER" and not body.get("address"):
        yield Problem(rules.REQUIRED, "address")
    for key in ("address", "billingAddress", "deliveryAddress"):
        yield from rules.address_problems(body, key)
    yield from rules.not_one_of(
        invoicing, "invoiceChannel", (*rules.CHANNELS, *rules.READ_CHANNELS), "invoicingInfo."
    )
    yield from rules.language_problems(invoicing, "invoicingInfo.")
    yield from rules.missing(payment, ("paymentMethod",), "paymentInfo.")
    days = payment.get("paymentTermDays")
    if days is not None and not isinstance(days, str):
        yield Problem("SANDBOX_NOT_A_STRING", "paymentInfo.paymentTermDays")
    if invoicing.get("ovt") and inner(body, "address").get("country") not in (None, "FINLAND"):
        yield Problem("OVT_NOT_ALLOWED", "invoicingInfo.ovt")


def product_problems(body: Document) -> Iterator[Problem]:
    yield from rules.wrong_signs(body)
    yield from rules.missing(body, ("type", "name", "price", "discount", "currency", "active"))
    yield from rules.too_long(body, {"name": 100, "code": 40})
    yield from rules.not_one_of(body, "type", PRODUCT_TYPES)
    yield from rules.not_one_of(body, "unit", (unit.upper() for unit in words.UNITS))
    yield from rules.number_problems(body, "price")
    yield from rules.number_problems(body, "discount", low=0, high=100)
    vat = body.get("vat")
    if vat is not None and all(rate.percent != vat for rate in rules.RATES):
        yield Problem("SANDBOX_VAT_NOT_IN_USE", "vat")


def _short(partner: Document) -> Document:
    """The form of lists: everything else needs the detail call."""
    invoicing = inner(partner, "invoicingInfo")
    shown = ("customerNumber", "identifier", "identifierType")
    short = {key: partner[key] for key in ("id", "name", "type", "version")}
    if partner.get("billingAddress"):
        short["billingAddress"] = partner["billingAddress"]
    short["invoicingInfo"] = {key: invoicing[key] for key in shown if key in invoicing}
    short["registryInfo"] = {"active": inner(partner, "registryInfo").get("active", True)}
    return short


def _moment(request: web.Request, key: str) -> datetime | None:
    text = request.query.get(key, "")
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError as error:
        raise No(400, Problem("SANDBOX_NOT_A_MOMENT", key)) from error
