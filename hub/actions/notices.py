"""Telling people who are away, once: what is queued, how each wants it, and how one ends it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from hub.access import ADMINISTER, Asker, contact_asker, require
from hub.actions.base import Work, action
from hub.actions.reminders import is_in_slack
from hub.cards import Card
from hub.errors import NotFoundError, UserError
from hub.queries.notices import Choice, Waiting
from hub.texts import say
from models.chat import AuthorKind, Conversation
from models.clients import Contact
from models.firm import Staff
from models.notices import (
    Digest,
    NoticeChoice,
    NoticeMark,
    NoticeRules,
    NoticeWay,
    PushSubscription,
)

AWAY = "away"
PUSH = "push"
SHORTEST_AWAY_S, LONGEST_AWAY_S = 30, 24 * 3600
DAY_MINUTES = 24 * 60
WAYS = {
    "contact": {NoticeWay.AUTO, NoticeWay.EMAIL, NoticeWay.PUSH, NoticeWay.OFF},
    "staff": {NoticeWay.AUTO, NoticeWay.EMAIL, NoticeWay.SLACK, NoticeWay.OFF},
}


@action
async def queue_notice(work: Work, waiting: Sequence[Waiting]) -> bool:
    """One notice to one person about all of this; False when another process was quicker.

    Marks and outbox row are one transaction: told and queued, or neither.
    """
    mine = [each for each in waiting if await _claim(work, each)]
    if not mine:
        return False
    reader = mine[0].reader
    parts = [
        {"conversation": str(each.conversation_id), "after": each.after, "upto": each.upto}
        for each in mine
    ]
    payload: dict[str, Any] = {
        "conversation": parts[0]["conversation"],
        "person": str(reader.id),
        "person_kind": reader.kind,
        "parts": parts,
        "subject": reader.email,
    }
    told = f"notice:{reader.id}:{mine[0].conversation_id}:{mine[0].upto}"
    person = await _person(work.firm_id, reader.kind, reader.id)
    if isinstance(person, Staff) and await _wants_slack(person, reader.choice.way):
        card = await _card(person, mine)
        payload = {"staff": str(person.id), "card": card.as_json(), "text": "\n".join(card.lines)}
        await work.deliver(
            "slack", "direct", order_key=f"staff:{person.id}", dedup_key=told, payload=payload
        )
    elif browsers := await _browsers(reader.id, reader.choice.way):
        for browser in browsers:
            one = {**payload, "browser": str(browser.id), "notice": told}
            await work.deliver(
                PUSH,
                AWAY,
                order_key=f"notice:{reader.id}",
                dedup_key=f"{told}:{browser.id.hex}",
                payload=one,
            )
    else:
        await work.deliver(
            "email", AWAY, order_key=f"notice:{reader.id}", dedup_key=told, payload=payload
        )
    await work.audit("notices", reader.id, "tell", after={"conversations": len(mine)})
    return True


@action
async def choose_notices(work: Work, choice: Choice) -> Choice:
    """What the asker wants for themselves from now on. Raises UserError for what cannot be."""
    asker = work.asker
    if asker.id is None or asker.kind not in WAYS:
        raise NotFoundError
    if choice.way not in WAYS[asker.kind]:
        raise UserError("notices.bad_way", field="way")
    for field, minute in (("quiet_from", choice.quiet_from), ("quiet_to", choice.quiet_to)):
        if minute is not None and not 0 <= minute < DAY_MINUTES:
            raise UserError("notices.bad_time", field=field)
    if (choice.quiet_from is None) != (choice.quiet_to is None):
        raise UserError("notices.bad_time", field="quiet_to")
    if choice.time_zone not in available_timezones():
        raise UserError("notices.bad_zone", field="time_zone")
    await _keep(
        work,
        asker.kind,
        asker.id,
        way=NoticeWay(choice.way),
        digest=Digest(choice.digest),
        quiet_from=choice.quiet_from,
        quiet_to=choice.quiet_to,
        time_zone=choice.time_zone,
    )
    return choice


@action
async def set_away_after(work: Work, seconds: int) -> None:
    """How long something stays unseen in this firm before its reader counts as away."""
    require(work.asker, ADMINISTER)
    if not SHORTEST_AWAY_S <= seconds <= LONGEST_AWAY_S:
        raise UserError("notices.bad_away", field="away_after_s")
    row, _ = await NoticeRules.get_or_create(firm_id=work.firm_id)
    before = row.away_after_s
    await NoticeRules.filter(id=row.id).update(away_after_s=seconds)
    told = {"before": {"seconds": before}, "after": {"seconds": seconds}}
    await work.audit("firm", work.firm_id, "away_after", **told)


async def end_mail(contact_id: UUID) -> Asker | None:
    """End notices by mail to a contact, as the link in each of them does; again changes nothing.

    The contact (for the language of the answer), or None when there is none any more.
    """
    contact = await Contact.get_or_none(id=contact_id)
    if contact is None:
        return None
    asker = contact_asker(contact, "email")
    await _end(asker)
    return asker


@action
async def _end(work: Work) -> None:
    if work.asker.id is not None:
        await _keep(work, "contact", work.asker.id, way=NoticeWay.OFF)


# --- within ------------------------------------------------------------------------------------


async def _keep(work: Work, kind: str, person_id: UUID, **chosen: Any) -> None:
    row, _ = await NoticeChoice.get_or_create(
        person_id=person_id, defaults={"firm_id": work.firm_id, "person_kind": AuthorKind(kind)}
    )
    before = row.way.value
    await NoticeChoice.filter(id=row.id).update(**chosen)
    after = {"way": chosen["way"].value}
    await work.audit("notices", person_id, "choose", before={"way": before}, after=after)


async def _claim(work: Work, waiting: Waiting) -> bool:
    """Move the person's mark; of two processes one does."""
    where = {"conversation_id": waiting.conversation_id, "person_id": waiting.reader.id}
    fresh = NoticeMark(firm_id=work.firm_id, **where)
    await NoticeMark.bulk_create([fresh], ignore_conflicts=True)
    moved = NoticeMark.filter(**where, seq=waiting.told)
    return bool(await moved.update(seq=waiting.upto))


async def _person(firm_id: UUID, kind: str, person_id: UUID) -> Contact | Staff:
    if kind == "staff":
        return await Staff.get(id=person_id, firm_id=firm_id)
    return await Contact.get(id=person_id, firm_id=firm_id)


async def _browsers(person_id: UUID, way: str) -> list[PushSubscription]:
    """Where a contact who chose it is told; none left means by mail."""
    if way != NoticeWay.PUSH:
        return []
    return await PushSubscription.filter(contact_id=person_id).order_by("id")


async def _wants_slack(person: Staff, way: str) -> bool:
    return way in {NoticeWay.AUTO, NoticeWay.SLACK} and await is_in_slack(person)


async def _card(person: Staff, waiting: Sequence[Waiting]) -> Card:
    """What a staff member reads in Slack: whose, and the newest words of each."""
    ids = [each.conversation_id for each in waiting]
    places = await Conversation.filter(id__in=ids).prefetch_related("client").order_by("id")
    lines = [f"{place.client.name}: {place.last_text}" for place in places]
    title = say("notices.staff_title", person.language, count=len(lines))
    return Card(kind="notice", title=title, lines=tuple(lines), state="info")
