"""How hours look: the preview, the form, what was saved, lists, approvals."""

from collections.abc import Mapping, Sequence

from bot.cards import Button, Card, CardField, Form, FormField, Option
from bot.commands.base import Context
from bot.commands.hours_draft import AUTO, NO, NO_ACTIVITY, YES, Draft, Question
from bot.language import ActivityName, Partial
from hub.queries.hours import HourEntry, Unapproved
from hub.texts import say, say_date, say_minutes, say_period

# More than a select can hold are typed instead.
MOST_OPTIONS = 100
MOST_BUTTONS = 10


def preview_card(draft: Draft, context: Context, *, day_minutes: int, is_billable: bool) -> Card:
    """What Save would save; `day_minutes` are those of the day without it."""
    language = context.language
    billing = "hours.billable_yes" if is_billable else "hours.billable_no"
    fields = [
        (say("hours.client", language), _client_name(draft.client, context)),
        (say("hours.activity", language), _activity_name(draft.activity, context)),
        (say("hours.date", language), say_date(draft.date, language)),
        (say("hours.duration", language), say_minutes(draft.minutes, language)),
        (say("hours.billable", language), say(billing, language)),
    ]
    if draft.period:
        fields.append((say("hours.period", language), say_period(draft.period, language)))
    if draft.comment:
        fields.append((say("hours.comment", language), draft.comment))
    total = say_minutes(day_minutes + draft.minutes, language)
    fields.append((say("hours.day_total", language), total))
    return Card(
        kind="hours_preview",
        title=say("hours.preview", language),
        fields=tuple(CardField(label, value) for label, value in fields),
        buttons=(
            Button("save", say("hours.save", language), style="primary"),
            Button("change", say("hours.change", language)),
            Button("cancel", say("hours.cancel", language)),
        ),
    )


def question_card(question: Question, context: Context) -> Card:
    """One question, and a form with what is clear already filled in."""
    return form_card(
        _question(question, context), question.partial, context, candidates=question.candidates
    )


def form_card(
    title: str, told: Partial, context: Context, *, candidates: Sequence[str] = ()
) -> Card:
    language = context.language
    return Card(
        kind="hours_form",
        title=title,
        form=Form(
            (
                _client_field(told, context, candidates),
                FormField(
                    "duration",
                    "text",
                    say("hours.duration", language),
                    say_minutes(told.minutes, language) if told.minutes else None,
                    required=True,
                    hint=say("hours.duration_hint", language),
                ),
                FormField(
                    "date",
                    "date",
                    say("hours.date", language),
                    told.date.isoformat() if told.date else None,
                    required=True,
                ),
                _activity_field(told, context),
                _billing_field(told, language),
                FormField(
                    "period",
                    "text",
                    say("hours.period", language),
                    told.period,
                    hint=say("hours.period_hint", language),
                ),
                FormField("comment", "text", say("hours.comment", language), told.comment or None),
            )
        ),
        buttons=(
            Button("preview", say("hours.continue", language), style="primary"),
            Button("cancel", say("hours.cancel", language)),
        ),
    )


def entry_card(entry: HourEntry, language: str, *, day_minutes: int) -> Card:
    """A saved entry with Undo, or one that was taken back with Restore."""
    title = "hours.taken_back" if entry.is_deleted else "hours.saved"
    return Card(
        kind="hours_entry",
        title=say(
            title,
            language,
            minutes=say_minutes(entry.minutes, language),
            client=entry.client_name,
        ),
        fields=(
            *entry_fields(entry, language),
            CardField(say("hours.day_total_now", language), say_minutes(day_minutes, language)),
        ),
        buttons=_entry_buttons(entry, language),
        state="done",
    )


def last_card(entry: HourEntry, language: str) -> Card:
    """The latest entry, to be taken back."""
    return Card(
        kind="hours_entry",
        title=say("hours.last_title", language),
        fields=(
            CardField(say("hours.client", language), entry.client_name),
            CardField(say("hours.duration", language), say_minutes(entry.minutes, language)),
            *entry_fields(entry, language),
        ),
        buttons=_entry_buttons(entry, language),
        state="open",
    )


def entry_fields(entry: HourEntry, language: str) -> tuple[CardField, ...]:
    fields = [CardField(say("hours.date", language), say_date(entry.date, language))]
    if entry.activity:
        fields.append(CardField(say("hours.activity", language), entry.activity.name(language)))
    billing = "hours.billable_yes" if entry.is_billable else "hours.billable_no"
    fields.append(CardField(say("hours.billable", language), say(billing, language)))
    if entry.period:
        fields.append(CardField(say("hours.period", language), say_period(entry.period, language)))
    if entry.comment:
        fields.append(CardField(say("hours.comment", language), entry.comment))
    return tuple(fields)


