"""Walks blocks and views for what Slack refuses: shapes, lengths, duplicate ids."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from tests.support.fake_slack import shapes

Json = dict[str, Any]
PLAIN_TEXT_KEYS = {
    "title", "submit", "close", "label", "hint", "placeholder", "confirm", "deny", "description",
}  # fmt: skip


def problems_of_blocks(blocks: object, most: int = shapes.BLOCKS_IN_MESSAGE) -> list[str]:
    if not isinstance(blocks, list):
        return ["blocks are no list"]
    problems = [f"{len(blocks)} blocks, at most {most}"] if len(blocks) > most else []
    for block in blocks:
        if not isinstance(block, dict) or block.get("type") not in shapes.BLOCK_KEYS:
            problems.append(f"unknown block {block!r:.80}")
            continue
        problems += _by_slack_sdk(block)
        problems += _block(block)
    ids = Counter(b["block_id"] for b in blocks if isinstance(b, dict) and b.get("block_id"))
    problems += [f"block_id {name} twice" for name, count in ids.items() if count > 1]
    return problems


def problems_of_message(arguments: Json) -> list[str]:
    """Check the text and blocks of a post; lengths are Slack's, not ours."""
    problems = []
    if len(str(arguments.get("text") or "")) > shapes.MESSAGE_TEXT:
        problems.append("text too long")
    blocks = arguments.get("blocks") or []
    problems += problems_of_blocks(blocks)
    if characters_in(blocks) > shapes.BLOCKS_TOGETHER:
        problems.append("blocks together too long")
    return problems


def problems_of_view(view: object) -> list[str]:
    if not isinstance(view, dict) or view.get("type") not in {"modal", "home"}:
        return ["a view is of type modal or home"]
    blocks = view.get("blocks")
    problems = problems_of_blocks(blocks, shapes.BLOCKS_IN_VIEW)
    if not blocks:
        problems.append("a view has 1 to 100 blocks")
    problems += _keys_of("view", view) + _lengths("view", view)
    if view["type"] == "modal":
        if not isinstance(view.get("title"), dict):
            problems.append("a modal has a title")
        inputs = [b for b in blocks or [] if isinstance(b, dict) and b.get("type") == "input"]
        if inputs and not view.get("submit"):
            problems.append("a modal with an input block has a submit")
    if not problems:
        try:
            View(**view).validate_json()
        except SlackObjectFormationError as error:
            problems.append(str(error))
    return problems


def characters_in(value: object) -> int:
    """Count the characters a reader sees in blocks."""
    if isinstance(value, dict):
        own = len(value["text"]) if isinstance(value.get("text"), str) else 0
        return own + sum(characters_in(v) for k, v in value.items() if not isinstance(v, str))
    return sum(characters_in(one) for one in value) if isinstance(value, list) else 0


def _by_slack_sdk(block: Json) -> Iterator[str]:
    # slack_sdk's models change what they are given, so they get a copy.
    try:
        parsed = Block.parse(json.loads(json.dumps(block)))
        if parsed is not None:
            parsed.validate_json()
    except (SlackObjectFormationError, TypeError, KeyError) as error:
        yield f"slack_sdk: {error}"


def _block(block: Json) -> list[str]:
    kind = block["type"]
    problems = _unknown_keys(kind, block, shapes.BLOCK_KEYS[kind] | {"block_id"})
    problems += [
        f"{kind} lacks {key}"
        for key in sorted(shapes.REQUIRED_IN_BLOCK.get(kind, ()))
        if key not in block
    ]
    if kind == "section" and not (block.get("text") or block.get("fields")):
        problems.append("section has neither text nor fields")
    problems += _keys_of(kind, block) + _lengths(kind, block)
    problems += [p for one in block.get("fields", ()) for p in _field(one)]
    match kind:
        case "actions":
            problems += _elements(block.get("elements", []), shapes.IN_ACTIONS)
        case "section" if "accessory" in block:
            problems += _elements([block["accessory"]], shapes.IN_SECTION)
        case "input" if "element" in block:
            problems += _elements([block["element"]], shapes.IN_INPUT)
        case "table":
            problems += [
                "a table row has at most 20 cells"
                for row in block.get("rows", ())
                if len(row) > shapes.TABLE_COLUMNS
            ]
    return problems


def _field(text: Json) -> Iterator[str]:
    yield from _text("field", text)
    if len(text.get("text", "")) > shapes.FIELD_TEXT:
        yield "a section field has at most 2000 characters"


def _elements(elements: list[Json], allowed: set[str]) -> Iterator[str]:
    actions = Counter(one["action_id"] for one in elements if one.get("action_id"))
    yield from (f"action_id {name} twice" for name, count in actions.items() if count > 1)
    for element in elements:
        kind = str(element.get("type"))
        if kind not in allowed:
            yield f"element {kind} does not belong here"
            continue
        yield from _unknown_keys(kind, element, shapes.ELEMENT_KEYS[kind])
        yield from _keys_of(kind, element)
        yield from _lengths(kind, element)
        if kind in {"static_select", "checkboxes", "radio_buttons", "overflow"} and not (
            element.get("options") or element.get("option_groups")
        ):
            yield f"{kind} has no options"
        for option in element.get("options", ()):
            yield from _unknown_keys("option", option, shapes.OPTION)
            yield from _lengths("option", option)
        if "confirm" in element:
            yield from _unknown_keys("confirm", element["confirm"], shapes.CONFIRM)
            yield from _lengths("confirm", element["confirm"])


def _keys_of(where: str, thing: Json) -> list[str]:
    problems = [
        f"{where}.{key} is a plain text object"
        for key in PLAIN_TEXT_KEYS & set(thing)
        if where != "option" and key != "confirm"
        if not (isinstance(thing[key], dict) and thing[key].get("type") == "plain_text")
    ]
    text = thing.get("text")
    if where in {"section", "header", "button"} and text is not None:
        problems += _text(where, text)
    if where in {"header", "button"} and isinstance(text, dict) and text["type"] != "plain_text":
        problems.append(f"{where} takes plain text only")
    return problems


def _text(where: str, text: object) -> Iterator[str]:
    if not isinstance(text, dict) or text.get("type") not in {"plain_text", "mrkdwn"}:
        yield f"{where}: no text object"
    elif not text.get("text"):
        yield f"{where}: empty text"
    else:
        yield from _unknown_keys(where, text, shapes.TEXT)


def _unknown_keys(where: str, thing: Json, known: set[str]) -> list[str]:
    return [f"{where}: unknown key {key}" for key in sorted(set(thing) - known - {"type"})]


def _lengths(where: str, thing: Json) -> list[str]:
    problems = []
    for (kind, key), longest in shapes.LONGEST.items():
        if kind == where and len(_plain(thing.get(key))) > longest:
            problems.append(f"{where}.{key} is longer than {longest}")
    for (kind, key), most in shapes.MOST.items():
        if kind == where and len(thing.get(key) or ()) > most:
            problems.append(f"{where}.{key} has more than {most}")
    problems += [
        f"{where}.{key} is longer than {shapes.IDENTIFIER}"
        for key in ("action_id", "block_id")
        if len(str(thing.get(key, ""))) > shapes.IDENTIFIER
    ]
    if len(_plain(thing.get("placeholder"))) > shapes.PLACEHOLDER:
        problems.append(f"{where}.placeholder is longer than {shapes.PLACEHOLDER}")
    return problems


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return str(value.get("text", ""))
    return str(value or "")
