"""A card as Block Kit, a message as literal text: everything below Slack's limits."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.slack.words import escape
from hub.cards import Button, Card, Form, FormField

Block = dict[str, Any]

LONGEST_HEADER = 150
LONGEST_BUTTON = 75
LONGEST_OPTION_VALUE = 150
LONGEST_LABEL = 2000
LONGEST_PLACEHOLDER = 150
LONGEST_CONFIRM = 300
LONGEST_VIEW_TITLE = 24
# A rich_text block has no limit of its own; all blocks together fail at about 13,200 characters.
LONGEST_BODY = 6000
LONGEST_VALUE = 3000
MOST_BUTTONS = 10
MOST_INPUTS = 20
MOST_OPTIONS = 100
MOST_FIELDS = 25

PRESS = "card"
FIELD = "field"
SIGNS = {"open": "", "info": "", "done": "✅ ", "failed": "⚠️ "}


def plain_text(text: str, longest: int) -> Block:
    return {"type": "plain_text", "text": cut(text, longest) or "…", "emoji": True}


def cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def literal(text: str) -> Block:
    """A block that shows the text as it is: Slack reads no markup, mention or link in it."""
    return {"type": "rich_text", "elements": [_section({"type": "text", "text": text or "…"})]}


def card_text(card: Card) -> str:
    """What notifications and screen readers get of a card."""
    return escape(cut(" · ".join([card.title, *card.lines]), LONGEST_PLACEHOLDER * 2))


def card_blocks(card: Card, *, is_live: bool = True) -> list[Block]:
    """The card for a message; without `is_live` it is only read (no form, no buttons)."""
    blocks: list[Block] = [
        {"type": "header", "text": plain_text(SIGNS[card.state] + card.title, LONGEST_HEADER)}
    ]
    if body := list(_body(card)):
        blocks.append({"type": "rich_text", "elements": body})
    if not is_live or card.id is None:
        return blocks
    if card.form:
        blocks += _inputs(card.form, _stamp(card))
    if card.buttons:
        elements = [_button(each, str(card.id)) for each in card.buttons[:MOST_BUTTONS]]
        blocks.append(
            {"type": "actions", "block_id": f"buttons:{_stamp(card)}", "elements": elements}
        )
    return blocks


def card_view(card: Card, title: str, close: str) -> Block:
    """The card as a modal, whose buttons work as in a message."""
    return {
        "type": "modal",
        "callback_id": PRESS,
        "title": plain_text(title, LONGEST_VIEW_TITLE),
        "close": plain_text(close, LONGEST_VIEW_TITLE),
        # A modal with inputs must have a submit; the card's own buttons are its way to act.
        **({"submit": plain_text(close, LONGEST_VIEW_TITLE)} if card.form else {}),
        "blocks": card_blocks(card),
    }


def values_of(state: Mapping[str, Any]) -> dict[str, str]:
    """What a person filled into a card's form, by the field's id."""
    values = {}
    for block_id, actions in state.get("values", {}).items():
        kind, _, rest = block_id.partition(":")
        if kind == FIELD:
            field_id, _, _ = rest.rpartition(":")
            values[field_id] = _value(next(iter(actions.values())))
    return values


def field_block_id(field_id: str, card: Card) -> str:
    """The block of a form's field, where an error about it is shown."""
    return f"{FIELD}:{field_id}:{_stamp(card)}"


def _stamp(card: Card) -> str:
    # Slack keeps what was typed where a block's id stays; a card's new state starts afresh.
    return str(int(card.updated_at.timestamp() * 1000)) if card.updated_at else "0"


def _body(card: Card) -> Iterator[Block]:
    left = LONGEST_BODY
    for line in card.lines:
        if left > 0 and line:
            yield _section({"type": "text", "text": cut(line, left)})
            left -= len(line)
    for field in card.fields[:MOST_FIELDS]:
        if left > 0:
            value = cut(field.value, left) or "–"
            yield _section(
                {
                    "type": "text",
                    "text": f"{cut(field.label, LONGEST_BUTTON)}: ",
                    "style": {"bold": True},
                },
                {"type": "text", "text": value},
            )
            left -= len(value) + len(field.label)


def _section(*elements: Block) -> Block:
    return {"type": "rich_text_section", "elements": list(elements)}


def _button(button: Button, card_id: str) -> Block:
    element: Block = {
        "type": "button",
        "action_id": f"{PRESS}:{button.id}",
        "text": plain_text(button.label, LONGEST_BUTTON),
        "value": card_id,
    }
    if button.style != "default":
        element["style"] = button.style
    if button.confirm:
        element["confirm"] = {
            "title": plain_text(button.label, LONGEST_BUTTON),
            "text": plain_text(button.confirm, LONGEST_CONFIRM),
            "confirm": plain_text(button.label, 30),
            "deny": plain_text("✕", 30),
        }
    return element


def _inputs(form: Form, stamp: str) -> Iterator[Block]:
    for field in form.fields[:MOST_INPUTS]:
        # A file is given in the console or the widget: Slack's messages hold no file input.
        if field.kind == "file":
            continue
        yield {
            "type": "input",
            "block_id": f"{FIELD}:{field.id}:{stamp}",
            "label": plain_text(field.label, LONGEST_LABEL),
            "optional": not field.required,
            "element": _element(field),
            **({"hint": plain_text(field.hint, LONGEST_LABEL)} if field.hint else {}),
        }


def _element(field: FormField) -> Block:
    shared: Block = {"action_id": "value"}
    match field.kind:
        case "number":
            element = {"type": "number_input", "is_decimal_allowed": True, **shared}
        case "date":
            return {
                "type": "datepicker",
                **shared,
                **({"initial_date": field.value} if field.value else {}),
            }
        case "select":
            return {"type": "static_select", **shared, **_options(field)}
        case "checkbox":
            option = {"text": plain_text(field.label, LONGEST_BUTTON), "value": "true"}
            chosen = {"initial_options": [option]} if field.value == "true" else {}
            return {"type": "checkboxes", "options": [option], **shared, **chosen}
        case _:
            is_long = field.kind == "textarea"
            element = {"type": "plain_text_input", "multiline": is_long, **shared}
    return {**element, "initial_value": field.value[:LONGEST_VALUE]} if field.value else element


def _options(field: FormField) -> Block:
    options: Sequence[Block] = [
        {
            "text": plain_text(each.label, LONGEST_BUTTON),
            "value": each.value[:LONGEST_OPTION_VALUE],
        }
        for each in field.options[:MOST_OPTIONS]
    ] or [{"text": plain_text("–", LONGEST_BUTTON), "value": "-"}]
    initial = next((each for each in options if each["value"] == field.value), None)
    return {"options": list(options), **({"initial_option": initial} if initial else {})}


def _value(entry: Mapping[str, Any]) -> str:
    match entry.get("type"):
        case "static_select" | "radio_buttons" | "external_select":
            return str((entry.get("selected_option") or {}).get("value", ""))
        case "checkboxes":
            return "true" if entry.get("selected_options") else ""
        case "datepicker":
            return str(entry.get("selected_date") or "")
        case _:
            return str(entry.get("value") or "")
