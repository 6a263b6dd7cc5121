"""Cases 1, 4 and 50, generated: every HTTP route × every foreign id × every role, as for absent ids.

Comes from CVE-2026-48616 (Rocket.Chat: file of another room), CVE-2026-115725 (Chatwoot).
"""

import re
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from pydantic import BaseModel

from hub.web.app import ENDPOINTS
from hub.web.endpoints import Endpoint
from tests.support.hub import fresh_id
from tests.support.ledgers import all_rows
from tests.support.reach import CONTACTS, ROLES, foreign_ids, own_id, unreachable_marks
from tests.support.samples import id_fields, sample_of
from tests.support.twins import Twins, bearer

pytestmark = pytest.mark.usefixtures("boundless")

# Routes beside the declared endpoints: pages, health, documents. None knows a row by its id.
PAGES = {
    "/healthz",
    "/readyz",
    "/metrics",
    "/api/openapi.json",
    "/api/asyncapi.json",
    "/assets/{name}",
    "/widget.js",
    "/widget/panel",
    "/",
    "/console",
    "/console/",
    "/demo/client",
    "/demo/client/{name}",
    "/demo/client/identity",
    "/socket.io/",
    # Signed by the mail server; a sealed token (case 38).
    "/mail/inbound",
    "/mail/off/{token}",
    "/push/",
    "/push/words",
    "/push/{name}",
}
# Declared calls that name no row by an id; whoever adds one says so here.
WITHOUT_IDS = {
    "POST /api/session/link",
    "POST /api/session",
    "GET /api/session",
    "DELETE /api/session",
    "PUT /api/session/language",
    "POST /api/session/socket",
    "GET /api/commands",
    "GET /api/staff",
    "GET /api/clients",
    "GET /api/today",
    "GET /api/notices",
    "GET /api/push/key",
    "POST /api/push/browsers",
    "PUT /api/notices",
    "GET /api/firm/away",
    "PUT /api/firm/away",
    "GET /api/firm",
    "PUT /api/firm",
    "GET /api/firm/talk",
    "PUT /api/firm/talk",
}
# The texts of the twins have no picture: who may see one is tried with the files.
WITHOUT_ANY = {"GET /api/files/{id}/preview"}
# Multipart: its fields are walked beside the models.
FORMS = {"POST /api/files": ("conversation",)}
_PARAMETER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Spot:
    """Where an id goes in: `where` is path, query, body or form; `kind` what it should be of."""

    endpoint: Endpoint
    where: str
    name: str
    kind: str

    def __str__(self) -> str:
        return f"{name_of(self.endpoint)} {self.where} {self.name}"


def name_of(endpoint: Endpoint) -> str:
    return f"{endpoint.method} {endpoint.path}"


def spots() -> list[Spot]:
    return [spot for each in ENDPOINTS for spot in spots_of(each)]


def spots_of(endpoint: Endpoint) -> list[Spot]:
    found = []
    parts = endpoint.path.split("/")
    for before, part in pairwise(parts):
        if match := _PARAMETER.fullmatch(part):
            found.append(Spot(endpoint, "path", match[1], before))
    where: tuple[tuple[str, type[BaseModel] | None], ...]
    where = (("query", endpoint.query), ("body", endpoint.body))
    for at, model in where:
        # A page begins after one of the things that are listed.
        of = {"after": parts[-1], "before": parts[-1]}
        found += [Spot(endpoint, at, name, of.get(name, name)) for name in id_fields(model)]
    names = FORMS.get(name_of(endpoint), ())
    return found + [Spot(endpoint, "form", name, name) for name in names]


async def call(twins: Twins, spot: Spot, its_id: str, name: str) -> tuple[int, str]:
    """Status and text of the answer, without what differs between any two answers."""
    endpoint = spot.endpoint

    def at(where: str, of: str, kind: str = "") -> str:
        mine = (where, of) == (spot.where, spot.name)
        return its_id if mine else own_id(twins, name, kind or of) or fresh_id()

    path = endpoint.path
    for each in spots_of(endpoint):
        if each.where == "path":
            path = path.replace(f"{{{each.name}}}", at("path", each.name, each.kind))
    asked: dict[str, Any] = {}
    for where, model, key in (("query", endpoint.query, "params"), ("body", endpoint.body, "json")):
        if model is not None:
            also = spot.name if spot.where == where else ""
            made = sample_of(model, partial(at, where), also)
            asked[key] = as_query(made) if where == "query" else made
    if spot.where == "form":
        asked["data"] = form_of(spot, its_id)
    async with twins.ours.hub.http.request(
        endpoint.method, path, headers=bearer(twins.ours.hub, name), **asked
    ) as answer:
        text = (await answer.read()).decode(errors="replace")
        return answer.status, re.sub(r'"request_id": ?"[^"]*"', "", text)


