"""Once an hour: lets go what is over in every firm that has set a time."""

from hub.access import house_asker
from hub.actions.retention import Expired, expire_firm, expire_inbox, remove_expired_files
from integrations.storage import Storage
from models.firm import Firm


async def expire_all(storage: Storage) -> Expired:
    """Any number of processes may run it; what one has begun, another may finish."""
    messages = files = 0
    for firm in await Firm.all().order_by("id"):
        if firm.chat_retention_months is None:
            # What was erased on a person's behalf waits for no firm's time.
            files += await remove_expired_files(firm.id, storage)
            continue
        expired = await expire_firm(house_asker(firm), storage)
        messages += expired.messages
        files += expired.files
    await expire_inbox()
    return Expired(messages, files)
