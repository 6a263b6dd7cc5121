"""Case 42: no site may frame the console; the widget's panel only those that its key names.

Chatwoot issue 13763: the panel could stand anywhere.
"""

import pytest

from tests.support.hub import Running
from tests.support.twins import Twins, bearer

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def built(hub: Running) -> Running:
    """Pages as Vite would have built them: only what goes around them is of interest."""
    assets = hub.settings.data / "assets"
    (assets / "assets").mkdir(parents=True, exist_ok=True)
    for name in ("console.html", "panel.html", "widget.js"):
        (assets / name).write_text("<!doctype html><title>x</title>")
    return hub


def ancestors(policy: str) -> list[str]:
    (words,) = [each.split() for each in policy.split(";") if "frame-ancestors" in each]
    return words[1:]


async def test_nothing_of_ours_may_be_framed_but_the_panel(built: Running, twins: Twins):
    place = twins.ours.id("conversation")
    for path in (
        "/console/",
        "/api/session",
        "/healthz",
        "/nothing",
        f"/api/files/{twins.ours.id('file')}",
        f"/api/conversations/{place}/transcript",
    ):
        answer = await built.http.get(path, headers=bearer(built, "anna"))
        assert ancestors(answer.headers["Content-Security-Policy"]) == ["'none'"], path


async def test_the_panel_stands_where_its_key_says(built: Running, twins: Twins):
    for tenant in twins.both():
        answer = await built.http.get("/widget/panel", params={"key": tenant.hub.key.kid})
        policy = answer.headers["Content-Security-Policy"]
        # The demo's own page holds it as well.
        assert ancestors(policy) == ["https://firm.example", "'self'"]
        assert "require-trusted-types-for 'script'" in policy


@pytest.mark.parametrize(
    "key", ["", "wk_none", "*", "x;frame-ancestors *", "a\r\nX-Evil: 1", "../x"]
)
async def test_a_key_of_nobody_shows_no_panel(built: Running, key: str):
    answer = await built.http.get("/widget/panel", params={"key": key})

    assert answer.status == 404
    assert ancestors(answer.headers["Content-Security-Policy"]) == ["'none'"]
    assert "X-Evil" not in answer.headers
