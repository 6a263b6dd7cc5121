"""What Procountor would refuse, told before anything is sent: lengths, signs, conditions."""

import re
from collections.abc import Iterator, Mapping

from integrations.errors import Problem, RefusedError
from integrations.procountor import wire, words
from integrations.procountor.countries import COUNTRY_OF_ISO
from integrations.procountor.port import Address, InvoiceChannel, InvoiceDraft
from integrations.procountor.writing import draft_body

LONGEST_TERM_DAYS = 999

_ADDRESS = {"name": 80, "specifier": 80, "street": 80, "zip": 20, "city": 40, "subdivision": 35}
# By the path without indexes. Source: openapi of API 26.04.
_LIMITS = {
    "name": 100,
    "code": 40,
    "notes": 10_000,
    "additionalInformation": 10_000,
    "orderReference": 70,
    "originalInvoiceNumber": 40,
    "counterParty.contactPersonName": 70,
    "invoiceRows.comment": 512,
    **{
        f"{place}.{key}": limit
        for place in ("address", "billingAddress", "counterParty.counterPartyAddress")
        for key, limit in _ADDRESS.items()
    },
}


def checked(body: Mapping[str, object]) -> dict[str, object]:
    """The body with plain signs. Raises RefusedError before anything is sent."""
    problems = tuple(body_problems(body))
    if problems:
        raise RefusedError(problems)
    plain = _plain(body)
    return plain if isinstance(plain, dict) else {}


def draft_problems(draft: InvoiceDraft) -> tuple[Problem, ...]:
    """Everything we can tell about a draft alone; fields are Procountor's paths."""
    problems = [*_word_problems(draft), *_rule_problems(draft)]
    if not any(problem.code.startswith("UNKNOWN_") for problem in problems):
        problems += body_problems(draft_body(draft))
    return tuple(problems)


def body_problems(body: Mapping[str, object]) -> Iterator[Problem]:
    """Texts that are too long or hold signs outside Windows-1252."""
    for path, text in _texts(body, ""):
        limit = _limit(path, body)
        if limit is not None and len(text) > limit:
            yield Problem("TOO_LONG", path, f"{len(text)} > {limit}")
        if foreign := wire.foreign_signs(text):
            yield Problem("NOT_WINDOWS_1252", path, foreign)


def _word_problems(draft: InvoiceDraft) -> Iterator[Problem]:
    partner = draft.partner
    if partner.language not in words.LANGUAGES:
        yield Problem("UNKNOWN_LANGUAGE", "language", partner.language)
    for path, address in (
        ("counterParty.counterPartyAddress", partner.address),
        ("billingAddress", partner.billing_address or partner.address),
    ):
        if address.country.upper() not in COUNTRY_OF_ISO:
            yield Problem("UNKNOWN_COUNTRY", f"{path}.country", address.country)
    for index, row in enumerate(draft.rows):
        if row.unit not in words.UNITS:
            yield Problem("UNKNOWN_UNIT", f"invoiceRows[{index}].unit", row.unit)


def _rule_problems(draft: InvoiceDraft) -> Iterator[Problem]:
    if not draft.partner.id:
        yield Problem("MISSING", "partnerId")
    if not draft.original_number:
        yield Problem("MISSING", "originalInvoiceNumber")
    if not draft.own_iban:
        yield Problem("MISSING", "paymentInfo.bankAccount.accountNumber")
    if not draft.rows:
        yield Problem("MISSING", "invoiceRows")
    term_days = (draft.due_on - draft.dated_on).days
    if term_days < 0:
        yield Problem("DUE_DATE_BEFORE_BILL_DATE", "paymentInfo.dueDate")
    if term_days > LONGEST_TERM_DAYS:
        yield Problem("TERM_TOO_LONG", "paymentInfo.dueDate", f"{term_days} > {LONGEST_TERM_DAYS}")
    for index, row in enumerate(draft.rows):
        if not row.text.strip():
            yield Problem("MISSING", f"invoiceRows[{index}].product")
    yield from _channel_problems(draft)


def _channel_problems(draft: InvoiceDraft) -> Iterator[Problem]:
    """The conditions of each channel; the e-invoice operator is asked in Finland only."""
    partner = draft.partner
    billing = partner.billing_address or partner.address
    match partner.channel:
        case channel if channel in words.READ_ONLY_CHANNELS:
            yield Problem("CHANNEL_READ_ONLY", "invoiceChannel", channel)
        case InvoiceChannel.EMAIL if not partner.email:
            yield Problem("MISSING", "counterParty.email")
        case InvoiceChannel.MAIL:
            yield from _address_problems("billingAddress", billing)
        case InvoiceChannel.E_INVOICE:
            yield from _address_problems("counterParty.counterPartyAddress", partner.address)
            yield from _address_problems("billingAddress", billing)
            if not partner.e_invoice_address:
                yield Problem("MISSING", "counterParty.einvoiceAddress.address")
            if not partner.e_invoice_operator and partner.address.country == "FI":
                yield Problem("MISSING", "counterParty.einvoiceAddress.operator")
        case _:
            return


def _address_problems(path: str, address: Address) -> Iterator[Problem]:
    for key, value in (
        ("street", address.street),
        ("zip", address.postcode),
        ("city", address.city),
    ):
        if not value:
            yield Problem("MISSING", f"{path}.{key}")


def _limit(path: str, body: Mapping[str, object]) -> int | None:
    plain_path = re.sub(r"\[\d+\]", "", path)
    if plain_path == "name" and "paymentInfo" in body:
        return _ADDRESS["name"]
    return _LIMITS.get(plain_path)


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _texts(each, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _texts(each, f"{path}[{index}]")


def _plain(value: object) -> object:
    if isinstance(value, str):
        return wire.plain_text(value)
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value
