"""Every call of the API: who may, what is refused, what the documents say."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from hub.realtime.protocol import schema
from hub.web.app import ENDPOINTS
from hub.web.endpoints import Endpoint
from tests.support.hub import Running, fresh_id

pytestmark = pytest.mark.sqlite_only

CLOSED = [each for each in ENDPOINTS if not each.is_open]
NAME = re.compile(r"\{\w+\}")


def named(endpoint: Endpoint) -> str:
    return f"{endpoint.method} {endpoint.path}"


# A public key is no secret, and nothing is asked that could be wrong.
ANSWERS_ANYBODY = {"/api/push/key"}


async def call(hub: Running, endpoint: Endpoint, headers: dict[str, str]) -> Any:
    path = NAME.sub(fresh_id(), endpoint.path)
    return await hub.http.request(endpoint.method, path, headers=headers, json={})


@pytest.mark.parametrize("endpoint", CLOSED, ids=named)
async def test_nobody_gets_in_without_signing_in(hub: Running, endpoint: Endpoint):
    answer = await call(hub, endpoint, {})

    assert answer.status == 401
    assert (await answer.json())["error"]["code"] == "unauthorized"
    for given in ("Bearer x", "Bearer a.b.c", "Basic eDp4", "Bearer", "x" * 9000):
        refused = await call(hub, endpoint, {"Authorization": given[:8000]})
        assert refused.status == 401, given


@pytest.mark.parametrize("endpoint", [each for each in CLOSED if not each.has_contacts], ids=named)
async def test_a_contacts_token_is_no_staff_token(hub: Running, endpoint: Endpoint):
    answer = await call(hub, endpoint, {"Authorization": f"Bearer {hub.contact_token()}"})

    assert answer.status == 403


@pytest.mark.parametrize(
    "endpoint", [each for each in ENDPOINTS if each.path not in ANSWERS_ANYBODY], ids=named
)
async def test_errors_have_one_shape_and_a_reference(hub: Running, endpoint: Endpoint):
    headers = {"Accept-Language": "sv-FI, en;q=0.5", "X-Request-Id": "my-request-1"}
    path = NAME.sub("not-an-id", endpoint.path)

    answer = await hub.http.request(endpoint.method, path, headers=headers, data=b"{")

    error = (await answer.json())["error"]
    assert set(error) >= {"code", "message", "request_id"}
    assert error["request_id"] == answer.headers["X-Request-Id"] == "my-request-1"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Traceback" not in str(error)


@pytest.mark.parametrize("path", ["/nothing", "/api/nothing", "/assets/..%2f..%2fpyproject.toml"])
async def test_what_is_not_there_is_said_in_ones_language(hub: Running, path: str):
    answer = await hub.http.get(path, headers={"Accept-Language": "en"})

    assert answer.status == 404
    assert (await answer.json())["error"]["message"] == "There is no such page."


async def test_a_wrong_method_is_405(hub: Running):
    answer = await hub.http.delete("/api/clients")

    assert answer.status == 405
    assert "GET" in answer.headers["Allow"]


async def test_lists_are_paged_and_searched(hub: Running):
    headers = {"Authorization": f"Bearer {hub.staff_token()}"}

    first = await (await hub.http.get("/api/clients?limit=1", headers=headers)).json()
    second = await (
        await hub.http.get(f"/api/clients?limit=1&after={first['next']}", headers=headers)
    ).json()
    found = await (await hub.http.get("/api/clients?search=BETA", headers=headers)).json()
    card = await (
        await hub.http.get(f"/api/clients/{hub.clients['acme'].id}", headers=headers)
    ).json()

    assert [each["number"] for each in first["clients"] + second["clients"]] == ["1001", "1002"]
    assert second["next"] is None
    assert [each["name"] for each in found["clients"]] == ["Beta Oy"]
    assert [each["name"] for each in card["contacts"]] == ["Aino", "Eero"]
    assert card["conversations"] == [hub.conversations["acme"]]
    for query in ("limit=0", "limit=x", "limit=100000", "unknown=1"):
        assert (await hub.http.get(f"/api/clients?{query}", headers=headers)).status == 422


async def test_history_over_http_is_that_of_the_socket(hub: Running):
    aino = await hub.contact_socket()
    for number in range(3):
        await aino.send(hub.conversations["acme"], str(number))
    headers = {"Authorization": f"Bearer {hub.staff_token()}"}
    path = f"/api/conversations/{hub.conversations['acme']}/entries"

    listed = await (await hub.http.get("/api/conversations", headers=headers)).json()
    entries = await (await hub.http.get(f"{path}?after=1", headers=headers)).json()
    foreign = await hub.http.get(f"/api/conversations/{fresh_id()}/entries", headers=headers)

    assert len(listed["conversations"]) == 2
    asked = await aino.ask("history", {"conversation": hub.conversations["acme"], "after": 1})
    assert entries == {"entries": asked["entries"], "more": False}
    assert foreign.status == 404


async def test_the_documents_are_valid_and_true(hub: Running):
    openapi = await (await hub.http.get("/api/openapi.json")).json()
    asyncapi = await (await hub.http.get("/api/asyncapi.json")).json()
    headers = {"Authorization": f"Bearer {hub.staff_token()}"}

    validate(openapi)
    assert set(openapi["paths"]) == {each.path for each in ENDPOINTS}
    for endpoint in ENDPOINTS:
        if endpoint.method == "GET" and "{" not in endpoint.path and not endpoint.is_open:
            answer = await hub.http.get(endpoint.path, headers=headers)
            if answer.status == 200:
                check(openapi, endpoint, await answer.json())
    assert asyncapi["asyncapi"] == "3.0.0"
    assert "message.send" in asyncapi["components"]["messages"]


def check(openapi: dict[str, Any], endpoint: Endpoint, body: Any) -> None:
    shape = openapi["paths"][endpoint.path]["get"]["responses"]["200"]["content"]
    document = {**shape["application/json"]["schema"], "components": openapi["components"]}
    Draft202012Validator(document).validate(body)


def test_the_widgets_schema_is_the_servers():
    root = Path(__file__).resolve().parents[3]
    kept = json.loads((root / "web-widget/protocol.schema.json").read_text())

    assert kept == schema(), "python -m hub.realtime.protocol > web-widget/protocol.schema.json"
