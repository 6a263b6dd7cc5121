"""Who is away and has not seen what: by person and conversation, with how they want to be told."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tortoise.expressions import Q

from hub.access import Asker
from hub.errors import NotFoundError
from models.chat import AuthorKind, Conversation, ConversationKind, Entry, EntryKind, ReadMark
from models.clients import Contact, Responsibility
from models.firm import Firm, Role, Staff
from models.notices import Digest, NoticeChoice, NoticeMark, NoticeRules, NoticeWay

# Older entries are history: nobody is told of them after a long stop of the server.
LOOK_BACK = timedelta(days=3)
MOST_ENTRIES = 200
# While somebody goes on writing it is collected, for so many times the firm's wait.
PATIENCE = 4
MORNING = time(8)
TOLD_KINDS = (EntryKind.MESSAGE, EntryKind.CARD)
DEFAULT_AWAY_S = 300


@dataclass(frozen=True, slots=True)
class Choice:
    """How one person wants notices; quiet times are minutes of the local day."""

    way: str = NoticeWay.AUTO.value
    digest: str = Digest.NOW.value
    quiet_from: int | None = None
    quiet_to: int | None = None
    time_zone: str = "Europe/Helsinki"


@dataclass(frozen=True, slots=True)
class Reader:
    kind: str
    id: UUID
    email: str
    choice: Choice


@dataclass(frozen=True, slots=True)
class Waiting:
    """What of one conversation a reader has neither seen nor been told: `after` < seq ≤ `upto`."""

    reader: Reader
    conversation_id: UUID
    # Where the mark of what was told stood: it is moved from here or not at all.
    told: int
    after: int
    upto: int
    oldest: datetime
    newest: datetime


async def choice_of(asker: Asker) -> Choice:
    """What the asker has chosen for themselves. Raises NotFoundError for the house."""
    if asker.id is None:
        raise NotFoundError
    zone = (await Firm.get(id=asker.firm_id)).time_zone
    return _choice(await NoticeChoice.get_or_none(person_id=asker.id), zone)


async def away_after_s(firm_id: UUID) -> int:
    """How long something stays unseen before its reader counts as away."""
    rules = await NoticeRules.get_or_none(firm_id=firm_id)
    return rules.away_after_s if rules else DEFAULT_AWAY_S


async def waiting_in(house: Asker, moment: datetime) -> list[Waiting]:
    """What everybody of a firm, staff and contacts, has not seen of the last days."""
    since = moment - LOOK_BACK
    places = await Conversation.filter(
        firm_id=house.firm_id,
        kind=ConversationKind.CLIENT,
        last_entry_at__gte=since,
        client__is_active=True,
    )
    readers = await _readers(house, places)
    ids = [each.id for each in places]
    read = _by_person(
        await ReadMark.filter(conversation_id__in=ids).values_list(
            "conversation_id", "reader_id", "seq"
        )
    )
    told = _by_person(
        await NoticeMark.filter(conversation_id__in=ids).values_list(
            "conversation_id", "person_id", "seq"
        )
    )
    found: list[Waiting] = []
    for place in places:
        behind = [
            (reader, told.get((place.id, reader.id), 0), read.get((place.id, reader.id), 0))
            for reader in readers[place.id]
        ]
        behind = [each for each in behind if place.last_seq > max(each[1:])]
        if not behind:
            continue
        floor = min(max(each[1:]) for each in behind)
        entries = await _entries(place.id, floor, since)
        for reader, was_told, was_read in behind:
            waiting = _waiting(reader, place.id, was_told, max(was_told, was_read), entries)
            found += [waiting] if waiting else []
    return found


def is_due(waiting: Waiting, moment: datetime, away_s: int) -> bool:
    """Whether its reader is to be told now: away, not in quiet hours, and their digest's time."""
    age, rest = moment - waiting.oldest, moment - waiting.newest
    wait = timedelta(seconds=away_s)
    if age < wait or (rest < wait and age < wait * PATIENCE):
        return False
    choice = waiting.reader.choice
    local = moment.astimezone(ZoneInfo(choice.time_zone))
    if is_quiet(choice, local.hour * 60 + local.minute):
        return False
    if choice.digest == Digest.HOURLY:
        return waiting.oldest < local.replace(minute=0, second=0, microsecond=0)
    if choice.digest == Digest.DAILY:
        morning = datetime.combine(local.date(), MORNING, local.tzinfo)
        return local >= morning and waiting.oldest < morning
    return True


