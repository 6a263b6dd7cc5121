"""A real Chromium for the tests of tests/e2e, and what it shows."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import (
    Browser,
    BrowserContext,
    FrameLocator,
    Page,
    ViewportSize,
    async_playwright,
)

from tests.support.services import without

ARTEFACTS = Path(__file__).resolve().parents[1] / "artefacts"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 800}
TWO_PICTURES_LATER = "new Promise(go => requestAnimationFrame(() => requestAnimationFrame(go)))"
# What the browser says of a request that is meant to be refused, or of a server that was killed.
EXPECTED_NOISE = ("status of 401", "ERR_CONNECTION", "ERR_INTERNET", "WebSocket connection")


@dataclass
class Watched:
    """A page whose complaints are kept."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)

    @property
    def panel(self) -> FrameLocator:
        return self.page.frame_locator("iframe")

    def listen(self) -> None:
        self.page.on("console", lambda said: self._take(said.type, said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "websocket",
            lambda socket: socket.on("framereceived", lambda got: self.frames.append(str(got))),
        )

    def _take(self, kind: str, text: str) -> None:
        if kind == "error" and not any(noise in text for noise in EXPECTED_NOISE):
            self.complaints.append(text)


@pytest.fixture(scope="session")
def chromium() -> str:
    found = os.environ.get("KIRJURI_TEST_CHROMIUM") or shutil.which("chromium")
    return found or without("Chromium: apt-get install chromium, or KIRJURI_TEST_CHROMIUM")


@pytest.fixture
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        await browser.close()


@asynccontextmanager
async def opened(browser: Browser, **how: Any) -> AsyncIterator[Watched]:
    """A page in a context of its own: another person's browser."""
    context: BrowserContext = await browser.new_context(
        **{"viewport": DESK, "locale": "fi-FI", "color_scheme": "light", **how}
    )
    watched = Watched(await context.new_page())
    watched.listen()
    yield watched
    await context.close()


async def open_widget(client: Watched, link: str, launcher: str = "Avaa keskustelu") -> None:
    await client.page.goto(link)
    await client.page.get_by_role("button", name=launcher).first.click()
    await client.panel.get_by_role("log").wait_for()


async def appear(page: Page, viewport: ViewportSize, scheme: Literal["light", "dark"]) -> None:
    """Change size and scheme, and wait until every frame has heard of it and is drawn."""
    await page.set_viewport_size(viewport)
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for frame in page.frames:
        await frame.wait_for_function(f"matchMedia('(prefers-color-scheme: {scheme})').matches")
        await frame.evaluate(TWO_PICTURES_LATER)


async def keep(watched: Watched, name: str) -> None:
    """A screenshot among the artefacts of CI."""
    ARTEFACTS.mkdir(exist_ok=True)
    await watched.page.screenshot(path=ARTEFACTS / f"{name}.png")


async def serious_findings(page: Page) -> list[str]:
    """What axe calls serious or critical, in the page and in its frames, with where it stands."""
    axe = Axe()
    # From the page axe reaches into frames, but only where it is known there too.
    for frame in page.frames[1:]:
        await frame.evaluate(axe.axe_script)
    found = await axe.run(page)
    return [
        f"{each['id']}: {node['target']} {node.get('failureSummary', '')}"
        for each in found.response["violations"]
        if each["impact"] in {"serious", "critical"}
        for node in each["nodes"]
    ]
