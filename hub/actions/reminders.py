"""Nudges: one to a person on a local day, by Slack when the person is linked there, else by mail."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from hub.access import access_staff, staff_asker
from hub.actions.base import Work, action
from hub.actions.cards import keep
from hub.cards import Card
from models.firm import SlackInstallation, SlackUser, Staff
from models.hours import Reminder

HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Nudge:
    """What is said: a card where there are buttons, its text where there are none.

    `command` answers the card's buttons, with `payload`.
    """

    card: Card
    subject: str
    text: str
    command: str
    payload: dict[str, Any]


@action
async def remind(work: Work, staff_id: UUID, *, kind: str, day: date, nudge: Nudge) -> bool:
    """Queue one nudge; False when this person has had one of the kind on this day already."""
    person = await access_staff(work.asker, staff_id)
    claim = Reminder(firm_id=work.firm_id, kind=kind, person_id=person.id, day=day)
    # Of two processes at once the database keeps one claim.
    await Reminder.bulk_create([claim], ignore_conflicts=True)
    if not await Reminder.filter(id=claim.id).exists():
        return False
    told = f"reminder:{kind}:{person.id}:{day.isoformat()}"
    if await is_in_slack(person):
        # The card is the person's own: its buttons answer nobody else.
        owner = Work(staff_asker(person, "slack"))
        card = await keep(owner, nudge.card, command=nudge.command, payload=nudge.payload)
        await work.deliver(
            "slack",
            "direct",
            order_key=f"staff:{person.id}",
            dedup_key=told,
            payload={"staff": str(person.id), "card": card.as_json(), "text": nudge.text},
        )
    else:
        await work.deliver(
            "email",
            "reminder",
            order_key=f"staff:{person.id}",
            dedup_key=told,
            payload={"to": person.email, "subject": nudge.subject, "text": nudge.text},
        )
    await work.audit("hours", person.id, "remind", after={"kind": kind, "day": day.isoformat()})
    return True


@action
async def remind_by_mail(
    work: Work, staff_id: UUID, *, instead_of: UUID, subject: str, text: str, why: str
) -> bool:
    """Queue by mail a nudge that Slack cannot carry, once; False when the person has left."""
    person = await access_staff(work.asker, staff_id)
    if not person.is_active:
        return False
    await work.deliver(
        "email",
        "reminder",
        order_key=f"staff:{person.id}",
        dedup_key=f"instead:{instead_of}",
        payload={"to": person.email, "subject": subject, "text": text},
    )
    await work.audit("hours", person.id, "remind", after={"by": "email", "because": why})
    return True


async def is_in_slack(person: Staff) -> bool:
    teams = await SlackInstallation.filter(firm_id=person.firm_id, revoked_at=None).values_list(
        "team_id", flat=True
    )
    return await SlackUser.filter(staff_id=person.id, team_id__in=list(teams)).exists()
