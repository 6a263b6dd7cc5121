"""Holds a Web API call against Slack's own method reference: names, required arguments, types."""

import json
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

REFERENCE = Path(__file__).resolve().parents[2] / "reference" / "slack" / "methods.json"

# Slack documents most of these strings as "JSON-encoded"; the fake decodes them before checking.
JSON_ARGUMENTS = frozenset(
    {
        "attachments",
        "blocks",
        "files",
        "metadata",
        "unfurls",
        "user_auth_blocks",
        "view",
    }
)
# An error that many pages list belongs to the platform, though other pages leave it out.
COMMON_FROM_PAGES = 10
COMMON_ERRORS = frozenset({"not_authed", "token_revoked", "invalid_refresh_token"})


@dataclass(frozen=True)
class Method:
    name: str
    required: dict[str, str]
    optional: dict[str, str]
    scopes: tuple[str, ...]
    errors: frozenset[str]
    limits: dict[str, dict[str, object]] = field(default_factory=dict)

    def type_of(self, argument: str) -> str | None:
        return self.required.get(argument) or self.optional.get(argument)


@cache
def methods() -> dict[str, Method]:
    return {
        row["name"]: Method(
            name=row["name"],
            required=row["required"],
            optional=row["optional"],
            scopes=tuple(row["scopes"] or ()),
            errors=frozenset(row["errors"]),
            limits=row.get("limits", {}),
        )
        for row in json.loads(REFERENCE.read_text(encoding="utf-8"))
    }


@cache
def platform_errors() -> frozenset[str]:
    pages = Counter(error for method in methods().values() for error in method.errors)
    return frozenset(e for e, count in pages.items() if count >= COMMON_FROM_PAGES) | COMMON_ERRORS


def may_fail_with(method: str, error: str) -> bool:
    return error in methods()[method].errors or error in platform_errors()


def problems_of_call(name: str, arguments: dict[str, object]) -> list[str]:
    """Say what Slack's reference does not know about this call; empty when it is right.

    The token travels in a header and is not asked for here.
    """
    method = methods().get(name)
    if method is None:
        return [f"unknown method {name}"]
    problems = [
        f"{name}: unknown argument {argument}"
        for argument in arguments
        if argument != "token" and method.type_of(argument) is None
    ]
    problems += [
        f"{name}: missing argument {argument}"
        for argument in method.required
        if argument != "token" and not arguments.get(argument) and arguments.get(argument) != 0
    ]
    for argument, value in arguments.items():
        kind = method.type_of(argument)
        if kind is not None and value is not None and not _fits(kind, argument, value):
            problems.append(f"{name}: {argument} is {value!r}, expected {kind}")
    return problems


def _fits(kind: str, argument: str, value: object) -> bool:
    if argument in JSON_ARGUMENTS:
        return isinstance(value, dict | list)
    return any(_fits_one(one, value) for one in kind.split("|"))


def _fits_one(kind: str, value: object) -> bool:
    base = kind.split(":", maxsplit=1)[0].split("<", maxsplit=1)[0].split("&", maxsplit=1)[0]
    match base:
        case "string":
            return isinstance(value, str)
        case "integer" | "number":
            return not isinstance(value, bool) and _is_number(value)
        case "boolean":
            return isinstance(value, bool) or value in {"0", "1", "true", "false"}
        case "array":
            return isinstance(value, list | str)
        case "object":
            return isinstance(value, dict)
        case "null":
            return value is None
        case _:
            return True


def _is_number(value: object) -> bool:
    if isinstance(value, int | float):
        return True
    return isinstance(value, str) and value.lstrip("-").isdigit()
