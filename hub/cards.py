"""A card: what the bot shows and asks, with no channel's words in it (wire shape: protocol)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from hub.clock import as_wire

ButtonStyle = Literal["default", "primary", "danger"]
CardState = Literal["open", "done", "failed", "info"]
FieldKind = Literal["text", "textarea", "number", "date", "select", "checkbox", "file"]


@dataclass(frozen=True, slots=True)
class CardField:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Button:
    id: str
    label: str
    style: ButtonStyle = "default"
    # A question to answer before the press goes through.
    confirm: str | None = None


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class FormField:
    id: str
    kind: FieldKind
    label: str
    value: str | None = None
    options: tuple[Option, ...] = ()
    required: bool = False
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Form:
    fields: tuple[FormField, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """`id` and `updated_at` are set once the card is kept; without an id it has no live buttons."""

    kind: str
    title: str
    lines: tuple[str, ...] = ()
    fields: tuple[CardField, ...] = ()
    buttons: tuple[Button, ...] = ()
    form: Form | None = None
    state: CardState = "open"
    id: UUID | None = None
    updated_at: datetime | None = None

    def kept_as(self, card_id: UUID, moment: datetime) -> "Card":
        return replace(self, id=card_id, updated_at=moment)

    def as_json(self) -> dict[str, Any]:
        """The wire shape of protocol.md."""
        return {
            "id": str(self.id) if self.id else None,
            "kind": self.kind,
            "title": self.title,
            "lines": list(self.lines),
            "fields": [{"label": each.label, "value": each.value} for each in self.fields],
            "buttons": [_button_json(each) for each in self.buttons],
            "form": {"fields": [_field_json(each) for each in self.form.fields]}
            if self.form
            else None,
            "state": self.state,
            "updated_at": as_wire(self.updated_at) if self.updated_at else None,
        }


def card_from_json(wire: Mapping[str, Any]) -> Card:
    """The card that `as_json` wrote."""
    form = wire.get("form")
    return Card(
        kind=wire["kind"],
        title=wire["title"],
        lines=tuple(wire["lines"]),
        fields=tuple(CardField(**each) for each in wire["fields"]),
        buttons=tuple(Button(**each) for each in wire["buttons"]),
        form=Form(tuple(_field_from(each) for each in form["fields"])) if form else None,
        state=wire["state"],
        id=UUID(wire["id"]) if wire.get("id") else None,
        updated_at=datetime.fromisoformat(wire["updated_at"]) if wire.get("updated_at") else None,
    )


def _button_json(button: Button) -> dict[str, Any]:
    wire: dict[str, Any] = {"id": button.id, "label": button.label, "style": button.style}
    if button.confirm:
        wire["confirm"] = button.confirm
    return wire


def _field_json(field: FormField) -> dict[str, Any]:
    return {
        "id": field.id,
        "kind": field.kind,
        "label": field.label,
        "value": field.value,
        "options": [{"value": each.value, "label": each.label} for each in field.options],
        "required": field.required,
        "hint": field.hint,
    }


def _field_from(wire: Mapping[str, Any]) -> FormField:
    options = tuple(Option(**each) for each in wire.get("options", ()))
    return FormField(**{**wire, "options": options})