def list_card(
    title: str, entries: Sequence[HourEntry], language: str, *, deleted: HourEntry | None = None
) -> Card:
    """Entries, numbered, each with a button to delete it while it is open."""
    shown = entries[:MOST_BUTTONS]
    lines = [f"{number}. {entry_line(each, language)}" for number, each in enumerate(shown, 1)]
    if len(entries) > len(shown):
        lines.append(say("hours.more", language, count=len(entries) - len(shown)))
    if not entries:
        lines = [say("hours.none", language), say("hours.none_hint", language)]
    buttons = [
        Button(
            f"delete:{each.id}",
            say("hours.delete_number", language, number=number),
            style="danger",
            confirm=say("hours.delete_sure", language, **_named(each, language)),
        )
        for number, each in enumerate(shown, 1)
        if not each.is_approved
    ]
    if deleted is not None and deleted.is_deleted:
        lines.append(say("hours.deleted_line", language, **_named(deleted, language)))
        buttons.append(Button(f"restore:{deleted.id}", say("hours.restore", language)))
    return Card(
        kind="hours_list", title=title, lines=tuple(lines), buttons=tuple(buttons), state="info"
    )


def entry_line(entry: HourEntry, language: str) -> str:
    """23.11.2026 · Acme Oy · 1 t 30 min · Arvonlisävero · comment."""
    marks = [
        ("hours.billed_mark", entry.is_billed),
        ("hours.approved_mark", entry.is_approved and not entry.is_billed),
        ("hours.billable_no", not entry.is_billable),
    ]
    parts = [
        say_date(entry.date, language),
        entry.client_name,
        say_minutes(entry.minutes, language),
        entry.activity.name(language) if entry.activity else "",
        entry.comment,
        *(say(key, language) for key, holds in marks if holds),
    ]
    return " · ".join(part for part in parts if part)


def approval_card(name: str, period: str | None, waiting: Unapproved, language: str) -> Card:
    if waiting.entries == 0:
        title = say("hours.nothing_to_approve", language, client=name)
        return Card(kind="hours_approval", title=title, state="info")
    month = say_period(period, language) if period else say("hours.all_periods", language)
    return Card(
        kind="hours_approval",
        title=say("hours.approve_title", language, client=name),
        fields=(
            CardField(say("hours.period", language), month),
            CardField(say("hours.entries", language), str(waiting.entries)),
            CardField(say("hours.total", language), say_minutes(waiting.minutes, language)),
        ),
        buttons=(
            Button("approve", say("hours.approve", language), style="primary"),
            Button("cancel", say("hours.cancel", language)),
        ),
    )


def _entry_buttons(entry: HourEntry, language: str) -> tuple[Button, ...]:
    if entry.is_deleted:
        return (Button("restore", say("hours.restore", language)),)
    return (Button("undo", say("hours.undo", language)),)


def _named(entry: HourEntry, language: str) -> Mapping[str, str]:
    return {"minutes": say_minutes(entry.minutes, language), "client": entry.client_name}


def _question(question: Question, context: Context) -> str:
    language = context.language
    if question.candidates:
        names = [_client_name(number, context) for number in question.candidates]
        return say("hours.ask_candidates", language, clients=", ".join(names))
    if len(question.ask) == 1:
        return say(f"hours.ask_{question.ask[0]}", language)
    what = [say(f"hours.{each}", language).lower() for each in question.ask]
    return say("hours.ask_several", language, what=", ".join(what))


def _client_field(told: Partial, context: Context, candidates: Sequence[str]) -> FormField:
    label = say("hours.client", context.language)
    numbers = candidates or [each.number for each in context.vocabulary.clients]
    if len(numbers) > MOST_OPTIONS:
        hint = say("hours.client_hint", context.language)
        return FormField("client", "text", label, told.client, required=True, hint=hint)
    options = [(number, _client_name(number, context)) for number in numbers]
    # By name, as people look for one.
    options.sort(key=lambda option: option[1].casefold())
    return FormField("client", "select", label, told.client, _options(options), required=True)


def _activity_field(told: Partial, context: Context) -> FormField:
    language = context.language
    named = [(each.code, _in(each, language)) for each in context.vocabulary.activities]
    named.sort(key=lambda option: option[1].casefold())
    options = [(NO_ACTIVITY, say("hours.no_activity_chosen", language)), *named]
    label = say("hours.activity", language)
    return FormField("activity", "select", label, told.activity or NO_ACTIVITY, _options(options))


def _billing_field(told: Partial, language: str) -> FormField:
    options = [
        (AUTO, say("hours.billable_auto", language)),
        (YES, say("hours.billable_yes", language)),
        (NO, say("hours.billable_no", language)),
    ]
    chosen = {True: YES, False: NO, None: AUTO}[told.billable]
    label = say("hours.billable", language)
    return FormField("billable", "select", label, chosen, _options(options))


def _options(pairs: Sequence[tuple[str, str]]) -> tuple[Option, ...]:
    return tuple(Option(value, label) for value, label in pairs)


def _client_name(number: str, context: Context) -> str:
    names = {each.number: each.name for each in context.vocabulary.clients}
    return f"{names.get(number, '')} ({number})".strip()


def _activity_name(code: str | None, context: Context) -> str:
    for each in context.vocabulary.activities:
        if each.code == code:
            return _in(each, context.language)
    return say("hours.no_activity_chosen", context.language)


def _in(activity: ActivityName, language: str) -> str:
    return {"sv": activity.sv, "en": activity.en}.get(language, activity.fi)