def is_quiet(choice: Choice, minute: int) -> bool:
    """Whether a minute of the local day is within the quiet hours, which may go over midnight."""
    begin, end = choice.quiet_from, choice.quiet_to
    if begin is None or end is None or begin == end:
        return False
    return begin <= minute < end if begin < end else minute >= begin or minute < end


# --- within ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Line:
    seq: int
    author_kind: str
    author_id: UUID | None
    at: datetime


def _by_person(rows: Iterable[Sequence[Any]]) -> dict[tuple[UUID, UUID], int]:
    return {(row[0], row[1]): row[2] for row in rows}


async def _entries(conversation_id: UUID, floor: int, since: datetime) -> list[_Line]:
    says = Q(kind=EntryKind.CARD) | ~Q(body="") | Q(files__isnull=False)
    rows = (
        await Entry.filter(
            says,
            conversation_id=conversation_id,
            seq__gt=floor,
            at__gte=since,
            kind__in=TOLD_KINDS,
        )
        .exclude(channel="demo")
        .order_by("seq")
        .limit(MOST_ENTRIES)
        .values_list("seq", "author_kind", "author_id", "at")
    )
    return [_Line(row[0], str(row[1]), row[2], row[3]) for row in rows]


def _waiting(
    reader: Reader, conversation_id: UUID, told: int, after: int, entries: list[_Line]
) -> Waiting | None:
    """What the other side said: for contacts the firm, for staff the client since the last answer."""
    fresh = [each for each in entries if each.seq > after and each.author_id != reader.id]
    if reader.kind == AuthorKind.STAFF:
        answered = max((each.seq for each in entries if each.author_kind == "staff"), default=0)
        about = [each for each in fresh if each.seq > answered and each.author_kind == "contact"]
    else:
        about = [each for each in fresh if each.author_kind != "contact"]
    if not about:
        return None
    begin = about[0].seq - 1 if reader.kind == AuthorKind.STAFF else after
    return Waiting(reader, conversation_id, told, begin, fresh[-1].seq, about[0].at, about[-1].at)


async def _readers(house: Asker, places: list[Conversation]) -> dict[UUID, list[Reader]]:
    """Who is told of each conversation, by its id; who wants no notices is left out."""
    zone = (await Firm.get(id=house.firm_id)).time_zone
    choices = {each.person_id: each for each in await NoticeChoice.filter(firm_id=house.firm_id)}
    clients = {each.client_id for each in places}
    contacts: defaultdict[UUID, list[Contact]] = defaultdict(list)
    for contact in await Contact.filter(client_id__in=clients, is_active=True):
        contacts[contact.client_id].append(contact)
    staff = await _responsible(house.firm_id, clients)
    everybody = await Staff.filter(firm_id=house.firm_id, is_active=True)
    found: dict[UUID, list[Reader]] = {}
    for place in places:
        members = [
            each for each in contacts[place.client_id] if place.private_to_id in {None, each.id}
        ]
        in_hand = [each for each in everybody if each.id == place.assigned_id]
        people: Iterable[Contact | Staff] = [*members, *(in_hand or staff[place.client_id])]
        found[place.id] = [
            reader
            for each in people
            if (reader := _reader(each, _choice(choices.get(each.id), zone))) is not None
        ]
    return found


async def _responsible(firm_id: UUID, clients: set[UUID]) -> dict[UUID, list[Staff]]:
    """Who answers for each client; the owners where nobody does."""
    rows = await Responsibility.filter(
        client_id__in=clients, staff__is_active=True
    ).prefetch_related("staff")
    found: dict[UUID, dict[UUID, Staff]] = {each: {} for each in clients}
    for row in rows:
        found[row.client_id][row.staff.id] = row.staff
    owners = await Staff.filter(firm_id=firm_id, role=Role.OWNER, is_active=True)
    return {client: list(named.values()) or owners for client, named in found.items()}


def _reader(person: Contact | Staff, choice: Choice) -> Reader | None:
    kind = "contact" if isinstance(person, Contact) else "staff"
    if choice.way == NoticeWay.OFF or (not person.email and choice.way != NoticeWay.PUSH):
        return None
    return Reader(kind, person.id, person.email, choice)


def _choice(row: NoticeChoice | None, zone: str) -> Choice:
    if row is None:
        return Choice(time_zone=zone)
    return Choice(
        row.way.value, row.digest.value, row.quiet_from, row.quiet_to, row.time_zone or zone
    )
