"""/hours 1.5 Acme VAT March — log time on a client; list, take back, approve."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from bot.cards import Card
from bot.commands.base import Context, Pressed
from bot.commands.hours_cards import (
    approval_card,
    entry_card,
    form_card,
    last_card,
    list_card,
    preview_card,
    question_card,
)
from bot.commands.hours_draft import (
    Draft,
    Question,
    draft_from_payload,
    draft_from_values,
    draft_from_words,
)
from bot.commands.naming import client_in
from bot.language import Partial, parse_period
from hub.actions.cards import keep_card, shown_card, update_card
from hub.actions.hours import approve_hours, delete_entry, log_minutes, restore_entry
from hub.errors import ConflictError, NotFoundError
from hub.ids import as_uuid
from hub.queries.hours import (
    HourEntry,
    activity_names,
    entries_between,
    entry_of,
    last_entry,
    minutes_between,
    today_hours,
    unapproved_on,
)
from hub.texts import say, say_minutes

_TODAY = {"", "today", "tänään", "idag", "i dag"}
_WEEK = {"week", "viikko", "viikolla", "tämä viikko", "vecka", "veckan", "this week"}
_LIST = {"list", "lista", "listaa", "latest", "viimeisimmät", "senaste"}
_UNDO = {"undo", "delete", "peru", "kumoa", "poista", "ångra", "radera", "ta bort", "ta tillbaka"}
_APPROVE = {"approve", "hyväksy", "hyväksyn", "godkänn"}
_LATEST_DAYS = timedelta(days=30)
_TRIES = 5


class Hours:
    name = "hours"
    words = ("tunnit", "tunti", "timmar", "timme", "hour", "h", "tid", "time")

    async def answer(self, text: str, context: Context) -> Card:
        """A preview of what was understood, one question with a form, or one's entries."""
        wish = " ".join(text.casefold().split())
        if wish in _TODAY | _WEEK | _LIST:
            view = "today" if wish in _TODAY else "week" if wish in _WEEK else "list"
            card = await _listed(view, context)
            return await self._keep(card, {"view": view}, context)
        if wish in _UNDO:
            return await self._last(context)
        first, _, rest = text.partition(" ")
        if first.casefold() in _APPROVE:
            return await self._approval(rest, context)
        understood = draft_from_words(text, context)
        if isinstance(understood, Question):
            return await self._keep(question_card(understood, context), {}, context)
        card = await _preview(understood, context)
        return await self._keep(card, {"draft": understood.as_payload()}, context)

    async def press(self, pressed: Pressed, context: Context) -> Card:
        name, _, target = pressed.button.partition(":")
        match name:
            case "save":
                return await _save(pressed, context)
            case "preview":
                draft = draft_from_values(pressed.values, context)
                card = await _preview(draft, context)
                return await _renew(pressed, card, context, {"draft": draft.as_payload()})
            case "change":
                told = draft_from_payload(pressed.payload["draft"]).as_partial()
                card = form_card(say("hours.change_title", context.language), told, context)
                return await _renew(pressed, card, context)
            case "fill":
                told = Partial(date=date.fromisoformat(pressed.payload["date"]))
                card = form_card(say("hours.fill_title", context.language), told, context)
                return await _renew(pressed, card, context)
            case "cancel":
                title = say("hours.cancelled", context.language)
                return await _renew(pressed, Card(pressed.card.kind, title, state="done"), context)
            case "delete" | "restore" if target:
                return await _from_list(pressed, name, target, context)
            case "undo":
                entry = await delete_entry(context.asker, UUID(pressed.payload["entry"]))
                return await _settle(pressed.card_id, entry.id, context)
            case "restore":
                entry = await restore_entry(context.asker, UUID(pressed.payload["entry"]))
                return await _settle(pressed.card_id, entry.id, context)
            case "approve":
                return await _approve(pressed, context)
        raise NotFoundError

    async def _keep(self, card: Card, payload: dict[str, Any], context: Context) -> Card:
        return await keep_card(context.asker, card, command=self.name, payload=payload)

    async def _last(self, context: Context) -> Card:
        """The latest entry with Undo: a repeated request takes nothing more back."""
        entry = await last_entry(context.asker)
        if entry is None:
            raise NotFoundError("hours.nothing_to_undo")
        card = last_card(entry, context.language)
        return await self._keep(card, {"entry": str(entry.id)}, context)

    async def _approval(self, text: str, context: Context) -> Card:
        named = client_in(text, context)
        period = parse_period(named.rest, context.today)
        waiting = await unapproved_on(context.asker, named.number, period)
        card = approval_card(named.name, period, waiting, context.language)
        return await self._keep(card, {"client": named.number, "period": period}, context)


