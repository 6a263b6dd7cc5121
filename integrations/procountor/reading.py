"""From Procountor's JSON to our facts."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from integrations.procountor import wire, words
from integrations.procountor.port import (
    Address,
    BusinessPartner,
    PartnerRow,
    PaymentEvent,
    Product,
    PushedInvoice,
    ServiceStatus,
    SessionInfo,
    VatRates,
)


class Fields:
    """One JSON object, read without trust: what is missing or odd is empty, never an exception."""

    def __init__(self, found: object) -> None:
        self.found: Mapping[str, object] = found if isinstance(found, dict) else {}

    def text(self, key: str) -> str:
        value = self.found.get(key)
        return "" if value is None or isinstance(value, (dict, list)) else str(value)

    def whole(self, key: str) -> int:
        value = self.found.get(key)
        return value if isinstance(value, int) and not isinstance(value, bool) else 0

    def claim(self, key: str, otherwise: bool = False) -> bool:
        value = self.found.get(key)
        return value if isinstance(value, bool) else otherwise

    def amount(self, key: str) -> Decimal | None:
        value = self.found.get(key)
        if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
            return Decimal(value)
        return None

    def day(self, key: str) -> date | None:
        try:
            return date.fromisoformat(self.text(key)[:10])
        except ValueError:
            return None

    def inner(self, key: str) -> "Fields":
        return Fields(self.found.get(key))

    def all(self, key: str) -> list["Fields"]:
        value = self.found.get(key)
        return [Fields(each) for each in value] if isinstance(value, list) else []


def read_session(fields: Fields) -> SessionInfo:
    return SessionInfo(
        company_id=fields.whole("companyId"),
        company_name=fields.text("name"),
        user_id=fields.whole("userId"),
        user_name=fields.text("userName"),
        country=words.our_country(fields.text("country")),
        product_version=fields.text("productVersion"),
    )


def read_status(fields: Fields) -> ServiceStatus:
    word = fields.text("status")
    return ServiceStatus(word == "OK", word, fields.text("procountorVersion"))


def read_vat_rates(fields: Fields) -> VatRates:
    rates = {
        wire.basis_points(each.amount("vatPercent"))
        for country in fields.all("vatInformation")
        for each in country.all("percentages")
        if each.claim("sales")
    }
    statuses = tuple(
        (each.whole("vatStatus"), each.text("description"))
        for each in fields.all("vatStatuses")
        if each.claim("sales")
    )
    return VatRates(frozenset(rates), statuses)


def read_partner_row(fields: Fields) -> PartnerRow:
    invoicing = fields.inner("invoicingInfo")
    return PartnerRow(
        id=fields.whole("id"),
        name=fields.text("name"),
        customer_number=invoicing.text("customerNumber"),
        identifier=invoicing.text("identifier"),
        is_active=fields.inner("registryInfo").claim("active", True),
        version=fields.text("version"),
    )


def read_partner(fields: Fields) -> BusinessPartner:
    invoicing, payment = fields.inner("invoicingInfo"), fields.inner("paymentInfo")
    days = payment.text("paymentTermDays")
    billing = fields.inner("billingAddress")
    return BusinessPartner(
        name=fields.text("name"),
        id=fields.whole("id"),
        kind=fields.text("type"),
        customer_number=invoicing.text("customerNumber"),
        identifier=invoicing.text("identifier"),
        identifier_type=invoicing.text("identifierType"),
        address=_address(fields.inner("address")),
        billing_address=_address(billing) if billing.found else None,
        channel=words.our_channel(invoicing.text("invoiceChannel")),
        language=words.our_language(invoicing.text("language")),
        email=invoicing.text("email"),
        contact_person=invoicing.text("contactPerson"),
        e_invoice_address=invoicing.text("einvoiceAddress"),
        e_invoice_operator=invoicing.text("einvoiceOperator"),
        ovt=invoicing.text("ovt"),
        order_reference=invoicing.text("orderReference"),
        payment_term_days=int(days) if days.isdecimal() else 0,
        payment_method=payment.text("paymentMethod"),
        is_active=fields.inner("registryInfo").claim("active", True),
        version=fields.text("version"),
        source=wire.render(fields.found),
    )


def read_product(fields: Fields) -> Product:
    vat = fields.amount("vat")
    return Product(
        name=fields.text("name"),
        code=fields.text("code"),
        id=fields.whole("id"),
        kind=fields.text("type"),
        unit=words.our_unit(fields.text("unit")),
        price_e4=wire.price_e4(fields.amount("price")),
        vat_bp=None if vat is None else wire.basis_points(vat),
        discount_bp=wire.basis_points(fields.amount("discount")),
        currency=fields.text("currency"),
        is_active=fields.claim("active"),
        version=fields.text("version"),
        source=wire.render(fields.found),
    )


def read_invoice(fields: Fields) -> PushedInvoice:
    """Both forms: the whole invoice, and the list's short one."""
    payment = fields.inner("paymentInfo")
    sums = _sums(fields)
    return PushedInvoice(
        id=fields.whole("id"),
        number=fields.text("invoiceNumber"),
        status=words.our_status(fields.text("status")),
        net_cents=wire.cents(sums.amount("excludingVatTotal")),
        vat_cents=wire.cents(sums.amount("vatSumTotal")),
        total_cents=wire.cents(sums.amount("invoiceSumTotal")),
        original_number=fields.text("originalInvoiceNumber"),
        partner_id=fields.whole("partnerId"),
        dated_on=fields.day("date"),
        due_on=fields.day("dueDate") or payment.day("dueDate"),
        reference_number=payment.text("bankReferenceCode"),
        ledger_receipt_id=fields.whole("ledgerReceiptId") or None,
        version=fields.text("version"),
    )


def read_payment_event(fields: Fields) -> PaymentEvent | None:
    """None for a payment without a day: it has not happened."""
    paid_on = fields.day("paymentDate")
    if paid_on is None:
        return None
    return PaymentEvent(
        id=fields.whole("id"),
        invoice_id=fields.whole("invoiceId"),
        paid_on=paid_on,
        amount_cents=wire.cents(fields.amount("amount")),
        currency=fields.text("currency"),
        kind=fields.text("type"),
        description=fields.text("description"),
    )


def _address(fields: Fields) -> Address:
    return Address(
        name=fields.text("name"),
        specifier=fields.text("specifier"),
        street=fields.text("street"),
        postcode=fields.text("zip"),
        city=fields.text("city"),
        country=words.our_country(fields.text("country")),
        subdivision=fields.text("subdivision"),
    )


def _sums(fields: Fields) -> Fields:
    """The sums in the invoice's own currency, when there are several."""
    infos = fields.all("invoiceSumInfo")
    own = [each for each in infos if not each.claim("inAccountingCurrency")]
    return (own or infos or [Fields(None)])[0]
