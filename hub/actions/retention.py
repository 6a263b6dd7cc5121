"""Retention: what is said goes when its time is over, unless a case needs it for longer.

No act names a time for chat. What evidences or explains a transaction is kept as vouchers are
(Accounting Act 2:10 §: six years from the end of the calendar year in which the financial year
ended); the rest as long as the firm says.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from tortoise.expressions import Q, Subquery

from hub import clock
from hub.access import ADMINISTER, Asker, access_conversation, require, require_staff
from hub.actions.base import Work, action
from hub.actions.files import remove_bytes
from hub.actions.forgetting import GONE, blank_entries, forget_messages
from hub.actions.prepared import as_id
from hub.errors import NotFoundError, UserError
from integrations.storage import Storage
from models.billing import Invoice
from models.bulletins import Receipt
from models.chat import (
    Delivery,
    DeliveryState,
    Entry,
    EntryKind,
    InboxEvent,
    KeptAs,
    Message,
    StoredCard,
)
from models.files import Attachment, File
from models.firm import Firm
from models.materials import DeliveredFile, MaterialRequest

AT_ONCE = 200
SHORTEST_MONTHS, LONGEST_MONTHS = 1, 240
# A financial year may end in the year after the message; then six years from that year's end.
ACCOUNTING_YEARS = 7
INBOX_DAYS = 14


@dataclass(frozen=True, slots=True)
class Expired:
    messages: int = 0
    files: int = 0


@action
async def set_retention(work: Work, *, months: int | None) -> None:
    """How long talk is kept that no case needs; None keeps it for good."""
    require(work.asker, ADMINISTER)
    if months is not None and not SHORTEST_MONTHS <= months <= LONGEST_MONTHS:
        raise UserError(
            "retention.bad_months", field="months", least=SHORTEST_MONTHS, most=LONGEST_MONTHS
        )
    firm = await Firm.get(id=work.firm_id)
    before = firm.chat_retention_months
    await Firm.filter(id=work.firm_id).update(chat_retention_months=months)
    await work.audit(
        "firm", work.firm_id, "retention", before={"months": before}, after={"months": months}
    )


@action
async def keep_message(work: Work, message_id: UUID, *, kept_as: str) -> None:
    """Tie a message to the accounting material, or let it go with the talk again."""
    require_staff(work.asker)
    message = await Message.get_or_none(id=message_id, firm_id=work.firm_id)
    if message is None:
        raise NotFoundError("chat.no_message", field="message")
    await access_conversation(work.asker, message.conversation_id)
    await Message.filter(id=message.id).update(kept_as=KeptAs(kept_as))
    await work.audit("chat", message.id, "keep", after={"kept_as": kept_as})


async def expire_firm(house: Asker, storage: Storage) -> Expired:
    """Let go what is over, some hundred messages a transaction; safe to be killed and repeated."""
    messages = 0
    while count := await _expire_some(house):
        messages += count
    await _expire_rest(house)
    return Expired(messages, await remove_expired_files(house.firm_id, storage))


async def remove_expired_files(firm_id: UUID, storage: Storage) -> int:
    """Bytes first, then the row: killed in between, the next run finds the row again."""
    gone = await File.filter(firm_id=firm_id, **GONE)
    for file in gone:
        # A note's file that was sent on to the client is two rows and the same bytes.
        if not await File.exclude(id=file.id).filter(storage_key=file.storage_key).exists():
            await remove_bytes(storage, file.storage_key)
        await File.filter(id=file.id).delete()
    return len(gone)


async def expire_inbox() -> int:
    """Slack's raw requests, which hold what was written; repeats of them come within hours."""
    limit = clock.now() - timedelta(days=INBOX_DAYS)
    done = [DeliveryState.SENT, DeliveryState.FAILED]
    return await InboxEvent.filter(state__in=done, created_at__lt=limit).delete()


# --- within ------------------------------------------------------------------------------------


@action
async def _expire_some(work: Work) -> int:
    firm = await Firm.get(id=work.firm_id)
    if firm.chat_retention_months is None:
        return 0
    now = clock.now()
    talk, accounting = months_before(now, firm.chat_retention_months), accounting_limit(now)
    # Delivered material is the client's accounting material, whatever was said with it.
    material = DeliveredFile.filter(file__firm_id=work.firm_id).values("file_id")
    cases = Attachment.filter(file_id__in=Subquery(material)).values("message_id")
    is_case = Q(kept_as=KeptAs.ACCOUNTING) | Q(id__in=Subquery(cases))
    over = (~is_case & Q(created_at__lt=talk)) | Q(created_at__lt=min(talk, accounting))
    ids = (
        await Message.filter(over, firm_id=work.firm_id).limit(AT_ONCE).values_list("id", flat=True)
    )
    if ids:
        await forget_messages(work.firm_id, [*map(as_id, ids)])
        await work.audit("chat", None, "expire", after={"messages": len(ids)})
    return len(ids)


@action
async def _expire_rest(work: Work) -> None:
    """What has no message: status lines, private answers of the bot, done deliveries, lost files."""
    firm = await Firm.get(id=work.firm_id)
    if firm.chat_retention_months is None:
        return
    limit = months_before(clock.now(), firm.chat_retention_months)
    mine = {"firm_id": work.firm_id}
    await Entry.filter(**mine, kind=EntryKind.STATUS, at__lt=limit).update(body="")
    needed = [
        Subquery(rows.filter(**mine, card_id__not_isnull=True).values("card_id"))
        for rows in (MaterialRequest, Invoice, Receipt)
    ]
    old = StoredCard.filter(**mine, updated_at__lt=limit)
    for each in needed:
        old = old.exclude(id__in=each)
    gone = [*map(as_id, await old.values_list("id", flat=True))]
    await blank_entries(work.firm_id, gone)
    await StoredCard.filter(id__in=gone).delete()
    done = [DeliveryState.SENT, DeliveryState.FAILED]
    await Delivery.filter(**mine, state__in=done, created_at__lt=limit).delete()
    used = Subquery(Attachment.filter(file__firm_id=work.firm_id).values("file_id"))
    delivered = Subquery(DeliveredFile.filter(file__firm_id=work.firm_id).values("file_id"))
    await (
        File.filter(**mine, created_at__lt=limit)
        .exclude(id__in=used)
        .exclude(id__in=delivered)
        .update(**GONE)
    )


def months_before(moment: datetime, months: int) -> datetime:
    """The same day so many months earlier, or the last day of a shorter month."""
    years, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    day = min(moment.day, monthrange(years, month + 1)[1])
    return moment.replace(year=years, month=month + 1, day=day)


def accounting_limit(now: datetime) -> datetime:
    """What was said before this is no longer needed as accounting material."""
    return datetime(now.year - ACCOUNTING_YEARS, 1, 1, tzinfo=UTC)
