"""/bulletin — write a bulletin, see who gets it, send it, see who has acknowledged."""

from collections.abc import Sequence
from dataclasses import replace

from bot.cards import Button, Card, CardField, Form, FormField
from bot.commands.base import Context, Pressed
from bot.commands.naming import client_in
from hub.access import SEND_BULLETINS, require
from hub.actions.bulletins import acknowledge, check_text, send_bulletin
from hub.actions.cards import keep_card, update_card
from hub.clock import day_of
from hub.errors import NotFoundError, UserError
from hub.queries.bulletins import audience_of, bulletins_of
from hub.texts import say, say_date

_LIST_WORDS = {"list", "lista", "receipts", "kuittaukset", "kvitteringar", "status", "tila"}
_ALL_WORDS = {"", "all", "kaikki", "alla"}
_MOST_NAMES = 12


class Bulletin:
    name = "bulletin"
    words = ("tiedote", "tiedotteet", "meddelande", "bulletins")

    async def answer(self, text: str, context: Context) -> Card:
        """A form to write in (`title: body` fills it), or the receipts of the latest ones."""
        if text.casefold() in _LIST_WORDS:
            return await _receipts(context)
        require(context.asker, SEND_BULLETINS)
        title, _, body = text.partition(":")
        card = _writing(title.strip(), body.strip(), "", context.language)
        return await keep_card(context.asker, card, command=self.name, payload={})

    async def press(self, pressed: Pressed, context: Context) -> Card:
        match pressed.button:
            case "acknowledge":
                return await acknowledge(context.asker, pressed.card_id)
            case "preview":
                return await _preview(pressed, context)
            case "back":
                text = pressed.payload
                card = _writing(text["title"], text["body"], text["audience"], context.language)
                return await update_card(context.asker, pressed.card_id, card)
            case "send":
                return await _send(pressed, context)
            case "cancel":
                card = Card("bulletin_draft", say("bulletin.cancelled", context.language))
                # Not over a bulletin that was sent meanwhile.
                return await update_card(
                    context.asker,
                    pressed.card_id,
                    replace(card, state="done"),
                    payload={},
                    version=pressed.version,
                )
        raise NotFoundError


def _writing(title: str, body: str, audience: str, language: str) -> Card:
    return Card(
        kind="bulletin_draft",
        title=say("bulletin.write", language),
        form=Form(
            (
                FormField("title", "text", say("bulletin.title", language), title, required=True),
                FormField("body", "textarea", say("bulletin.body", language), body, required=True),
                FormField(
                    "audience",
                    "text",
                    say("bulletin.audience", language),
                    audience,
                    hint=say("bulletin.audience_hint", language),
                ),
            )
        ),
        buttons=(
            Button("preview", say("bulletin.preview", language), style="primary"),
            Button("cancel", say("bulletin.cancel", language)),
        ),
    )


async def _preview(pressed: Pressed, context: Context) -> Card:
    values, language = pressed.values, context.language
    title, body = check_text(values.get("title", ""), values.get("body", ""))
    wanted = values.get("audience", "").strip()
    numbers = _numbers(wanted, context)
    to = await audience_of(context.asker, numbers)
    if not to.clients:
        raise UserError("bulletin.nobody", field="audience")
    fields = [
        CardField(say("bulletin.clients", language), str(len(to.clients))),
        CardField(say("bulletin.contacts", language), str(to.contacts)),
        CardField(say("bulletin.who", language), _listed(to.clients, language)),
    ]
    if to.silent:
        fields.append(CardField(say("bulletin.silent", language), _listed(to.silent, language)))
    card = Card(
        kind="bulletin_draft",
        title=title,
        lines=tuple(line for line in body.splitlines() if line.strip()),
        fields=tuple(fields),
        buttons=(
            Button(
                "send",
                say("bulletin.send", language),
                style="primary",
                confirm=say("bulletin.send_sure", language, count=len(to.clients)),
            ),
            Button("back", say("bulletin.back", language)),
            Button("cancel", say("bulletin.cancel", language)),
        ),
    )
    payload = {"title": title, "body": body, "audience": wanted, "numbers": numbers}
    return await update_card(context.asker, pressed.card_id, card, payload=payload)


async def _send(pressed: Pressed, context: Context) -> Card:
    text, language = pressed.payload, context.language
    sent = await send_bulletin(
        context.asker,
        title=text["title"],
        body=text["body"],
        clients=text["numbers"],
        client_key=str(pressed.card_id),
    )
    card = Card(
        kind="bulletin_draft",
        title=say("bulletin.sent", language, title=text["title"]),
        fields=(
            CardField(say("bulletin.clients", language), str(sent.clients)),
            CardField(say("bulletin.contacts", language), str(sent.contacts)),
        ),
        state="done",
    )
    return await update_card(context.asker, pressed.card_id, card)


async def _receipts(context: Context) -> Card:
    language = context.language
    found = await bulletins_of(context.asker)
    if not found:
        return Card("bulletins", say("bulletin.none_yet", language), state="info")
    lines = []
    for each in found:
        day = say_date(day_of(each.sent_at), language) if each.sent_at else ""
        lines.append(
            say(
                "bulletin.progress",
                language,
                title=each.title,
                day=day,
                acknowledged=each.acknowledged,
                read=each.read,
                clients=each.clients,
            )
        )
        if each.missing:
            names = _listed(each.missing, language)
            lines.append(say("bulletin.missing", language, names=names))
    title = say("bulletin.receipts", language)
    return Card("bulletins", title, lines=tuple(lines), state="info")


def _listed(names: Sequence[str], language: str) -> str:
    listed, more = ", ".join(names[:_MOST_NAMES]), len(names) - _MOST_NAMES
    return say("bulletin.and_more", language, names=listed, count=more) if more > 0 else listed


def _numbers(wanted: str, context: Context) -> list[str] | None:
    """The clients named, each separately understood; None for all."""
    if wanted.casefold() in _ALL_WORDS:
        return None
    nowhere = replace(context, client=None)
    parts = [part for part in wanted.replace(";", ",").split(",") if part.strip()]
    return list(dict.fromkeys(client_in(part, nowhere).number for part in parts))
