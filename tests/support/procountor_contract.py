"""Holds what passes between a client and Procountor (or its sandbox) against openapi.yaml.

`ContractTransport` wraps any httpx transport, so that flow tests can use it too:
`ProcountorClient(url, credentials, transport=ContractTransport())`.
"""

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
import yaml
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

DOCUMENT = Path(__file__).parents[1] / "reference" / "procountor" / "openapi.yaml"
API = "/api"
FORMATS = FormatChecker(formats=())
# Nobody describes a gateway's error page, and no client may depend on its look.
UNDECLARED = range(500, 600)
SPARE_HEADERS = frozenset(
    [
        "accept",
        "accept-encoding",
        "authorization",
        "connection",
        "content-length",
        "content-type",
        "host",
        "user-agent",
        "x-sandbox-fault",
    ]
)


class ContractError(AssertionError):
    """What went over the wire is not what the document says."""


@FORMATS.checks("date", raises=ValueError)
def _is_date(value: object) -> bool:
    return not isinstance(value, str) or bool(date.fromisoformat(value))


@FORMATS.checks("date-time", raises=ValueError)
def _is_local_moment(value: object) -> bool:
    """Theirs have no zone (api.md, section 7), so RFC 3339 would refuse them all."""
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is None


@FORMATS.checks("int32")
def _is_int32(value: object) -> bool:
    return not isinstance(value, int) or -(2**31) <= value < 2**31


@dataclass(frozen=True)
class Operation:
    """One method of one path of the document."""

    name: str
    path: re.Pattern[str]
    method: str
    told: dict[str, Any] = field(repr=False)


class Contract:
    """The document, made strict: what it does not name may neither be sent nor answered."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._schemas = document["components"]["schemas"]
        self._responses = document["components"]["responses"]
        self.operations = [
            Operation(f"{method.upper()} {path}", _pattern(path), method.upper(), told)
            for path, methods in document["paths"].items()
            for method, told in methods.items()
            if method in ("get", "put", "post", "patch", "delete")
        ]
        self._registries: dict[str, Registry[Any]] = {
            side: Registry().with_resource(
                "api:", DRAFT202012.create_resource(self._document(side))
            )
            for side in ("request", "response")
        }

    def operation(self, method: str, path: str) -> Operation:
        """Fixed paths go before those with a variable (/invoices/transactions)."""
        found = [
            each for each in self.operations if each.method == method and each.path.fullmatch(path)
        ]
        if not found:
            raise ContractError(f"{method} {path} is in no document")
        return min(found, key=lambda each: each.path.groups)

    def check_request(
        self, operation: Operation, query: str, headers: httpx.Headers, body: bytes
    ) -> None:
        declared = {
            (each["in"], each["name"]): each for each in operation.told.get("parameters", ())
        }
        for name, value in parse_qsl(query, keep_blank_values=True):
            parameter = declared.get(("query", name))
            if parameter is None:
                raise ContractError(f"{operation.name}: query {name} is not declared")
            self._check(
                operation, "request", parameter["schema"], _typed(value, parameter["schema"])
            )
        for name, value in headers.items():
            if name not in SPARE_HEADERS and ("header", name) not in declared:
                raise ContractError(f"{operation.name}: header {name}={value!r} is not declared")
        self._check_request_body(operation, headers, body)

    def _check_request_body(
        self, operation: Operation, headers: httpx.Headers, body: bytes
    ) -> None:
        described = operation.told.get("requestBody")
        if described is None:
            if body:
                raise ContractError(f"{operation.name}: takes no body")
            return
        kind = headers.get("content-type", "")
        # Exactly: a charset parameter breaks the token request.
        if kind not in described["content"]:
            raise ContractError(f"{operation.name}: content type {kind!r}")
        schema = described["content"][kind]["schema"]
        value = dict(parse_qsl(body.decode())) if "form" in kind else _json(operation, body)
        self._check(operation, "request", schema, value)

    def check_response(
        self, operation: Operation, status: int, content_type: str, body: bytes
    ) -> None:
        if status in UNDECLARED:
            return
        described = operation.told["responses"].get(str(status))
        if described is None:
            raise ContractError(f"{operation.name}: status {status} is not declared")
        if "$ref" in described:
            described = self._responses[described["$ref"].rpartition("/")[2]]
        content = described.get("content")
        if content is None:
            return
        kind = content_type.partition(";")[0]
        if kind not in content:
            raise ContractError(f"{operation.name}: answered {content_type!r}")
        self._check(operation, "response", content[kind]["schema"], _json(operation, body))

    def _check(self, operation: Operation, side: str, schema: Any, value: Any) -> None:
        validator = Draft202012Validator(
            _strict(schema, side, "api:"),
            registry=self._registries[side],
            format_checker=FORMATS,
        )
        lines = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]
        if lines:
            raise ContractError(f"{operation.name} {side}: " + "; ".join(lines[:5]))

    def _document(self, side: str) -> dict[str, Any]:
        schemas = {name: _strict(each, side, "api:") for name, each in self._schemas.items()}
        return {"components": {"schemas": schemas}}


@cache
def contract() -> Contract:
    return Contract(yaml.safe_load(DOCUMENT.read_text(encoding="utf-8")))


class ContractTransport(httpx.AsyncBaseTransport):
    """Checks each request before it leaves and each answer before it is read.

    `seen` counts operations by name and status, `sent` keeps the requests themselves.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport | None = None) -> None:
        self._inner = inner or httpx.AsyncHTTPTransport()
        self.seen: Counter[tuple[str, int]] = Counter()
        self.sent: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        held = contract()
        path = request.url.path.removeprefix(API)
        operation = held.operation(request.method, path)
        held.check_request(operation, request.url.query.decode(), request.headers, request.content)
        self.sent.append(request)
        answer = await self._inner.handle_async_request(request)
        body = await answer.aread()
        await answer.aclose()
        kind = answer.headers.get("content-type", "")
        held.check_response(operation, answer.status_code, kind, body)
        self.seen[operation.name, answer.status_code] += 1
        headers = [(k, v) for k, v in answer.headers.raw if k.lower() != b"content-encoding"]
        return httpx.Response(answer.status_code, headers=headers, content=body, request=request)

    async def aclose(self) -> None:
        await self._inner.aclose()


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{\w+\}", "([^/]+)", path))


def _strict(schema: Any, side: str, base: str) -> Any:
    """Undeclared members are refused; what only the server writes is undeclared in requests."""
    if isinstance(schema, list):
        return [_strict(each, side, base) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if isinstance(schema.get("$ref"), str):
        return {"$ref": base + schema["$ref"]}
    made = {
        key: _strict(each, side, base)
        for key, each in schema.items()
        if key not in ("description", "example")
    }
    properties = schema.get("properties")
    if isinstance(properties, dict):
        made["properties"] = {
            key: _strict(each, side, base)
            for key, each in properties.items()
            if not (side == "request" and each.get("readOnly"))
        }
        made.setdefault("additionalProperties", False)
    return made


def _typed(value: str, schema: dict[str, Any]) -> Any:
    """A query value as the type that its schema names; what is none stays text and is refused."""
    match schema.get("type"):
        case "integer" | "number" if re.fullmatch(r"-?\d+", value):
            return int(value)
        case "boolean" if value in ("true", "false"):
            return value == "true"
        case "array":
            return [_typed(each, schema["items"]) for each in value.split(",")]
    return value


def _json(operation: Operation, body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError as error:
        raise ContractError(f"{operation.name}: no JSON: {body[:60]!r}") from error
