"""/materials Acme: bank statements, receipts by 30.11. — ask a client for material."""

import re
from datetime import date
from uuid import UUID

from bot.cards import Button, Card, CardField, Form, FormField
from bot.commands.base import Context, Pressed
from bot.commands.naming import Named, client_in, months_in
from bot.language.due import find_due
from hub.actions.cards import keep_card, update_card
from hub.actions.materials import deliver_material, request_material
from hub.errors import NotFoundError, UserError
from hub.ids import as_uuid
from hub.texts import say, say_date

_BETWEEN_ITEMS = re.compile(r"[,;\n]+")


class Materials:
    name = "materials"
    words = ("material", "aineisto", "aineistot", "aineistopyyntö")

    async def answer(self, text: str, context: Context) -> Card:
        """A preview with the request's parts in a form: nothing is sent before Send."""
        head, colon, tail = text.partition(":")
        named = client_in(head if colon else text, context)
        due = find_due(tail if colon else named.rest, context.today)
        if due.bad:
            raise UserError("materials.bad_due", field="due_on", text=due.bad)
        items = [part.strip() for part in _BETWEEN_ITEMS.split(due.rest) if part.strip()]
        period = _period(named, context) if colon else None
        language = context.language
        card = Card(
            kind="materials_preview",
            title=say("materials.preview", language, client=named.name),
            lines=(say("materials.preview_line", language),),
            fields=(CardField(say("materials.client", language), named.name),),
            form=_form(items, due.day, language),
            buttons=(
                Button("ask", say("materials.ask", language), style="primary"),
                Button("cancel", say("materials.cancel", language)),
            ),
        )
        payload = {
            "client": named.number,
            "name": named.name,
            "period": period,
            "conversation": str(context.conversation_id) if context.conversation_id else None,
        }
        return await keep_card(context.asker, card, command=self.name, payload=payload)

    async def press(self, pressed: Pressed, context: Context) -> Card:
        match pressed.button:
            case "ask":
                return await _ask(pressed, context)
            case "cancel":
                cancelled = Card(
                    kind=pressed.card.kind,
                    title=say("materials.cancelled", context.language),
                    state="done",
                )
                # Not over a card whose request was sent meanwhile.
                return await update_card(
                    context.asker, pressed.card_id, cancelled, version=pressed.version
                )
            case "deliver" | "not_this_period":
                return await _deliver(pressed, context)
        raise NotFoundError


def _period(named: Named, context: Context) -> str | None:
    """The month before the colon. Raises UserError for a name that nobody has."""
    months = months_in(named.rest, context)
    if named.is_places and months.rest:
        raise UserError("clients.unknown", field="client", client=months.rest[:60])
    return next(iter(months.named)) if len(months.named) == 1 else None


async def _ask(pressed: Pressed, context: Context) -> Card:
    payload, language = pressed.payload, context.language
    conversation = payload["conversation"]
    asked = await request_material(
        context.asker,
        client=payload["client"],
        items=pressed.values.get("items", "").splitlines(),
        due_on=_day(pressed.values.get("due_on", "")),
        period=payload["period"],
        conversation_id=UUID(conversation) if conversation else None,
        client_key=str(pressed.card_id),
    )
    fields = [CardField(str(number), item) for number, item in enumerate(asked.items, start=1)]
    if asked.due_on:
        fields.append(CardField(say("materials.due", language), say_date(asked.due_on, language)))
    done = Card(
        kind=pressed.card.kind,
        title=say("materials.asked", language, client=asked.client_name),
        fields=tuple(fields),
        state="done",
    )
    return await update_card(context.asker, pressed.card_id, done)


async def _deliver(pressed: Pressed, context: Context) -> Card:
    files: dict[str, UUID] = {}
    for item, text in pressed.values.items():
        if not text:
            continue
        file_id = as_uuid(text)
        if file_id is None:
            raise NotFoundError("files.unknown", field=item)
        files[item] = file_id
    # What was chosen is delivered also by who has nothing for the other items.
    return await deliver_material(
        context.asker,
        pressed.card_id,
        files=files,
        answer="not_this_period" if pressed.button == "not_this_period" else "deliver",
    )


def _form(items: list[str], due_on: date | None, language: str) -> Form:
    return Form(
        (
            FormField(
                "items",
                "textarea",
                say("materials.items", language),
                value="\n".join(items),
                required=True,
            ),
            FormField(
                "due_on",
                "date",
                say("materials.due", language),
                value=due_on.isoformat() if due_on else None,
            ),
        )
    )


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UserError("materials.bad_due", field="due_on", text=text) from error
