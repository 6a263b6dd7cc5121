"""Cards as the bot builds them, and how one reads as plain text (CLI, e-mail)."""

from hub.cards import Button, Card, CardField, CardState, Form, FormField, Option

__all__ = [
    "Button",
    "Card",
    "CardField",
    "CardState",
    "Form",
    "FormField",
    "Option",
    "as_text",
]


def as_text(card: Card) -> str:
    """The card for a terminal or a mail: title, lines, fields in a column, buttons in brackets."""
    parts = [card.title, *card.lines]
    width = max((len(each.label) for each in card.fields), default=0)
    parts += [f"  {each.label + ':':<{width + 1}} {each.value}" for each in card.fields]
    if card.form:
        parts += [f"  {each.label}: {each.value or '…'}" for each in card.form.fields]
    if card.buttons:
        parts.append("  " + "  ".join(f"[{each.label}]" for each in card.buttons))
    return "\n".join(parts)
