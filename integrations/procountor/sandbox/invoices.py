"""The sandbox's sales invoices: made, approved, sent, paid, and every step in a log."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from aiohttp import web

from integrations.errors import Problem
from integrations.procountor.sandbox import rules, sums
from integrations.procountor.sandbox.answers import (
    No,
    batch_answer,
    body_of,
    json_answer,
    page_answer,
    path_id,
    path_ids,
)
from integrations.procountor.sandbox.invoice_rules import invoice_problems
from integrations.procountor.sandbox.registers import in_window
from integrations.procountor.sandbox.rules import day, inner
from integrations.procountor.sandbox.store import Document, Store
from integrations.procountor.sandbox.switches import Switches

SHORT_KEYS = (
    "id",
    "partnerId",
    "type",
    "status",
    "invoiceNumber",
    "originalInvoiceNumber",
    "invoiceChannel",
    "date",
    "version",
    "invoiceSumInfo",
    "creatorId",
    "counterParty",
)
PAYABLE = ("SENT", "PARTLY_PAID")
CREATOR = 501


@dataclass(frozen=True, slots=True)
class Step:
    """A change of status: from where, to where, and how the log names it."""

    sources: tuple[str, ...]
    target: str
    action: str
    needs_open_period: bool = True


STEPS = {
    "approve": Step(("UNFINISHED",), "NOT_SENT", "APPROVAL"),
    "send": Step(("NOT_SENT", "SENT"), "SENT", "SEND", needs_open_period=False),
    "unfinished": Step(("NOT_SENT", "SENT"), "UNFINISHED", "RESTORED_UNFINISHED"),
    "invalidate": Step(("UNFINISHED", "NOT_SENT", "SENT"), "INVALIDATED", "SENDING_CANCELLED"),
}


class Invoices:
    def __init__(self, store: Store, switches: Switches) -> None:
        self._store = store
        self.switches = switches

    async def search(self, request: web.Request) -> web.Response:
        rows = [
            _short(invoice)
            for invoice in self._store.all("invoice")
            if self._is_asked(request, invoice)
        ]
        return page_answer(request, rows)

    async def get(self, request: web.Request) -> web.Response:
        ids = path_ids(request)
        found = [self._store.get("invoice", each) for each in ids]
        return batch_answer(len(ids), [_shown(each) for each in found if each is not None])

    async def post(self, request: web.Request) -> web.Response:
        """Always UNFINISHED, whatever the body says; the number is ours. A repeat makes a second."""
        body = await body_of(request)
        self._check(body)
        with self._store.change():
            number = self._store.next_of("number")
            invoice = {
                **body,
                "id": self._store.next_of("invoice"),
                "invoiceNumber": number,
                "status": "UNFINISHED",
                "ledgerReceiptId": self._store.next_of("receipt"),
                "creatorId": CREATOR,
                "paymentInfo": _with_reference(inner(body, "paymentInfo"), number),
            }
            invoice.setdefault("billingAddress", inner(body, "counterParty")["counterPartyAddress"])
            return json_answer(_shown(self._save(invoice)))

    async def put(self, request: web.Request) -> web.Response:
        """Unfinished ones only, and only with the newest version."""
        before, body = self._find(path_id(request)), await body_of(request)
        if before["status"] != "UNFINISHED":
            raise No(403, Problem("SANDBOX_WRONG_STATUS", "status"))
        if body.get("version") != before["version"]:
            raise No(400, Problem("SANDBOX_STALE_VERSION", "version"))
        self._check(body)
        kept = ("id", "invoiceNumber", "status", "partnerId", "creatorId", "_created", "_log")
        number = int(str(before["invoiceNumber"]))
        with self._store.change():
            invoice = {
                **body,
                **{key: before[key] for key in kept if key in before},
                # Another receipt than before: whoever sets dimensions must read it again.
                "ledgerReceiptId": self._store.next_of("receipt"),
                "paymentInfo": _with_reference(inner(body, "paymentInfo"), number),
            }
            return json_answer(_shown(self._save(invoice)))

    async def step(self, request: web.Request) -> web.Response:
        word = request.match_info["step"]
        step, invoice = STEPS[word], self._find(path_id(request))
        if invoice["status"] not in step.sources:
            raise No(403, Problem("SANDBOX_WRONG_STATUS", "status"))
        if step.needs_open_period and self._is_closed(invoice):
            raise No(403, Problem("CLOSED_FISCAL_PERIOD"))
        if word == "send" and invoice["invoiceChannel"] == "NO_SENDING":
            self._check_no_sending()
        with self._store.change():
            self._save({**invoice, "status": step.target}, step.action)
        return json_answer({"message": f"SANDBOX: {step.target}"})

    async def notes(self, request: web.Request) -> web.Response:
        invoice, body = self._find(path_id(request)), await body_of(request)
        rules.refuse(
            [
                *rules.missing(body, ("notes",)),
                *rules.too_long(body, {"notes": 10_000}),
                *rules.wrong_signs(body),
            ]
        )
        with self._store.change():
            self._save({**invoice, "notes": body["notes"]})
        return json_answer({"message": "SANDBOX: saved"})

    async def log(self, request: web.Request) -> web.Response:
        return json_answer({"transactions": self._find(path_id(request)).get("_log", [])})

    async def payments(self, request: web.Request) -> web.Response:
        number = int(str(self._find(path_id(request))["id"]))
        return page_answer(request, self._payments_of(number))

    async def mark_paid(self, request: web.Request) -> web.Response:
        number, body = path_id(request), await body_of(request)
        rules.refuse(
            [
                *rules.missing(body, ("paymentDate", "amount", "currency")),
                *rules.number_problems(body, "amount"),
                *rules.too_long(body, {"description": 140}),
            ]
        )
        if body["currency"] != inner(self._find(number), "paymentInfo")["currency"]:
            raise No(400, Problem("SANDBOX_OTHER_CURRENCY", "currency"))
        paid_on = day(body, "paymentDate") or date.today()  # noqa: DTZ011 - local, as theirs
        event = self.pay(number, Decimal(str(body["amount"])), paid_on, "ELSEWHERE", "MARKED_PAID")
        return json_answer(event)

    def pay(
        self,
        number: int,
        amount: Decimal | None,
        paid_on: date,
        kind: str = "REFERENCEPAYMENT",
        paid_status: str = "PAID",
    ) -> Document:
        """Money comes in for a sent invoice: `amount` of it, or all that is open.

        Raises No: unknown, or neither sent nor partly paid.
        """
        invoice = self._find(number)
        if invoice["status"] not in PAYABLE:
            raise No(403, Problem("SANDBOX_WRONG_STATUS", "status"))
        open_sum = self._open_sum(invoice)
        paid = open_sum if amount is None else amount
        currency = inner(invoice, "paymentInfo")["currency"]
        status = paid_status if paid >= open_sum else "PARTLY_PAID"
        is_marked = paid_status == "MARKED_PAID"
        action = "MARKED_PAID" if is_marked else "ALLOCATE_INVOICE_TO_REFERENCE_PAYMENT"
        with self._store.change():
            event: Document = {
                "id": self._store.next_of("payment"),
                "invoiceId": number,
                "type": kind,
                "paymentDate": paid_on,
                "status": status,
                "amount": paid,
                "currency": currency,
                "description": "SANDBOX",
            }
            self._store.put("payment", int(str(event["id"])), event)
            self._save({**invoice, "status": status, "paymentDate": paid_on}, action)
        return event

    def all(self) -> list[Document]:
        """Newest first, for the page."""
        return sorted(self._store.all("invoice"), key=lambda each: -int(str(each["id"])))

    def _check(self, body: Document) -> None:
        problems = list(invoice_problems(body, self.switches))
        partner = body.get("partnerId")
        if partner is not None and self._store.get("partner", int(str(partner))) is None:
            problems.append(Problem("SANDBOX_UNKNOWN_PARTNER", "partnerId"))
        rules.refuse(problems)

    def _check_no_sending(self) -> None:
        if self.switches.no_sending == "refused":
            raise No(403, Problem("SANDBOX_NO_SENDING", "invoiceChannel"))

    def _find(self, number: int) -> Document:
        invoice = self._store.get("invoice", number)
        if invoice is None:
            raise No(404, Problem("SANDBOX_NOT_FOUND"))
        return invoice

    def _save(self, invoice: Document, action: str = "") -> Document:
        """With a new version, its sums, and a line in its log when something happened."""
        counted = sums.count(invoice, self.switches.rounding)
        version = self._store.next_version()
        log = invoice.get("_log")
        lines = list(log) if isinstance(log, list) else []
        if action:
            lines.append({"action": action, "name": "SANDBOX", "date": version})
        saved = {
            **invoice,
            "version": version,
            "_created": invoice.get("_created", version),
            "_log": lines,
            "invoiceSumInfo": [
                {
                    "currency": inner(invoice, "paymentInfo").get("currency"),
                    "inAccountingCurrency": False,
                    "excludingVatTotal": counted.net,
                    "vatSumTotal": counted.vat,
                    "invoiceSumTotal": counted.total,
                }
            ],
        }
        self._store.put("invoice", int(str(saved["id"])), saved)
        return saved

    def _payments_of(self, number: int) -> list[Document]:
        return [each for each in self._store.all("payment") if each["invoiceId"] == number]

    def _open_sum(self, invoice: Document) -> Decimal:
        total = sums.count(invoice, self.switches.rounding).total
        paid = (Decimal(str(each["amount"])) for each in self._payments_of(int(str(invoice["id"]))))
        return total - sum(paid, Decimal(0))

    def _is_closed(self, invoice: Document) -> bool:
        closed, invoice_day = self.switches.closed_until, day(invoice, "date")
        return closed is not None and invoice_day is not None and invoice_day <= closed

    def _is_asked(self, request: web.Request, invoice: Document) -> bool:
        query = request.query
        listed = {"status": "status", "types": "type", "invoiceChannel": "invoiceChannel"}
        exact = {
            "originalInvoiceNumber": "originalInvoiceNumber",
            "invoiceNumber": "invoiceNumber",
            "businessPartnerId": "partnerId",
        }
        invoice_day = str(invoice["date"])
        return (
            all(
                key not in query or invoice[own] in query[key].split(",")
                for key, own in listed.items()
            )
            and all(
                key not in query or str(invoice.get(own)) == query[key]
                for key, own in exact.items()
            )
            and query.get("startDate", invoice_day)
            <= invoice_day
            <= query.get("endDate", invoice_day)
            and in_window(request, str(invoice["version"]), self.switches.version_window)
        )


def _with_reference(payment: Document, number: int) -> Document:
    """Empty: one is made; absent: none; a value was checked already."""
    if payment.get("bankReferenceCode") == "":
        made = {"bankReferenceCode": sums.reference_number(number), "bankReferenceCodeType": "FI"}
        return {**payment, **made}
    return payment


def _shown(invoice: Document) -> Document:
    return {key: value for key, value in invoice.items() if not key.startswith("_")}


def _short(invoice: Document) -> Document:
    short = {key: invoice[key] for key in SHORT_KEYS if key in invoice}
    return {
        **short,
        "dueDate": inner(invoice, "paymentInfo")["dueDate"],
        "created": invoice["_created"],
        "isOffer": False,
    }
