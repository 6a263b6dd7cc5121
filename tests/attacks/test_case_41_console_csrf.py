"""Case 41: a foreign page changes nothing in the console: forms, text/plain, and GET with effects.

Comes from GHSA-rpg7-q4cv-p466 (LiveHelperChat: CSRF).
"""

import json

import pytest

from hub.web.app import ENDPOINTS
from tests.support.hub import Running, fresh_id
from tests.support.ledgers import all_rows
from tests.support.reach import ROLES
from tests.support.samples import sample_of
from tests.support.twins import Twins, bearer

pytestmark = [pytest.mark.sqlite_only, pytest.mark.usefixtures("boundless")]

# These take no cookie: they are how one gets one.
OPEN = {"/api/session", "/api/session/link"}
TYPES = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "")


async def test_every_change_wants_the_token_of_the_page(twins: Twins):
    hub = twins.ours.hub
    browser, csrf = await hub.sign_in("anna")
    before = await all_rows()
    changes = [each for each in ENDPOINTS if each.method != "GET" and not each.is_open]
    assert changes
    for endpoint in changes:
        path = endpoint.path.replace("{id}", fresh_id())
        good = sample_of(endpoint.body, lambda _: fresh_id()) if endpoint.body else {}
        for headers in ({}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": csrf[:-1]}):
            answer = await browser.request(endpoint.method, path, json=good, headers=headers)
            assert answer.status == 403, (endpoint.method, path)

    assert await all_rows() == before


async def test_what_a_form_can_send_is_not_read(twins: Twins):
    """The types that a page may send elsewhere without asking."""
    hub = twins.ours.hub
    browser, csrf = await hub.sign_in("anna")
    before = await all_rows()
    for endpoint in (each for each in ENDPOINTS if each.body is not None):
        assert endpoint.body is not None
        raw = json.dumps(sample_of(endpoint.body, lambda _: fresh_id()))
        for kind in TYPES:
            answer = await browser.request(
                endpoint.method,
                endpoint.path.replace("{id}", fresh_id()),
                data=raw.encode(),
                headers={"Content-Type": kind, "X-CSRF-Token": csrf},
            )
            assert answer.status in {404, 415, 422}, (endpoint.path, kind, answer.status)

    assert await all_rows() == before


async def test_looking_changes_nothing(twins: Twins):
    """GET and HEAD of every call, as everybody."""
    hub, before = twins.ours.hub, await all_rows()
    kinds = {"files": "file", "clients": "client", "conversations": "conversation"}
    for endpoint in (each for each in ENDPOINTS if each.method == "GET"):
        kind = kinds.get(endpoint.path.split("/")[2], "conversation")
        path = endpoint.path.replace("{id}", twins.ours.id(kind))
        for name in ROLES:
            await (await hub.http.get(path, headers=bearer(hub, name))).read()
        assert (await hub.http.head(path)).status in {401, 404, 405}

    assert await all_rows() == before


async def test_a_verb_in_a_header_is_no_verb(hub: Running):
    browser, csrf = await hub.sign_in("anna")
    headers = {"X-HTTP-Method-Override": "DELETE", "X-CSRF-Token": csrf}

    await browser.get("/api/session", headers=headers)

    assert (await browser.get("/api/session?_method=DELETE")).status == 200


async def test_the_cookie_is_for_this_site_alone(hub: Running):
    browser, _ = await hub.sign_in("anna")
    (cookie,) = list(browser.cookie_jar)

    assert cookie["samesite"] == "Strict"
    assert cookie["httponly"]
    assert not cookie["domain"] or cookie["domain"] == "127.0.0.1"
