"""Procountor over HTTP: one company's books, held by one API key."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from types import TracebackType
from typing import Self, TypeVar

import httpx

from integrations.errors import NoAnswerError, Problem, RefusedError
from integrations.procountor import checks, reading, wire, writing
from integrations.procountor.door import PER_SECOND, Credentials, Door
from integrations.procountor.port import (
    BusinessPartner,
    InvoiceDraft,
    PartnerQuery,
    PartnerRow,
    PaymentEvent,
    Product,
    ProductQuery,
    PushedInvoice,
    ServiceStatus,
    SessionInfo,
    VatRates,
)
from integrations.procountor.reading import Fields

# The most that a page or a batch may hold.
PAGE = 200

Fact = TypeVar("Fact")


class ProcountorClient:
    """The adapter of `AccountingSystem`; its promises stand there.

    `base_url` ends in /api. `per_second` is this process's share of the 60 requests a second
    that all processes with one client id may make.
    """

    def __init__(
        self,
        base_url: str,
        credentials: Credentials,
        *,
        timeout_s: float = 20.0,
        per_second: int = PER_SECOND,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._door = Door(
            base_url,
            credentials,
            timeout_s=timeout_s,
            per_second=per_second,
            transport=transport,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._door.close()

    async def session(self) -> SessionInfo:
        return reading.read_session(await self._get("/sessioninfo"))

    async def status(self) -> ServiceStatus:
        return reading.read_status(await self._get("/status"))

    async def vat_rates(self) -> VatRates:
        return reading.read_vat_rates(await self._get("/vats/default"))

    # --- business partners -----------------------------------------------------------------

    async def partners(self, query: PartnerQuery) -> AsyncIterator[PartnerRow]:
        params = {
            "type": "CUSTOMER",
            "active": _claim(query.is_active),
            "customerNumber": query.customer_number,
            **_window(query),
        }
        # Personal data goes in headers there, so that no log of addresses keeps it.
        headers = {"name": query.name, "identifier": query.identifier}
        async for row in self._pages("/businesspartners", params, headers):
            yield reading.read_partner_row(row)

    async def partner(self, partner_id: int) -> BusinessPartner:
        return reading.read_partner(await self._get(f"/businesspartners/{partner_id}"))

    async def partners_by_id(self, partner_ids: Sequence[int]) -> tuple[BusinessPartner, ...]:
        found = await self._batch("/businesspartners", partner_ids)
        return tuple(reading.read_partner(each) for each in found)

    async def create_partner(self, partner: BusinessPartner) -> BusinessPartner:
        body = _body(writing.partner_body, partner)
        return reading.read_partner(await self._write("POST", "/businesspartners", body))

    async def replace_partner(self, partner: BusinessPartner) -> BusinessPartner:
        body = _body(writing.partner_body, partner)
        path = f"/businesspartners/{partner.id}"
        return reading.read_partner(await self._write("PUT", path, body))

    async def change_partner(self, partner: BusinessPartner) -> None:
        body = _body(writing.partner_changes, partner)
        await self._door.call("PATCH", f"/businesspartners/{partner.id}", body=body)

    # --- products --------------------------------------------------------------------------

    async def products(self, query: ProductQuery) -> AsyncIterator[Product]:
        params = {
            "type": "SALES",
            "name": query.name,
            "code": query.code,
            "active": "" if query.is_active is None else _claim(query.is_active),
            **_window(query),
        }
        async for row in self._pages("/products", params):
            yield reading.read_product(row)

    async def product(self, product_id: int) -> Product:
        return reading.read_product(await self._get(f"/products/{product_id}"))

    async def create_product(self, product: Product) -> Product:
        body = _body(writing.product_body, product)
        return reading.read_product(await self._write("POST", "/products", body))

    async def replace_product(self, product: Product) -> Product:
        body = _body(writing.product_body, product)
        return reading.read_product(await self._write("PUT", f"/products/{product.id}", body))

    # --- invoices --------------------------------------------------------------------------

    def draft_problems(self, draft: InvoiceDraft) -> tuple[Problem, ...]:
        return checks.draft_problems(draft)

    async def push_invoice(self, draft: InvoiceDraft) -> PushedInvoice:
        if problems := checks.draft_problems(draft):
            raise RefusedError(problems)
        body = checks.checked(writing.draft_body(draft))
        return reading.read_invoice(await self._write("POST", "/invoices", body))

    async def find_invoice_by_original_number(self, original_number: str) -> PushedInvoice | None:
        params = {"originalInvoiceNumber": original_number, "types": "SALES_INVOICE"}
        found = [reading.read_invoice(row) async for row in self._pages("/invoices", params)]
        # Whether the filter there is exact is not public.
        alike = [each for each in found if each.original_number == original_number]
        live = [each for each in alike if not each.status.is_void]
        if len(live) > 1:
            numbers = ", ".join(each.number or str(each.id) for each in live)
            raise RefusedError((Problem("SEVERAL_INVOICES", "originalInvoiceNumber", numbers),))
        return next(iter(live or reversed(alike)), None)

    async def invoice(self, invoice_id: int) -> PushedInvoice:
        return reading.read_invoice(await self._get(f"/invoices/{invoice_id}"))

    async def invoices_by_id(self, invoice_ids: Sequence[int]) -> tuple[PushedInvoice, ...]:
        found = await self._batch("/invoices", invoice_ids)
        return tuple(reading.read_invoice(each) for each in found)

    async def approve_invoice(self, invoice_id: int) -> None:
        # The declared body is an object with an optional comment, so an empty one goes along.
        await self._door.call("PUT", f"/invoices/{invoice_id}/approve", body={})

    async def send_invoice(self, invoice_id: int) -> None:
        await self._door.call("PUT", f"/invoices/{invoice_id}/send")

    async def set_invoice_notes(self, invoice_id: int, notes: str) -> None:
        body = checks.checked({"notes": notes})
        await self._door.call("PUT", f"/invoices/{invoice_id}/notes", body=body)

    async def payment_events(self, invoice_id: int) -> tuple[PaymentEvent, ...]:
        path = f"/invoices/{invoice_id}/paymentevents"
        events = [reading.read_payment_event(row) async for row in self._pages(path, {})]
        return tuple(event for event in events if event is not None)

    # --- how requests are made -------------------------------------------------------------

    async def _get(self, path: str) -> Fields:
        return Fields(await self._door.call("GET", path))

    async def _write(self, method: str, path: str, body: Mapping[str, object]) -> Fields:
        """What was saved. An answer without an id is none: whether it is saved is unclear."""
        saved = Fields(await self._door.call(method, path, body=body))
        if not saved.whole("id"):
            raise NoAnswerError(f"{method} {path}: no id in the answer")
        return saved

    async def _batch(self, path: str, ids: Sequence[int]) -> list[Fields]:
        """Several at once: one asked comes as an object, more as a list, none known as 404."""
        found: list[Fields] = []
        wanted = list(dict.fromkeys(ids))
        for start in range(0, len(wanted), PAGE):
            part = wanted[start : start + PAGE]
            try:
                answer = await self._door.call("GET", f"{path}/{','.join(map(str, part))}")
            except RefusedError as error:
                if error.status != httpx.codes.NOT_FOUND:
                    raise
                continue
            found += [Fields(each) for each in (answer if isinstance(answer, list) else [answer])]
        return found

    async def _pages(
        self, path: str, params: Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> AsyncIterator[Fields]:
        """Rows by keyset, oldest id first: what is added meanwhile shifts nothing."""
        asked = {key: value for key, value in params.items() if value}
        asked |= {"orderById": "ASC", "size": str(PAGE)}
        known = {key: _header(value) for key, value in (headers or {}).items() if value}
        previous = 0
        while True:
            answer = Fields(await self._door.call("GET", path, params=asked, headers=known))
            rows = answer.all("results")
            for row in rows:
                yield row
            size = answer.inner("meta").whole("pageSize") or PAGE
            last = rows[-1].whole("id") if rows else 0
            # A server that ignores previousId would be read for ever.
            if len(rows) < min(size, PAGE) or last <= previous:
                return
            previous = last
            asked["previousId"] = str(previous)


def _body(write: Callable[[Fact], dict[str, object]], fact: Fact) -> dict[str, object]:
    """Raises RefusedError for a word, a length or a sign that they would not take."""
    try:
        return checks.checked(write(fact))
    except KeyError as error:
        raise RefusedError((Problem("UNKNOWN_WORD", message=str(error.args[0])),)) from error


def _claim(value: bool) -> str:
    return "true" if value else "false"


def _window(query: PartnerQuery | ProductQuery) -> dict[str, str]:
    """Local time, whole seconds: windows are overlapped and what comes twice is known by version."""
    return {
        "versionStartDate": wire.local_text(query.changed_from) if query.changed_from else "",
        "versionEndDate": wire.local_text(query.changed_to) if query.changed_to else "",
    }


def _header(value: str) -> bytes:
    """One line of UTF-8, as everywhere on their wire."""
    return " ".join(value.split()).encode()