def as_query(made: dict[str, Any]) -> dict[str, str]:
    return {name: str(value).lower() for name, value in made.items()}


def form_of(spot: Spot, its_id: str) -> aiohttp.FormData:
    form = aiohttp.FormData()
    form.add_field(spot.name, its_id)
    form.add_field("client_id", fresh_id())
    form.add_field("file", b"x", filename="x.txt")
    return form


@pytest.mark.sqlite_only
async def test_no_route_knows_a_foreign_id_from_an_absent_one(twins: Twins):
    before = await all_rows()
    for name in ("", *ROLES):
        for spot in spots():
            expected = await call(twins, spot, fresh_id(), name)
            assert name or spot.endpoint.is_open or expected[0] == 401, f"nobody: {spot}"
            # Who is refused whatever they name is asked of each kind once.
            is_out = expected[0] in {401, 403}
            kind = "none" if is_out else spot.kind
            for what, foreign in foreign_ids(twins, name, kind):
                said = await call(twins, spot, foreign, name)
                assert said == expected, f"{name or 'nobody'}: {spot} with {what}"

    assert await all_rows() == before, "nothing was written"


@pytest.mark.sqlite_only
async def test_lists_hold_nothing_foreign(twins: Twins):
    """What names no id at all shows a person their own only."""
    lists = [each for each in ENDPOINTS if each.method == "GET" and "{" not in each.path]
    assert lists
    for name in ROLES:
        marks = unreachable_marks(twins, name)
        theirs = [of for _, _, of in twins.theirs.every_id()]
        for endpoint in lists:
            async with twins.ours.hub.http.get(
                endpoint.path, headers=bearer(twins.ours.hub, name)
            ) as answer:
                text = await answer.text()
            assert not [each for each in (*marks, *theirs) if each in text], (name, endpoint.path)


@pytest.mark.sqlite_only
async def test_a_contacts_token_opens_no_staff_route(twins: Twins):
    """Case 4. Nobody and contacts are told the same of every route that is for staff."""
    for endpoint in ENDPOINTS:
        if endpoint.is_open or endpoint.has_contacts:
            continue
        spot = next(iter(spots_of(endpoint)), Spot(endpoint, "", "", ""))
        for name in CONTACTS:
            status, _ = await call(twins, spot, fresh_id(), name)
            assert status in {401, 403, 404}, f"{name}: {name_of(endpoint)}"


@pytest.mark.sqlite_only
async def test_the_walk_can_tell_a_known_id(twins: Twins):
    """Otherwise everything would look refused: for somebody some own id is answered otherwise."""
    for spot in spots():
        if name_of(spot.endpoint) in WITHOUT_ANY:
            continue
        known = [
            (name, own)
            for name in ("anna", "aino")
            if (own := own_id(twins, name, spot.kind)) is not None
        ]
        assert known, f"say in tests/support/reach.py what {spot} names"
        assert any(
            [
                await call(twins, spot, own, name) != await call(twins, spot, fresh_id(), name)
                for name, own in known
            ]
        ), spot


@pytest.mark.sqlite_only
def test_every_route_is_walked(hub_routes: set[str]):
    """A route that is neither declared nor one of the pages is covered by nobody."""
    declared = {each.path for each in ENDPOINTS}
    walked = {name_of(spot.endpoint) for spot in spots()}

    assert hub_routes == declared | PAGES
    assert {name_of(each) for each in ENDPOINTS} == walked | WITHOUT_IDS


@pytest.fixture
async def hub_routes(bot_hub: Any) -> set[str]:
    app: web.Application = bot_hub.runner.app
    resources = [each for each in app.router.resources() if list(each)]
    return {each.canonical for each in resources}
