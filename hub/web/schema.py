"""/api/openapi.json and /api/asyncapi.json: made of the models that check, never by hand."""

import re
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from typing import Any

from aiohttp import web
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from hub.web.endpoints import Endpoint, ErrorAnswer
from hub.web.house import house_of

ENDPOINTS_KEY: web.AppKey[tuple[Endpoint, ...]] = web.AppKey("endpoints", tuple)
_REF = "#/components/schemas/{model}"
_REFUSALS = {
    401: "Not signed in",
    403: "A right is missing",
    404: "Absent, or not yours",
    409: "The version is stale",
    413: "Too large",
    422: "Not valid",
    429: "Too often; see Retry-After",
    503: "Not available",
}


async def get_openapi(request: web.Request) -> web.StreamResponse:
    return web.json_response(openapi(request.app[ENDPOINTS_KEY]))


async def get_asyncapi(request: web.Request) -> web.StreamResponse:
    return web.json_response(dict(house_of(request).asyncapi))


@cache
def openapi(endpoints: tuple[Endpoint, ...]) -> dict[str, Any]:
    """The OpenAPI 3.1 document of these calls."""
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint)
    models = {model for each in endpoints for model in (each.answer, each.body) if model}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Kirjuri", "version": version("kirjuri")},
        "paths": paths,
        "components": {
            "schemas": _schemas({ErrorAnswer, *models}),
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "session": {"type": "apiKey", "in": "cookie", "name": "kirjuri_session"},
                "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token"},
            },
        },
    }


def _schemas(models: Iterable[type[BaseModel]]) -> dict[str, Any]:
    ordered = sorted(models, key=lambda model: model.__name__)
    _, document = models_json_schema([(each, "validation") for each in ordered], ref_template=_REF)
    schemas: dict[str, Any] = document["$defs"]
    return schemas


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    done: dict[str, Any] = {"description": "Done"}
    if endpoint.answer:
        done["content"] = {endpoint.media_type: {"schema": _ref(endpoint.answer)}}
    refusal = {"content": {"application/json": {"schema": _ref(ErrorAnswer)}}}
    operation: dict[str, Any] = {
        "summary": endpoint.summary,
        "parameters": [*_path_parameters(endpoint), *_query_parameters(endpoint)],
        "responses": {
            str(endpoint.status): done,
            **{str(code): {"description": said, **refusal} for code, said in _REFUSALS.items()},
        },
        "security": [] if endpoint.is_open else _ways_in(endpoint),
    }
    if endpoint.body:
        content = {"application/json": {"schema": _ref(endpoint.body)}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _ways_in(endpoint: Endpoint) -> list[dict[str, list[str]]]:
    cookie: dict[str, list[str]] = {"session": []}
    if endpoint.method != "GET":
        cookie["csrf"] = []
    return [{"bearer": []}, cookie]


def _path_parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string", "format": "uuid"},
        }
        for name in re.findall(r"\{(\w+)\}", endpoint.path)
    ]


def _query_parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    if endpoint.query is None:
        return []
    document = endpoint.query.model_json_schema()
    required = set(document.get("required", ()))
    return [
        {"name": name, "in": "query", "required": name in required, "schema": shape}
        for name, shape in document.get("properties", {}).items()
    ]


def _ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _REF.format(model=model.__name__)}


ROUTES = (web.get("/api/openapi.json", get_openapi), web.get("/api/asyncapi.json", get_asyncapi))
