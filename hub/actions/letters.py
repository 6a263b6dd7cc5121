"""The mail to who is away: what they have not seen by now, in their language, with a way to answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from hub import clock
from hub.actions.base import Work, action
from hub.actions.mail_keys import MailKeys
from hub.secrets import hashed
from hub.texts import say, say_moment
from models.bulletins import Receipt
from models.chat import AuthorKind, Conversation, Delivery, Entry, EntryKind, Message, ReadMark
from models.clients import Contact
from models.firm import Firm, Staff
from models.notices import NoticeChoice, NoticeWay, ReplyAddress

REPLY_LIFE = timedelta(days=60)
MOST_LINES = 50
LONGEST_TEXT = 4000


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What every such mail shows. `reply_address` (reply@mail.firm.fi) is empty where no mail comes in."""

    base_url: str
    reply_address: str
    keys: MailKeys

    def reply_to(self, token: str) -> str:
        local, _, domain = self.reply_address.partition("@")
        return f"{local}+{token}@{domain}"

    def unsubscribe(self, contact_id: UUID) -> str:
        return f"{self.base_url.rstrip('/')}/mail/off/{self.keys.unsubscribe_token(contact_id)}"


@dataclass(frozen=True, slots=True)
class Letter:
    to: str
    subject: str
    text: str
    reply_to: str = ""
    unsubscribe: str = ""
    thread: str = ""


@action
async def write_letter(work: Work, delivery_id: UUID, head: Letterhead) -> Letter | None:
    """The mail of a queued notice as it is true now; None when nothing of it is left to tell.

    Read meanwhile, deleted, opted out, left the firm: all that is looked at here, at the last moment.
    """
    row = await Delivery.get(id=delivery_id, firm_id=work.firm_id)
    person = await _reader(row)
    if person is None:
        return None
    firm = await Firm.get(id=work.firm_id)
    parts = [each for given in row.payload["parts"] if (each := await _part(person, given, firm))]
    if not parts:
        return None
    if isinstance(person, Staff):
        return _to_staff(person, parts, head)
    reply_to = ""
    # Several conversations in one mail: nobody could tell to which of them an answer belongs.
    if head.reply_address and len(parts) == 1:
        reply_to = head.reply_to(await _reply_token(row, person, parts[0].conversation, head))
    return _to_contact(person, firm, parts, head, reply_to)


async def unseen_parts(row: Delivery) -> bool:
    """Whether anything of a queued notice is still to be told."""
    person = await _reader(row)
    firm = await Firm.get(id=row.firm_id)
    if person is None:
        return False
    return any([await _part(person, given, firm) for given in row.payload["parts"]])


@action
async def note_delivered(work: Work, delivery_id: UUID) -> None:
    """The mail was accepted: bulletins in it have reached the contact."""
    row = await Delivery.get(id=delivery_id, firm_id=work.firm_id)
    if row.payload["person_kind"] != "contact":
        return
    for part in row.payload["parts"]:
        await Receipt.filter(
            contact_id=row.payload["person"],
            conversation_id=part["conversation"],
            seq__gt=part["after"],
            seq__lte=part["upto"],
            delivered_at=None,
        ).update(delivered_at=clock.now())


# --- within ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Said:
    name: str
    at: datetime
    text: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    conversation: Conversation
    said: tuple[_Said, ...]


async def _reader(row: Delivery) -> Contact | Staff | None:
    """Who it is for, while they are there and want mail."""
    person_id = UUID(row.payload["person"])
    choice = await NoticeChoice.get_or_none(person_id=person_id)
    if choice is not None and choice.way == NoticeWay.OFF:
        return None
    if row.payload["person_kind"] == "staff":
        return await Staff.get_or_none(id=person_id, firm_id=row.firm_id, is_active=True)
    return await Contact.get_or_none(
        id=person_id, firm_id=row.firm_id, is_active=True, client__is_active=True
    )


