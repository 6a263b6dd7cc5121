"""Turns what a person filled in into Slack's state of a view or message."""

from typing import Any

Json = dict[str, Any]


def state_of(blocks: list[Json], values: Json) -> Json:
    """Build `{"values": {block_id: {action_id: …}}}`; `values` is keyed by action_id or block_id."""
    found: dict[str, Json] = {}
    for block in blocks:
        elements = [*block.get("elements", ()), block.get("element"), block.get("accessory")]
        for element in elements:
            if not isinstance(element, dict) or "action_id" not in element:
                continue
            if element["type"] == "button":
                continue
            given = values.get(element["action_id"], values.get(block["block_id"]))
            entry = {"type": element["type"], **_filled(element, given)}
            found.setdefault(block["block_id"], {})[element["action_id"]] = entry
    return {"values": found}


def _filled(element: Json, given: Any) -> Json:
    match element["type"]:
        case "static_select" | "radio_buttons" | "external_select":
            option = _option(element, given) if given is not None else element.get("initial_option")
            return {"selected_option": option}
        case "checkboxes":
            chosen = [_option(element, one) for one in given] if given is not None else None
            return {"selected_options": chosen or element.get("initial_options", [])}
        case "datepicker":
            return {"selected_date": given or element.get("initial_date")}
        case "users_select":
            return {"selected_user": given or element.get("initial_user")}
        case "conversations_select":
            return {"selected_conversation": given or element.get("initial_conversation")}
        case "file_input":
            return {"files": given or []}
        case _:
            return {"value": given if given is not None else element.get("initial_value")}


def _option(element: Json, value: str) -> Json:
    for option in element.get("options", ()):
        if option["value"] == value:
            return dict(option)
    return {"text": {"type": "plain_text", "text": str(value)}, "value": str(value)}
