"""A payload that a schema accepts, made from the schema; its ids are chosen by whoever asks."""

import json
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel

Json = dict[str, Any]
# Gives the id that stands in the field of this name.
Pick = Callable[[str], str]

# What a pattern wants, by the field's name.
SAMPLES = {
    "emoji": "👍",
    "email": "someone@client.example",
    "button": "save",
    "period": "2026-10",
    "quiet_from": "20:00",
    "quiet_to": "07:00",
    # A command that is about the conversation's client, and a word to search for.
    "text": "status",
}


def id_fields(model: type[BaseModel] | None) -> list[str]:
    """The fields that name a row by its id. A sender's own `client_id` names none."""
    if model is None:
        return []
    schema = model.model_json_schema()
    defs = schema.get("$defs", {})
    named = schema.get("properties", {}).items()
    return [name for name, each in named if name != "client_id" and _has_id(each, defs)]


def sample_of(model: type[BaseModel], pick: Pick, also: str = "") -> Json:
    """What is required, and the field `also`. Raises ValidationError when it guessed wrong."""
    schema = model.model_json_schema()
    defs = schema.get("$defs", {})
    made = _object(schema, defs, pick, also)
    model.model_validate_json(json.dumps(made))
    return made


def _object(schema: Json, defs: Json, pick: Pick, also: str = "") -> Json:
    required = {*schema.get("required", ()), also}
    return {
        name: _value(name, each, defs, pick)
        for name, each in schema.get("properties", {}).items()
        if name in required
    }


def _value(name: str, schema: Json, defs: Json, pick: Pick) -> Any:
    schema = _resolved(schema, defs)
    if schema.get("format") == "uuid":
        return pick(name)
    if "enum" in schema or "const" in schema:
        return schema.get("const", (schema.get("enum") or [None])[0])
    kind = schema.get("type")
    if kind == "object":
        return _mapping(name, schema, defs, pick)
    if kind == "array":
        count = schema.get("minItems") or int(_has_id(schema, defs))
        return [_value(name, schema["items"], defs, pick) for _ in range(count)]
    if kind in {"integer", "number"}:
        return max(1, schema.get("minimum", 1))
    return True if kind == "boolean" else _text(name, schema)


def _mapping(name: str, schema: Json, defs: Json, pick: Pick) -> Json:
    if "properties" in schema:
        return _object(schema, defs, pick)
    if schema.get("propertyNames", {}).get("format") == "uuid":
        return {pick(name): 0}
    return {}


def _text(name: str, schema: Json) -> str:
    formats = {"date": "2026-11-24", "date-time": "2026-11-24T10:00:00.000Z"}
    if (kind := str(schema.get("format"))) in formats:
        return formats[kind]
    return SAMPLES.get(name, "x" * max(3, int(schema.get("minLength", 0))))


def _resolved(schema: Json, defs: Json) -> Json:
    """Through references, and to the first of several kinds that is not null."""
    while "$ref" in schema or "anyOf" in schema:
        if "$ref" in schema:
            schema = defs[schema["$ref"].rsplit("/", 1)[-1]]
        else:
            schema = next(each for each in schema["anyOf"] if each.get("type") != "null")
    return schema


def _has_id(schema: Json, defs: Json) -> bool:
    schema = _resolved(schema, defs)
    if schema.get("format") == "uuid" or schema.get("propertyNames", {}).get("format") == "uuid":
        return True
    inner = [schema["items"]] if isinstance(schema.get("items"), dict) else []
    inner += schema.get("properties", {}).values()
    return any(_has_id(each, defs) for each in inner)
