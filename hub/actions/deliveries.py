"""What finally did not leave the house: told beside the conversation concerned, once, to staff."""

from uuid import UUID

from hub.access import house_of
from hub.actions.base import Work, action
from hub.actions.conversations import notes_twin
from hub.actions.entries import append_status
from hub.actions.held import CHANNEL as HELD
from hub.actions.held import TAKEN_BACK
from hub.actions.slack import MARK
from hub.actions.slack_places import place_in
from hub.events import DeliveryFailed
from hub.ids import as_uuid
from hub.texts import say
from models.audit import AuditRow
from models.chat import Conversation, Delivery, DeliveryState, Entry, Message, SlackLink

SUBJECT, VERB = "delivery", "fail"
LONGEST_WORDS = 60
LONGEST_PROBLEM = 200
ENTRY = "entry"
CHANNELS = frozenset({"slack", "email", "client"})

NOT_CONNECTED = frozenset({
    "slack is not installed", "account_inactive", "invalid_auth", "not_authed", "token_expired",
    "token_revoked", "team_access_not_granted",
})  # fmt: skip
NOT_ALLOWED = frozenset({
    "access_denied", "app_access_restricted", "ekm_access_denied", "missing_scope",
    "no_permission", "not_allowed_token_type",
})  # fmt: skip
NO_ANSWER = frozenset({
    "fatal_error", "internal_error", "ratelimited", "rate_limited", "request_timeout",
    "service_unavailable",
})  # fmt: skip
# Ours to give to outbox rows that broke our own code.
FAULT = "fault"


async def on_delivery_failed(event: DeliveryFailed) -> None:
    """Tell it now; a process that dies before leaves it to the job."""
    await tell_failure(await house_of(event.firm_id), event.delivery_id)


@action
async def tell_failure(work: Work, delivery_id: UUID) -> bool:
    """Put a line into the notes of the conversation concerned, and a row into the audit trail.

    False when the delivery is not given up, or was told before. Mail to a person has no
    conversation: it stands in the audit trail alone.
    """
    row = await (
        Delivery.filter(id=delivery_id, firm_id=work.firm_id, state=DeliveryState.FAILED)
        .select_for_update()
        .first()
    )
    if row is None or row.problem == TAKEN_BACK or await _is_told(row):
        return False
    notes = await _notes_of(row)
    if notes is not None:
        # Where Slack does not take it, a line about that must not be queued for Slack.
        line = await _line(row, work.asker.language)
        await append_status(work, notes, line, is_for_slack=row.channel != "slack")
    told = {"channel": row.channel, "kind": row.kind, "problem": row.problem[:LONGEST_PROBLEM]}
    await work.audit(SUBJECT, row.id, VERB, after=told)
    return True


async def _is_told(row: Delivery) -> bool:
    told = AuditRow.filter(firm_id=row.firm_id, subject=SUBJECT, subject_id=row.id, verb=VERB)
    return await told.exists()


async def _notes_of(row: Delivery) -> Conversation | None:
    conversation_id = as_uuid(str(row.payload.get("conversation", "")))
    if conversation_id is None:
        return None
    conversation = await Conversation.get_or_none(id=conversation_id, firm_id=row.firm_id)
    return await notes_twin(conversation) if conversation else None


async def _line(row: Delivery, language: str) -> str:
    words = " ".join((await _words(row)).split()) or "…"
    if len(words) > LONGEST_WORDS:
        words = words[: LONGEST_WORDS - 1] + "…"
    what = MARK if row.kind == MARK else row.channel if row.channel in CHANNELS else "other"
    told = say(f"deliveries.{what}", language, words=words)
    because = say(
        f"deliveries.{_reason(row.problem)}", language, problem=row.problem[:LONGEST_WORDS]
    )
    return f"{told} {because}"


async def _words(row: Delivery) -> str:
    """What the message says now: nothing of what was deleted meanwhile."""
    if row.kind == MARK or row.channel == HELD:
        place = place_in(row.firm_id, row.payload)
        link = await SlackLink.get_or_none(
            firm_id=place.firm_id, team_id=place.team_id, channel_id=place.channel_id, ts=place.ts
        )
        message = await Message.get_or_none(id=link.hub_id) if link else None
        return message.body if message else ""
    entry = None
    if row.kind == ENTRY:
        entry = await Entry.get_or_none(id=row.payload["entry"], firm_id=row.firm_id)
    if entry is None:
        return str(row.payload.get("subject", ""))
    files = ", ".join(str(each["name"]) for each in entry.files or ())
    return entry.body or files or entry.emoji or ""


def _reason(problem: str) -> str:
    """The key of why, and of what to do about it."""
    if problem in NOT_CONNECTED:
        return "because_not_connected"
    if problem in NOT_ALLOWED or problem.startswith("restricted_action"):
        return "because_not_allowed"
    if problem == FAULT:
        return "because_fault"
    # Statuses of servers, and the names of errors that a lost connection has.
    if problem in NO_ANSWER or problem.startswith("status_") or problem.endswith("Error"):
        return "because_no_answer"
    return "because_other"
