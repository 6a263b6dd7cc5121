"""Registers as rows of text, in the columns that can be imported again."""

from typing import Literal

from hub.access import ADMINISTER, Asker, require
from models.billing import Product
from models.clients import Client
from models.firm import Staff
from models.hours import Activity


async def register_rows(
    asker: Asker, kind: Literal["clients", "staff", "activities", "products"]
) -> list[dict[str, str]]:
    """Every row of a register, as `kirjuri import` would take it."""
    require(asker, ADMINISTER)
    match kind:
        case "clients":
            return [
                _client(row)
                for row in await Client.filter(firm_id=asker.firm_id).order_by("number")
            ]
        case "staff":
            staff = await Staff.filter(firm_id=asker.firm_id).order_by("email")
            return [
                {
                    "name": row.name,
                    "email": row.email,
                    "role": row.role.value,
                    "language": row.language,
                }
                for row in staff
            ]
        case "activities":
            rows = await Activity.filter(firm_id=asker.firm_id).order_by("code")
            return [
                {
                    "code": row.code,
                    "fi": row.name_fi,
                    "sv": row.name_sv,
                    "en": row.name_en,
                    "synonyms": ";".join(row.synonyms),
                    "billable": "yes" if row.is_billable else "no",
                }
                for row in rows
            ]
        case "products":
            products = await Product.filter(firm_id=asker.firm_id).order_by("code")
            return [
                {
                    "code": row.code,
                    "name": row.name,
                    "unit": row.unit,
                    "price": f"{row.price_e4 // 10_000},{row.price_e4 % 10_000:04d}",
                }
                for row in products
            ]


def _client(row: Client) -> dict[str, str]:
    return {
        "number": row.number,
        "name": row.name,
        "business_id": row.business_id,
        "aliases": ";".join(row.aliases),
        "language": row.language,
        "email": row.email,
        "street": row.street,
        "postcode": row.postcode,
        "city": row.city,
    }
