"""Seals the audit trail: every row gets a number, and a hash over itself and the row before it."""

import hashlib
import json
from dataclasses import dataclass
from uuid import UUID

from tortoise.transactions import in_transaction

from hub.clock import as_wire
from models.audit import AuditRow
from models.firm import Firm

# Who writes meanwhile waits for one batch on SQLite, so it is small.
AT_ONCE = 200
# What the first row of a firm is chained to.
BEGINNING = ""


@dataclass(frozen=True, slots=True)
class ChainReport:
    """`broken_at` is the number of the first row that is not what was sealed; None: all is well."""

    sealed: int
    unsealed: int
    broken_at: int | None

    @property
    def is_whole(self) -> bool:
        return self.broken_at is None


async def seal_audit() -> int:
    """Seal what is new in every firm; returns how many rows. Any number of processes may run it."""
    sealed = 0
    for firm in await Firm.all().order_by("id"):
        while count := await _seal_some(firm.id):
            sealed += count
    return sealed


async def verify_chain(firm_id: UUID) -> ChainReport:
    """Count through a firm's sealed rows and compute every hash anew."""
    expected, previous, broken_at = 0, BEGINNING, None
    while broken_at is None:
        rows = (
            await AuditRow.filter(firm_id=firm_id, number__gt=expected)
            .order_by("number")
            .limit(AT_ONCE)
        )
        if not rows:
            break
        for row in rows:
            expected += 1
            # A gap is a row that was taken away.
            if row.number != expected or row.hash != hash_of(row, expected, previous):
                broken_at = expected
                break
            previous = row.hash
    unsealed = await AuditRow.filter(firm_id=firm_id, number=None).count()
    return ChainReport(expected if broken_at is None else expected - 1, unsealed, broken_at)


def hash_of(row: AuditRow, number: int, previous: str) -> str:
    """SHA-256 over the row's place in the chain and everything it says."""
    told = {
        "previous": previous,
        "number": number,
        "id": str(row.id),
        "at": as_wire(row.created_at),
        "firm": str(row.firm_id),
        "actor": [row.actor_kind, _text(row.actor_id), row.actor_name],
        "channel": row.channel,
        "request": row.request_id,
        "subject": [row.subject, _text(row.subject_id)],
        "verb": row.verb,
        "before": row.before,
        "after": row.after,
    }
    written = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


async def _seal_some(firm_id: UUID) -> int:
    if not await AuditRow.filter(firm_id=firm_id, number=None).exists():
        return 0
    async with in_transaction():
        # One sealer at a time; what refers to the firm may still be written meanwhile.
        await Firm.filter(id=firm_id).select_for_update(no_key=True).get()
        last = (
            await AuditRow.filter(firm_id=firm_id, number__not_isnull=True)
            .order_by("-number")
            .first()
        )
        number = (last.number or 0) if last else 0
        previous = last.hash if last else BEGINNING
        rows = await AuditRow.filter(firm_id=firm_id, number=None).order_by("id").limit(AT_ONCE)
        for row in rows:
            number += 1
            row.number, row.hash = number, hash_of(row, number, previous)
            previous = row.hash
        if rows:
            await AuditRow.bulk_update(rows, fields=["number", "hash"])
    return len(rows)


def _text(value: UUID | None) -> str | None:
    return str(value) if value else None
