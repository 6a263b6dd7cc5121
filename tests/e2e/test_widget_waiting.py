"""What waits in the widget: kept over a crash of the browser, and honest where nothing is kept."""

import os
import signal
from pathlib import Path

import pytest
from playwright.async_api import Locator, async_playwright, expect

from tests.support.browser import ARGUMENTS, DESK, Watched, open_widget, opened

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

AGAIN_MS = 30_000
# As a browser does it that blocks the storage of frames from other sites.
NO_STORAGE = """
const refuse = { get() { throw new DOMException("blocked", "SecurityError"); } };
for (const name of ["indexedDB", "localStorage", "sessionStorage", "BroadcastChannel"]) {
  Object.defineProperty(window, name, refuse);
}
Object.defineProperty(navigator, "locks", refuse);
"""


async def test_a_killed_browser_keeps_what_waits_and_sends_it_once(demo, chromium, tmp_path):
    link = demo.people["contacts"][0]["link"]
    how = {"executable_path": chromium, "args": ARGUMENTS, "viewport": DESK, "locale": "fi-FI"}
    async with async_playwright() as playwright:
        before = await playwright.chromium.launch_persistent_context(tmp_path, **how)
        client = Watched(before.pages[0])
        await open_widget(client, link)
        await before.set_offline(True)
        for text in ("Ennen kaatumista", "Vielä toinen"):
            await _write(client, text)
        waiting = client.panel.get_by_text("Odottaa lähetystä", exact=True)
        await expect(waiting).to_have_count(2, timeout=AGAIN_MS)
        _kill_browser_of(tmp_path)
        await before.close()

        after = await playwright.chromium.launch_persistent_context(tmp_path, **how)
        again = Watched(after.pages[0])
        await open_widget(again, link)
        for text in ("Ennen kaatumista", "Vielä toinen"):
            await expect(_said(again, text)).to_have_count(1, timeout=AGAIN_MS)
        await expect(again.panel.get_by_text("Lähetetty")).to_be_visible(timeout=AGAIN_MS)
        await expect(again.panel.get_by_text("Odottaa lähetystä")).to_have_count(0)
        shown = await again.panel.get_by_role("log").inner_text()
        assert shown.index("Ennen kaatumista") < shown.index("Vielä toinen")
        await after.close()


async def test_blocked_storage_is_said_and_nothing_is_lost_while_the_page_is_open(demo, browser):
    async with opened(browser) as client:
        await client.page.add_init_script(NO_STORAGE)
        await open_widget(client, demo.people["contacts"][0]["link"])
        await _write(client, "Ilman muistia")
        await expect(_said(client, "Ilman muistia").get_by_text("Lähetetty")).to_be_visible()
        await client.page.context.set_offline(True)
        await _write(client, "Odottaa muistissa")
        await expect(client.panel.get_by_text("pidä sivu auki")).to_be_visible(timeout=AGAIN_MS)
        await client.page.context.set_offline(False)
        sent = _said(client, "Odottaa muistissa")
        await expect(sent.get_by_text("Lähetetty")).to_be_visible(timeout=AGAIN_MS)
        await expect(sent).to_have_count(1)
        assert client.complaints == []


async def test_a_network_without_websockets_is_spoken_to_by_polling(demo, browser):
    async with opened(browser) as client:
        await client.page.add_init_script("delete window.WebSocket; window.WebSocket = undefined;")
        await open_widget(client, demo.people["contacts"][0]["link"])
        await _write(client, "Ilman pistoketta")
        await expect(_said(client, "Ilman pistoketta").get_by_text("Lähetetty")).to_be_visible(
            timeout=AGAIN_MS
        )


def _kill_browser_of(profile: Path) -> None:
    """SIGKILL to the browser that this test started on its own profile, and its children."""
    mine = f"--user-data-dir={profile}".encode()
    killed = 0
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if mine in words:
            os.kill(int(process.name), signal.SIGKILL)
            killed += 1
    assert killed, "no browser was running on the profile"


async def _write(client: Watched, text: str) -> None:
    await client.panel.get_by_label("Kirjoita viesti").fill(text)
    await client.page.keyboard.press("Enter")


def _said(client: Watched, text: str) -> Locator:
    return client.panel.get_by_role("log").get_by_role("article").filter(has_text=text)
