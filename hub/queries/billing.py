"""What would stand on an invoice: hours of a client and a month, priced, with VAT by supply day."""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from tortoise.expressions import Q

from hub.access import SEE_MONEY, Asker, access_client_number, require
from hub.money import general_vat_bp, hours_cents, vat_cents
from models.billing import BilledEntry, PriceRule
from models.clients import Client
from models.hours import Activity, TimeEntry


@dataclass(frozen=True, slots=True)
class DraftRow:
    """Hours of one activity at one price and one VAT rate. Cents are without VAT."""

    activity_id: UUID | None
    activity_code: str
    description: str
    minutes: int
    hour_price_e4: int
    vat_bp: int
    net_cents: int
    first_day: date
    last_day: date
    entries: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """An invoice before it is one. Only approved hours are on it; the rest is told."""

    client_id: UUID
    client_number: str
    client_name: str
    period: str
    rows: tuple[DraftRow, ...]
    net_cents: int
    vat_cents: int
    unapproved_minutes: int
    unbillable_minutes: int
    # Names of activities for which no price holds.
    unpriced: tuple[str, ...]

    @property
    def total_cents(self) -> int:
        return self.net_cents + self.vat_cents

    @property
    def fingerprint(self) -> str:
        """Another one as soon as any hour, price or rate on it is another."""
        facts = [
            (row.minutes, row.hour_price_e4, row.vat_bp, sorted(map(str, row.entries)))
            for row in self.rows
        ]
        return sha256(json.dumps(facts).encode()).hexdigest()[:32]


async def draft_of(asker: Asker, number: str, period: str) -> Draft:
    """The dry run of a client's month. Writes nothing."""
    require(asker, SEE_MONEY)
    return await draft_for(await access_client_number(asker, number), period, asker.language)


async def draft_for(client: Client, period: str, language: str) -> Draft:
    """The same where the client is at hand; row texts are in `language`."""
    entries = await _unbilled(client, period)
    prices = await _prices(client)
    names = await _activity_names(client.firm_id, language)
    grouped: dict[tuple[UUID | None, int, int], list[TimeEntry]] = defaultdict(list)
    unpriced: set[str] = set()
    for entry in entries:
        if not entry.is_billable or entry.approved_at is None:
            continue
        price, rate = _price_on(prices, entry.activity_id, entry.date), _rate_on(entry.date)
        if price is None or rate is None:
            name = names[entry.activity_id][1]
            unpriced.add(name if price is None else f"{name} {entry.date.year}")
            continue
        grouped[entry.activity_id, price, rate].append(entry)
    rows = tuple(_row(key, held, names) for key, held in sorted(grouped.items(), key=_by_day))
    return Draft(
        client_id=client.id,
        client_number=client.number,
        client_name=client.name,
        period=period,
        rows=rows,
        net_cents=sum(row.net_cents for row in rows),
        vat_cents=_vat_of(rows),
        unapproved_minutes=sum(
            _billed(each) for each in entries if each.is_billable and each.approved_at is None
        ),
        unbillable_minutes=sum(each.minutes for each in entries if not each.is_billable),
        unpriced=tuple(sorted(unpriced)),
    )


def _rate_on(day: date) -> int | None:
    """None for days so long ago that no rate is known: they stop an invoice as a price does."""
    try:
        return general_vat_bp(day)
    except ValueError:
        return None


def _vat_of(rows: tuple[DraftRow, ...]) -> int:
    """VAT per rate on the sum of the rate's rows, rounded once (finland.md G.3)."""
    net_by_rate: dict[int, int] = defaultdict(int)
    for row in rows:
        net_by_rate[row.vat_bp] += row.net_cents
    return sum(vat_cents(net, rate) for rate, net in net_by_rate.items())


def _row(
    key: tuple[UUID | None, int, int],
    entries: list[TimeEntry],
    names: dict[UUID | None, tuple[str, str]],
) -> DraftRow:
    activity_id, price, rate = key
    code, name = names[activity_id]
    minutes = sum(_billed(each) for each in entries)
    days = [each.date for each in entries]
    return DraftRow(
        activity_id=activity_id,
        activity_code=code,
        description=name,
        minutes=minutes,
        hour_price_e4=price,
        vat_bp=rate,
        net_cents=hours_cents(minutes, price),
        first_day=min(days),
        last_day=max(days),
        entries=tuple(each.id for each in entries),
    )


def _by_day(item: tuple[object, list[TimeEntry]]) -> tuple[date, str]:
    return min(each.date for each in item[1]), str(item[0])


def _billed(entry: TimeEntry) -> int:
    return entry.minutes if entry.billed_minutes is None else entry.billed_minutes


async def _unbilled(client: Client, period: str) -> list[TimeEntry]:
    """Live hours of the period (their own period, else their day's month) on no invoice row."""
    first, beyond = month_span(period)
    of_month = Q(period=period) | Q(period__isnull=True, date__gte=first, date__lt=beyond)
    entries = await TimeEntry.filter(
        of_month, firm_id=client.firm_id, client_id=client.id, deleted_at=None
    ).order_by("date", "id")
    ids = [each.id for each in entries]
    billed = set(await BilledEntry.filter(entry_id__in=ids).values_list("entry_id", flat=True))
    return [each for each in entries if each.id not in billed]


def month_span(period: str) -> tuple[date, date]:
    """The first day of the month, and the first day after it."""
    year, month = map(int, period.split("-"))
    return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)


async def _prices(client: Client) -> list[PriceRule]:
    for_client = Q(client_id=client.id) | Q(client_id__isnull=True)
    return await PriceRule.filter(for_client, firm_id=client.firm_id)


def _price_on(rules: list[PriceRule], activity_id: UUID | None, day: date) -> int | None:
    """The most exact price that holds: client and activity, client, activity, the firm's own."""
    holding = [
        rule
        for rule in rules
        if rule.activity_id in {None, activity_id}
        and rule.valid_from <= day
        and (rule.valid_to is None or day <= rule.valid_to)
    ]
    if not holding:
        return None
    best = max(
        holding,
        key=lambda rule: (
            rule.client_id is not None,
            rule.activity_id is not None,
            rule.valid_from,
            rule.id,
        ),
    )
    return best.hour_price_e4


async def _activity_names(firm_id: UUID, language: str) -> dict[UUID | None, tuple[str, str]]:
    field = {"fi": "name_fi", "sv": "name_sv", "en": "name_en"}[language]
    rows = await Activity.filter(firm_id=firm_id).values_list("id", "code", field)
    other = {"fi": "Työ", "sv": "Arbete", "en": "Work"}[language]
    return {None: ("work", other)} | {row[0]: (row[1], row[2]) for row in rows}
