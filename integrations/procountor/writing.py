"""From our facts to Procountor's JSON; what is empty is left out."""

from collections.abc import Mapping

from integrations.procountor import wire, words
from integrations.procountor.port import (
    Address,
    BusinessPartner,
    DraftRow,
    InvoiceChannel,
    InvoiceDraft,
    Product,
)


def partner_body(partner: BusinessPartner) -> dict[str, object]:
    """The whole partner: ours laid over what was read, so that nothing of theirs is cleared."""
    body = _read_before(partner.source)
    _lay_over(body, _partner_core(partner, body))
    if partner.billing_address is not None:
        body["billingAddress"] = address_body(partner.billing_address)
    body["registryInfo"] = {**_inner(body, "registryInfo"), "active": partner.is_active}
    return body


def partner_changes(partner: BusinessPartner) -> dict[str, object]:
    """What PATCH can change, and the version it is based on."""
    core = _partner_core(partner, _read_before(partner.source))
    return wire.without_empty({**core, "version": partner.version})


def product_body(product: Product) -> dict[str, object]:
    body = _read_before(product.source)
    ours = {
        "type": product.kind,
        "name": product.name,
        "code": product.code,
        "unit": words.their_unit(product.unit) if product.unit else None,
        "price": wire.unit_price(product.price_e4),
        "vat": None if product.vat_bp is None else wire.percent(product.vat_bp),
        "discount": wire.percent(product.discount_bp),
        "currency": product.currency,
        "active": product.is_active,
    }
    _lay_over(body, ours)
    return body


def draft_body(draft: InvoiceDraft) -> dict[str, object]:
    """A sales invoice. Raises KeyError for a unit, language or country without a word there."""
    partner = draft.partner
    billing = partner.billing_address or partner.address
    return wire.without_empty(
        {
            "type": "SALES_INVOICE",
            "partnerId": partner.id,
            "date": draft.dated_on,
            "counterParty": _counter_party(partner),
            "billingAddress": address_body(billing, partner.name),
            "paymentInfo": {
                "paymentMethod": "BANK_TRANSFER",
                "currency": draft.currency,
                "bankAccount": {"accountNumber": draft.own_iban.replace(" ", "")},
                "dueDate": draft.due_on,
                "currencyRate": 1,
                # Empty is a wish: Procountor makes the reference number.
                "bankReferenceCode": "",
            },
            "extraInfo": {"accountingByRow": True, "unitPricesIncludeVat": False},
            "discountPercent": 0,
            "invoiceChannel": words.their_channel(partner.channel),
            "language": words.their_language(partner.language),
            "vatStatus": draft.vat_status,
            "originalInvoiceNumber": draft.original_number,
            "deliveryStartDate": draft.first_day,
            "deliveryEndDate": draft.last_day,
            "orderReference": draft.order_reference or partner.order_reference,
            "additionalInformation": draft.additional_information,
            "notes": draft.notes,
            "penaltyPercent": None if draft.penalty_bp is None else wire.percent(draft.penalty_bp),
            "invoiceRows": [_row_body(row) for row in draft.rows],
        }
    )


def address_body(address: Address, name: str = "") -> dict[str, object]:
    return wire.without_empty(
        {
            "name": address.name or name,
            "specifier": address.specifier,
            "street": address.street,
            "zip": address.postcode,
            "city": address.city,
            "country": words.their_country(address.country) if address.country else None,
            "subdivision": address.subdivision,
        }
    )


def _partner_core(partner: BusinessPartner, before: Mapping[str, object]) -> dict[str, object]:
    invoicing = _inner(before, "invoicingInfo")
    _lay_over(
        invoicing,
        {
            "customerNumber": partner.customer_number,
            "identifier": partner.identifier,
            "identifierType": partner.identifier_type,
            "ovt": partner.ovt,
            "einvoiceAddress": partner.e_invoice_address,
            "einvoiceOperator": partner.e_invoice_operator,
            "invoiceChannel": words.their_channel(partner.channel),
            "contactPerson": partner.contact_person,
            "language": words.their_language(partner.language),
            "email": partner.email,
            "orderReference": partner.order_reference,
        },
    )
    payment = _inner(before, "paymentInfo")
    payment["paymentMethod"] = partner.payment_method
    # A string there, not a number.
    payment["paymentTermDays"] = str(partner.payment_term_days)
    return {
        "name": partner.name,
        "type": partner.kind,
        "address": address_body(partner.address, partner.name),
        "invoicingInfo": invoicing,
        "paymentInfo": payment,
    }


def _counter_party(partner: BusinessPartner) -> dict[str, object]:
    e_invoice = {}
    if partner.channel == InvoiceChannel.E_INVOICE:
        e_invoice = wire.without_empty(
            {
                "operator": partner.e_invoice_operator,
                "address": partner.e_invoice_address,
                "ediId": partner.ovt,
            }
        )
    return wire.without_empty(
        {
            "contactPersonName": partner.contact_person,
            "identifier": partner.identifier,
            "customerNumber": partner.customer_number,
            "email": partner.email,
            "counterPartyAddress": address_body(partner.address, partner.name),
            "einvoiceAddress": e_invoice or None,
        }
    )


def _row_body(row: DraftRow) -> dict[str, object]:
    return wire.without_empty(
        {
            "productId": row.product_id,
            "product": row.text,
            "productCode": row.product_code,
            "quantity": row.quantity,
            "unit": words.their_unit(row.unit),
            "unitPrice": wire.unit_price(row.unit_price_e4),
            "discountPercent": wire.percent(row.discount_bp),
            "vatPercent": wire.percent(row.vat_bp),
            "comment": row.comment,
            "startDate": row.first_day,
            "endDate": row.last_day,
        }
    )


def _read_before(source: str) -> dict[str, object]:
    """What was read, without what only the server writes."""
    found = wire.parse(source) if source else {}
    if not isinstance(found, dict):
        return {}
    return {
        key: value for key, value in found.items() if key not in ("id", "version", "attachments")
    }


def _inner(body: Mapping[str, object], key: str) -> dict[str, object]:
    found = body.get(key)
    return dict(found) if isinstance(found, dict) else {}


def _lay_over(body: dict[str, object], ours: Mapping[str, object]) -> None:
    """Set what we have; what is empty with us goes away there."""
    for key in ours:
        body.pop(key, None)
    body.update(wire.without_empty(ours))
