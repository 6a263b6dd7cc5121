"""The firm's settings as its people see them."""

from dataclasses import dataclass

from hub.access import Asker, require_staff
from models.firm import Firm


@dataclass(frozen=True, slots=True)
class FirmView:
    chat_retention_months: int | None


async def firm_settings(asker: Asker) -> FirmView:
    require_staff(asker)
    firm = await Firm.get(id=asker.firm_id)
    return FirmView(chat_retention_months=firm.chat_retention_months)
