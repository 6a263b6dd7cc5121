"""/invoice Acme 2026-10 — dry run of a client's month, push to Procountor, see the result."""

from datetime import date, timedelta
from uuid import UUID

from bot.cards import Button, Card, CardField
from bot.commands.base import Context, Pressed
from bot.commands.naming import client_in, months_in
from hub.access import APPROVE_HOURS, PUSH_INVOICES
from hub.actions.billing import cancel_invoice, queue_invoice, retry_invoice
from hub.actions.cards import keep_card, shown_card, update_card
from hub.actions.hours import approve_hours
from hub.errors import NotFoundError, UserError
from hub.queries.billing import Draft, draft_of
from hub.texts import say, say_cents, say_minutes, say_percent, say_period


class Invoice:
    name = "invoice"
    words = ("lasku", "laskuta", "faktura", "fakturera", "bill")

    async def answer(self, text: str, context: Context) -> Card:
        """The dry run: rows, VAT, total, and what keeps hours off the invoice."""
        named = client_in(text, context)
        period = _month_in(named.rest, context)
        draft = await draft_of(context.asker, named.number, period)
        card = _dry_run(draft, context)
        return await keep_card(
            context.asker, card, command=self.name, payload=_payload(draft, context)
        )

    async def press(self, pressed: Pressed, context: Context) -> Card:
        match pressed.button:
            case "push":
                await queue_invoice(
                    context.asker,
                    client=pressed.payload["client"],
                    period=pressed.payload["period"],
                    card_id=pressed.card_id,
                    expected=pressed.payload["draft"],
                )
            case "approve":
                return await _approve(pressed, context)
            case "refresh":
                return await _again(pressed, context)
            case "retry":
                await retry_invoice(context.asker, card_id=pressed.card_id)
            case "cancel_invoice":
                await cancel_invoice(context.asker, card_id=pressed.card_id)
            case "cancel":
                card = Card(
                    "invoice_draft", say("invoice.not_pushed", context.language), state="done"
                )
                return await update_card(
                    context.asker, pressed.card_id, card, version=pressed.version
                )
            case _:
                raise NotFoundError
        _, card = await shown_card(context.asker, pressed.card_id)
        return card


async def _approve(pressed: Pressed, context: Context) -> Card:
    await approve_hours(
        context.asker, client=pressed.payload["client"], period=pressed.payload["period"]
    )
    return await _again(pressed, context)


async def _again(pressed: Pressed, context: Context) -> Card:
    """The dry run anew, on the same card."""
    draft = await draft_of(context.asker, pressed.payload["client"], pressed.payload["period"])
    payload = {**pressed.payload, "draft": draft.fingerprint}
    # Not over a card that meanwhile has become an invoice's.
    return await update_card(
        context.asker,
        pressed.card_id,
        _dry_run(draft, context),
        payload=payload,
        version=pressed.version,
    )


def _payload(draft: Draft, context: Context) -> dict[str, object]:
    return {
        "client": draft.client_number,
        "period": draft.period,
        "draft": draft.fingerprint,
        "conversation": _text(context.conversation_id),
    }


def _text(conversation_id: UUID | None) -> str | None:
    return str(conversation_id) if conversation_id else None


def _dry_run(draft: Draft, context: Context) -> Card:
    language = context.language
    period = say_period(draft.period, language)
    lines = [
        say(
            "invoice.row",
            language,
            text=row.description,
            time=say_minutes(row.minutes, language),
            price=say_cents(row.hour_price_e4 // 100, language),
            vat=say_percent(row.vat_bp, language),
            net=say_cents(row.net_cents, language),
        )
        for row in draft.rows
    ]
    if not draft.rows:
        lines.append(say("invoice.nothing", language, client=draft.client_name))
    if draft.unapproved_minutes:
        time = say_minutes(draft.unapproved_minutes, language)
        lines.append(say("invoice.unapproved", language, time=time))
    if draft.unpriced:
        lines.append(say("invoice.unpriced", language, activities=", ".join(draft.unpriced)))
    fields = (
        CardField(say("invoice.net", language), say_cents(draft.net_cents, language)),
        CardField(say("invoice.vat", language), say_cents(draft.vat_cents, language)),
        CardField(say("invoice.total", language), say_cents(draft.total_cents, language)),
    )
    return Card(
        kind="invoice_draft",
        title=say("invoice.dry_run", language, client=draft.client_name, period=period),
        lines=tuple(lines),
        fields=fields if draft.rows else (),
        buttons=_buttons(draft, context),
    )


def _buttons(draft: Draft, context: Context) -> tuple[Button, ...]:
    language, rights = context.language, context.asker.rights
    buttons = []
    if draft.rows and not draft.unpriced and PUSH_INVOICES in rights:
        total = say_cents(draft.total_cents, language)
        buttons.append(
            Button(
                "push",
                say("invoice.push", language),
                style="primary",
                confirm=say("invoice.push_sure", language, client=draft.client_name, total=total),
            )
        )
    if draft.unapproved_minutes and APPROVE_HOURS in rights:
        time = say_minutes(draft.unapproved_minutes, language)
        buttons.append(Button("approve", say("invoice.approve", language, time=time)))
    buttons.append(Button("refresh", say("invoice.refresh", language)))
    buttons.append(Button("cancel", say("invoice.close", language)))
    return tuple(buttons)


def _month_in(text: str, context: Context) -> str:
    """The one month named, else the one before this. Raises UserError for what is not understood."""
    months = months_in(text, context)
    if months.rest or None in months.named:
        raise UserError("invoice.which_period", field="period", text=(months.rest or text)[:60])
    if len(months.named) > 1:
        raise UserError("invoice.two_periods", field="period", text=text.strip()[:60])
    return next((month for month in months.named if month), _month_before(context.today))


def _month_before(today: date) -> str:
    last = today.replace(day=1) - timedelta(days=1)
    return f"{last.year}-{last.month:02d}"