async def _part(person: Contact | Staff, given: Mapping[str, Any], firm: Firm) -> _Part | None:
    """What of a conversation is still unseen: texts as they stand now."""
    place = await Conversation.get_or_none(
        id=given["conversation"], firm_id=person.firm_id
    ).prefetch_related("client")
    if place is None or not _may_read(person, place):
        return None
    mark = await ReadMark.get_or_none(conversation_id=place.id, reader_id=person.id)
    floor = max(int(given["after"]), mark.seq if mark else 0)
    rows = (
        await Entry.filter(
            conversation_id=place.id,
            seq__gt=floor,
            seq__lte=int(given["upto"]),
            kind__in=[EntryKind.MESSAGE, EntryKind.CARD],
        )
        .exclude(author_id=person.id)
        .order_by("seq")
        .limit(MOST_LINES)
    )
    said = await _said(rows, ZoneInfo(firm.time_zone), firm.name)
    return _Part(place, said) if said else None


def _may_read(person: Contact | Staff, place: Conversation) -> bool:
    if isinstance(person, Staff):
        return True
    is_own = place.client_id == person.client_id and place.private_to_id in {None, person.id}
    return is_own and place.kind == "client"


async def _said(rows: Sequence[Entry], zone: ZoneInfo, firm: str) -> tuple[_Said, ...]:
    """Messages as edited, without the deleted; of a card its newest title, once."""
    ids = [row.message_id for row in rows if row.message_id]
    bodies = {each.id: each.body for each in await Message.filter(id__in=ids, deleted_at=None)}
    said: dict[UUID | None, _Said] = {}
    for row in rows:
        is_card = row.kind == EntryKind.CARD
        if not is_card and row.message_id not in bodies:
            continue
        text = (row.body or "") if is_card else bodies[row.message_id or row.id]
        name = firm if row.author_kind == AuthorKind.BOT else row.author_name
        files = tuple(str(each["name"]) for each in row.files or ())
        said[row.message_id] = _Said(name, row.at.astimezone(zone), text[:LONGEST_TEXT], files)
    return tuple(said.values())


async def _reply_token(
    row: Delivery, contact: Contact, place: Conversation, head: Letterhead
) -> str:
    token = head.keys.reply_token(row.id)
    await ReplyAddress.get_or_create(
        token_hash=hashed(token),
        defaults={
            "firm_id": row.firm_id,
            "contact_id": contact.id,
            "conversation_id": place.id,
            "expires_at": clock.now() + REPLY_LIFE,
        },
    )
    return token


def _to_contact(
    contact: Contact, firm: Firm, parts: Sequence[_Part], head: Letterhead, reply_to: str
) -> Letter:
    language = contact.language
    off = head.unsubscribe(contact.id)
    how = "notices.answer_by_mail" if reply_to else "notices.answer_in_chat"
    lines = [
        *([say("notices.above", language), ""] if reply_to else []),
        say("notices.greeting", language, name=contact.name),
        "",
        say("notices.unseen", language, firm=firm.name),
        *_told(parts, language, has_heads=len(parts) > 1),
        "",
        say(how, language, firm=firm.name),
        "",
        "-- ",
        say("notices.off", language, link=off),
    ]
    return Letter(
        to=contact.email,
        subject=say("notices.subject", language, firm=firm.name),
        text="\n".join(lines),
        reply_to=reply_to,
        unsubscribe=off,
        thread=str(parts[0].conversation.id),
    )


def _to_staff(staff: Staff, parts: Sequence[_Part], head: Letterhead) -> Letter:
    language = staff.language
    names = ", ".join(dict.fromkeys(each.conversation.client.name for each in parts))
    lines = [
        say("notices.staff_unseen", language, name=staff.name),
        *_told(parts, language, has_heads=True),
        "",
        say("notices.staff_open", language, link=f"{head.base_url.rstrip('/')}/console/"),
    ]
    return Letter(
        to=staff.email,
        subject=say("notices.staff_subject", language, clients=names),
        text="\n".join(lines),
        thread=str(parts[0].conversation.id),
    )


def _told(parts: Sequence[_Part], language: str, *, has_heads: bool) -> list[str]:
    lines: list[str] = []
    for part in parts:
        if has_heads:
            place = part.conversation
            lines += ["", f"=== {': '.join(filter(None, (place.client.name, place.title)))} ==="]
        for each in part.said:
            lines += ["", f"{each.name}, {say_moment(each.at, language)}:"]
            lines += [f"  {line}" for line in each.text.splitlines()]
            lines += [f"  {say('notices.file', language, name=name)}" for name in each.files]
    return lines
