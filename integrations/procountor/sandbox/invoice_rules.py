"""What the sandbox asks of a sales invoice: required fields, conditions, VAT by day of supply."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from integrations.errors import Problem
from integrations.procountor import words
from integrations.procountor.sandbox import rules
from integrations.procountor.sandbox.rules import REQUIRED, day, inner
from integrations.procountor.sandbox.store import Document
from integrations.procountor.sandbox.sums import is_iban, is_reference_number
from integrations.procountor.sandbox.switches import Switches

LONGEST_TERM = timedelta(days=999)
REQUIRED_KEYS = (
    "type",
    "date",
    "counterParty",
    "paymentInfo",
    "extraInfo",
    "discountPercent",
    "invoiceRows",
    "invoiceChannel",
    "language",
    "vatStatus",
)
ROW_KEYS = ("product", "quantity", "unit", "unitPrice", "discountPercent", "vatPercent")
LIMITS = {
    "orderReference": 70,
    "originalInvoiceNumber": 40,
    "deliveryInstructions": 255,
    "additionalInformation": 10_000,
    "notes": 10_000,
    "buyerReferenceIdentifier": 70,
    "sellerReferenceIdentifier": 70,
}
ROW_LIMITS = {"comment": 512, "headerText": 512, "explanationText": 512}
STREET = ("street", "zip", "city")


def invoice_problems(body: Document, switches: Switches) -> Iterator[Problem]:
    if body.get("type") != "SALES_INVOICE":
        yield Problem("SANDBOX_ONLY_SALES_INVOICES", "type")
    yield from rules.wrong_signs(body)
    yield from rules.missing(body, REQUIRED_KEYS)
    yield from rules.too_long(body, LIMITS)
    yield from rules.number_problems(body, "discountPercent", high=100)
    yield from rules.language_problems(body)
    yield from _payment_problems(body)
    yield from _counter_party_problems(body)
    for key in ("billingAddress", "deliveryAddress"):
        yield from rules.address_problems(body, key)
    yield from _channel_problems(body)
    yield from rules.missing(
        inner(body, "extraInfo"), ("accountingByRow", "unitPricesIncludeVat"), "extraInfo."
    )
    invoice_day = day(body, "date")
    if switches.closed_until and invoice_day and invoice_day <= switches.closed_until:
        yield Problem("CLOSED_FISCAL_PERIOD", "date")
    yield from _row_problems(body, switches)


def _payment_problems(body: Document) -> Iterator[Problem]:
    payment = inner(body, "paymentInfo")
    place = "paymentInfo."
    yield from rules.missing(
        payment, ("paymentMethod", "currency", "dueDate", "currencyRate"), place
    )
    yield from rules.number_problems(payment, "currencyRate", place, 0, 1_000_000)
    own = inner(payment, "bankAccount").get("accountNumber")
    if payment.get("paymentMethod") != "CASH" and not own:
        yield Problem(REQUIRED, "paymentInfo.bankAccount.accountNumber")
    if own and not is_iban(str(own)):
        yield Problem("SANDBOX_NOT_AN_IBAN", "paymentInfo.bankAccount.accountNumber")
    reference = str(payment.get("bankReferenceCode") or "")
    if reference and not is_reference_number(reference):
        yield Problem("SANDBOX_REFERENCE_NUMBER", "paymentInfo.bankReferenceCode")
    invoice_day, due_day = day(body, "date"), day(payment, "dueDate")
    if invoice_day and due_day and due_day < invoice_day:
        # At class level: it names no field.
        yield Problem("DUE_DATE_BEFORE_BILL_DATE")
    if invoice_day and due_day and due_day - invoice_day > LONGEST_TERM:
        yield Problem("SANDBOX_TERM_TOO_LONG", "paymentInfo.dueDate")


def _counter_party_problems(body: Document) -> Iterator[Problem]:
    party = inner(body, "counterParty")
    yield from rules.missing(party, ("counterPartyAddress",), "counterParty.")
    yield from rules.too_long(party, {"contactPersonName": 70}, "counterParty.")
    for problem in rules.address_problems(party, "counterPartyAddress", ("name",)):
        message = f"counterParty.{problem.message}" if problem.message else ""
        yield Problem(problem.code, f"counterParty.{problem.field}", message)
    e_invoice, country = inner(party, "einvoiceAddress"), _country(body)
    if e_invoice.get("ediId") and country not in (None, "FINLAND"):
        yield Problem("OVT_NOT_ALLOWED", "counterParty.einvoiceAddress.ediId")


def _channel_problems(body: Document) -> Iterator[Problem]:
    party = inner(body, "counterParty")
    address = inner(party, "counterPartyAddress")
    # An absent billing address is a copy of the counterparty's.
    billing = inner(body, "billingAddress") if "billingAddress" in body else address
    match body.get("invoiceChannel"):
        case "EMAIL" if not party.get("email"):
            yield Problem(REQUIRED, "counterParty.email")
        case "MAIL" if not (_has_street(address) or _has_street(billing)):
            yield from rules.missing(billing, STREET, "billingAddress.")
        case "ELECTRONIC_INVOICE":
            yield from rules.missing(address, STREET, "counterParty.counterPartyAddress.")
            yield from rules.missing(billing, STREET, "billingAddress.")
            needs = ("address", "operator") if _country(body) == "FINLAND" else ("address",)
            e_invoice = inner(party, "einvoiceAddress")
            yield from rules.missing(e_invoice, needs, "counterParty.einvoiceAddress.")
        case channel if channel in rules.READ_CHANNELS:
            yield Problem("SANDBOX_CHANNEL_READ_ONLY", "invoiceChannel")
        case channel if channel not in rules.CHANNELS:
            yield Problem("SANDBOX_UNKNOWN_WORD", "invoiceChannel")


def _row_problems(body: Document, switches: Switches) -> Iterator[Problem]:
    rows = body.get("invoiceRows")
    if not isinstance(rows, list) or not rows:
        yield Problem(REQUIRED, "invoiceRows")
        return
    units = {unit.upper() for unit in words.UNITS}
    for index, row in enumerate(rows):
        place = f"invoiceRows[{index}]."
        if not isinstance(row, dict):
            yield Problem("SANDBOX_NOT_AN_OBJECT", f"invoiceRows[{index}]")
            continue
        yield from rules.missing(row, ROW_KEYS, place)
        yield from rules.too_long(row, ROW_LIMITS, place)
        yield from rules.not_one_of(row, "unit", units, place)
        for key in ("quantity", "unitPrice", "vatPercent"):
            yield from rules.number_problems(row, key, place)
        yield from rules.number_problems(row, "discountPercent", place, high=100)
        yield from _vat_problems(body, row, place, switches)


def _vat_problems(
    body: Document, row: Document, place: str, switches: Switches
) -> Iterator[Problem]:
    percent = row.get("vatPercent")
    if not isinstance(percent, (int, Decimal)):
        return
    if all(rate.percent != percent for rate in rules.RATES):
        yield Problem("SANDBOX_VAT_NOT_IN_USE", f"{place}vatPercent")
        return
    status = row.get("vatStatus", body.get("vatStatus"))
    if all(status != known for known, _ in rules.VAT_STATUSES) or (status != 1 and percent > 0):
        yield Problem("ERROR_VATSTATUS_VATPERC", f"{place}vatStatus")
    days = _supply_days(body, row)
    if switches.vat_by_day and days and not rules.rates_on(Decimal(percent), *days):
        yield Problem("SANDBOX_VAT_NOT_VALID_ON_DAY", f"{place}vatPercent")


def _supply_days(body: Document, row: Document) -> tuple[date, date] | None:
    """The row's own days, else the delivery's, else the invoice's."""
    last = day(row, "endDate") or day(row, "startDate") or day(body, "deliveryEndDate")
    last = last or day(body, "deliveryStartDate") or day(body, "date")
    first = day(row, "startDate") or day(row, "endDate") or day(body, "deliveryStartDate")
    return (first or last, last) if last else None


def _country(body: Document) -> object:
    return inner(inner(body, "counterParty"), "counterPartyAddress").get("country")


def _has_street(address: Document) -> bool:
    return all(address.get(key) for key in STREET)