async def _preview(draft: Draft, context: Context) -> Card:
    day_minutes = await minutes_between(context.asker, draft.date, draft.date)
    is_billable = draft.billable
    if is_billable is None:
        kinds = {each.code: each.is_billable for each in await activity_names(context.asker)}
        is_billable = kinds.get(draft.activity or "", True)
    return preview_card(draft, context, day_minutes=day_minutes, is_billable=is_billable)


async def _save(pressed: Pressed, context: Context) -> Card:
    draft = draft_from_payload(pressed.payload["draft"])
    entry = await log_minutes(
        context.asker,
        client=draft.client,
        minutes=draft.minutes,
        date=draft.date,
        activity=draft.activity,
        period=draft.period,
        comment=draft.comment,
        billable=draft.billable,
        client_key=str(pressed.card_id),
    )
    return await _settle(pressed.card_id, entry.id, context)


async def _settle(card_id: UUID, entry_id: UUID, context: Context) -> Card:
    """Show the entry as it stands: of presses at once the last look wins, not the last writer."""
    for _ in range(_TRIES):
        stored, shown = await shown_card(context.asker, card_id)
        card = await _entry(await entry_of(context.asker, entry_id), context)
        if replace(shown, id=None, updated_at=None) == card:
            return shown
        try:
            return await update_card(
                context.asker,
                card_id,
                card,
                payload={"entry": str(entry_id)},
                version=stored.version,
            )
        except ConflictError:
            continue
    return (await shown_card(context.asker, card_id))[1]


async def _entry(entry: HourEntry, context: Context) -> Card:
    total = await minutes_between(context.asker, entry.date, entry.date)
    return entry_card(entry, context.language, day_minutes=total)


async def _renew(
    pressed: Pressed, card: Card, context: Context, payload: dict[str, Any] | None = None
) -> Card:
    """The card's next state, unless another press has moved it on meanwhile."""
    try:
        return await update_card(
            context.asker, pressed.card_id, card, payload=payload, version=pressed.version
        )
    except ConflictError:
        return (await shown_card(context.asker, pressed.card_id))[1]


async def _listed(view: str, context: Context, deleted: HourEntry | None = None) -> Card:
    language = context.language
    today = await today_hours(context.asker)
    monday = today.date - timedelta(days=today.date.weekday())
    if view == "list":
        found = await entries_between(context.asker, today.date - _LATEST_DAYS, today.date)
        newest = sorted(found, key=lambda each: (each.date, each.id), reverse=True)
        return list_card(say("hours.list_title", language), newest, language, deleted=deleted)
    minutes, target = today.minutes, today.target_minutes
    entries = today.entries
    if view == "week":
        minutes, target = today.week_minutes, today.week_target_minutes
        entries = await entries_between(context.asker, monday, today.date)
    key = f"hours.{view}_title_of" if target else f"hours.{view}_title"
    told = {"target": say_minutes(target, language)} if target else {}
    title = say(key, language, minutes=say_minutes(minutes, language), **told)
    return list_card(title, entries, language, deleted=deleted)


async def _from_list(pressed: Pressed, verb: str, target: str, context: Context) -> Card:
    entry_id = as_uuid(target)
    if entry_id is None:
        raise NotFoundError
    change = delete_entry if verb == "delete" else restore_entry
    entry = await change(context.asker, entry_id)
    card = await _listed(pressed.payload["view"], context, deleted=entry)
    return await update_card(context.asker, pressed.card_id, card)


async def _approve(pressed: Pressed, context: Context) -> Card:
    language = context.language
    done = await approve_hours(
        context.asker, client=pressed.payload["client"], period=pressed.payload["period"]
    )
    key = "hours.approved" if done.entries else "hours.nothing_to_approve"
    told = {"minutes": say_minutes(done.minutes, language)} if done.entries else {}
    title = say(key, language, client=done.client_name, **told)
    return await _renew(pressed, Card("hours_approval", title, state="done"), context)
