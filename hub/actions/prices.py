"""Hourly prices: of the firm, of a client, of an activity, from a day on."""

from datetime import date

from hub.access import MANAGE_CLIENTS, SEE_MONEY, access_client_number, require
from hub.actions.base import Work, action
from hub.errors import NotFoundError, UserError
from models.billing import PriceRule
from models.hours import Activity


@action
async def set_price(
    work: Work,
    *,
    hour_price_e4: int,
    valid_from: date,
    client: str | None = None,
    activity: str | None = None,
) -> None:
    """The price of an hour in 1/10000 € from a day on; the most exact rule wins."""
    # To see a price is not to set it.
    require(work.asker, SEE_MONEY)
    require(work.asker, MANAGE_CLIENTS)
    if hour_price_e4 < 0:
        raise UserError("invoice.bad_price", field="price")
    client_id = (await access_client_number(work.asker, client)).id if client else None
    activity_id = None
    if activity:
        row = await Activity.get_or_none(firm_id=work.firm_id, code=activity)
        if row is None:
            raise NotFoundError("hours.no_activity", activity=activity, field="activity")
        activity_id = row.id
    rule = await PriceRule.create(
        firm_id=work.firm_id,
        client_id=client_id,
        activity_id=activity_id,
        hour_price_e4=hour_price_e4,
        valid_from=valid_from,
    )
    await work.audit("billing", rule.id, "price", after={"hour_price_e4": hour_price_e4})
