"""Health, pages, headers and the demo site: attack cases 42, 51."""

from pathlib import Path

import pytest

from hub.tokens import demo_code
from tests.support.hub import SECRET, Running, start_server

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def built(hub: Running) -> Path:
    assets = hub.settings.data / "assets"
    (assets / "assets").mkdir(parents=True)
    (assets / "widget.js").write_text("window.Kirjuri={}")
    (assets / "panel.html").write_text("<!doctype html>panel")
    (assets / "console.html").write_text("<!doctype html>console")
    (assets / "assets" / "main-Ab12Cd34.js").write_text("1")
    (assets / "secret.html").write_text("no")
    return assets


async def test_alive_ready_and_counted(hub: Running):
    socket = await hub.contact_socket()
    await socket.ask("hello")

    assert (await hub.http.get("/healthz")).status == 200
    assert (await hub.http.get("/readyz")).status == 200
    told = await (await hub.http.get("/metrics")).text()
    assert 'kirjuri_socket_events_total{event="hello",outcome="ok"}' in told
    assert 'route="/healthz"' in told


async def test_a_page_that_was_not_built_says_so(hub: Running):
    answer = await hub.http.get("/console/", headers={"Accept-Language": "en"})

    assert answer.status == 503
    assert "./run setup" in await answer.text()


async def test_the_console_stands_in_no_frame(hub: Running, built: Path):
    answer = await hub.http.get("/console/")

    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    again = await hub.http.get("/console/", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status == 304


async def test_the_panel_stands_on_the_keys_sites_only(hub: Running, built: Path):
    answer = await hub.http.get("/widget/panel", params={"key": hub.key.kid})

    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors https://firm.example 'self'" in policy
    assert "X-Frame-Options" not in answer.headers
    for key in ("wk_unknown", "", "' OR 1=1", "../x", "x" * 500):
        assert (await hub.http.get("/widget/panel", params={"key": key})).status == 404


async def test_hashed_assets_are_kept_for_ever_and_nothing_else_is_served(
    hub: Running, built: Path
):
    kept = await hub.http.get("/assets/main-Ab12Cd34.js")
    loader = await hub.http.get("/widget.js")

    assert "immutable" in kept.headers["Cache-Control"]
    assert loader.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    for path in (
        "/assets/secret.html",
        "/assets/..%2fsecret.html",
        "/assets/%2e%2e/secret.html",
        "/assets/..%5csecret.html",
        "/assets/main-Ab12Cd34.js%00",
    ):
        assert (await hub.http.get(path)).status in {400, 404}, path


async def test_the_demo_site_identifies_its_contact(hub: Running):
    page = await hub.http.get("/demo/client")
    first = await hub.http.post("/demo/client/identity", json={})
    code = demo_code(SECRET, hub.contacts["bertta"].id)
    bertta = await (await hub.http.post("/demo/client/identity", json={"code": code})).json()
    forged = await hub.http.post(
        "/demo/client/identity", json={"code": f"{hub.contacts['aino'].id.hex}.{code[33:]}"}
    )

    assert "/widget.js" in await page.text()
    assert (await first.json())["contact"] == {"name": "Aino", "client": "Acme Oy"}
    assert bertta["contact"] == {"name": "Bertta", "client": "Beta Oy"}
    socket = await hub.socket("/client", {"token": bertta["token"]})
    assert (await socket.ask("hello"))["me"]["name"] == "Bertta"
    assert forged.status == 404
    assert (await hub.http.get("/demo/client/..%2fdemo.py")).status == 404


async def test_outside_the_demo_there_is_no_demo(database_url: str, tmp_path: Path):
    async with start_server(database_url, tmp_path / "data", demo=False) as hub:
        assert (await hub.http.get("/demo/client")).status == 404
        assert (await hub.http.post("/demo/client/identity", json={})).status == 404
