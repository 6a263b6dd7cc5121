"""Files as people see them: a lost connection goes on, pictures open large, a phone has its camera."""

import pytest
from playwright.async_api import Route, expect

from tests.support.browser import (
    DESK,
    PHONE,
    Watched,
    appear,
    keep,
    open_widget,
    opened,
    serious_findings,
)
from tests.support.documents import office, photo

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

LARGE = 2600


async def test_a_photo_goes_on_after_a_lost_connection_and_opens_large(demo, browser):
    people = demo.people
    cuts: list[str] = []

    async def cut(route: Route) -> None:
        """The second piece is lost twice; the others pass."""
        is_second = route.request.method == "PATCH" and "offset=524288" in route.request.url
        if is_second and len(cuts) < 2:
            cuts.append(route.request.url)
            await route.abort("internetdisconnected")
        else:
            await route.continue_()

    picture = photo(LARGE, LARGE, "PNG") + b"\0" * 1_200_000
    async with opened(browser) as client, opened(browser) as staff:
        await client.page.route("**/api/uploads/**", cut)
        await open_widget(client, people["contacts"][0]["link"])
        await client.panel.locator(".composer input[type=file]").set_input_files(
            {"name": "kuitti.png", "mimeType": "image/png", "buffer": picture}
        )
        await expect(client.panel.get_by_text("Odotetaan yhteyttä")).to_be_visible()
        await expect(client.panel.get_by_role("button", name="Poista kuitti.png")).to_be_visible(
            timeout=20_000
        )
        await client.panel.locator(".composer .send").click()

        show = "Näytä kuitti.png suurena"
        await expect(client.panel.get_by_role("button", name=show).locator("img")).to_be_visible()
        assert len(cuts) == 2

        await staff.page.goto(next(p["link"] for p in people["staff"] if p["role"] == "owner"))
        await staff.page.get_by_role("navigation").get_by_role("button", name="Acme Oy").click()
        small = staff.page.get_by_role("button", name=show)
        await expect(small.locator("img")).to_be_visible()
        for size, view in (("desk", DESK), ("phone", PHONE)):
            for scheme in ("light", "dark"):
                await appear(staff.page, view, scheme)
                await keep(staff, f"file-{size}-{scheme}")
        await _drop(staff, "muistio.txt")
        await expect(staff.page.get_by_role("button", name="Poista muistio.txt")).to_be_visible()
        await small.click()
        large = staff.page.get_by_role("dialog", name="kuitti.png")
        await expect(large).to_be_visible()
        assert await serious_findings(staff.page) == []
        await keep(staff, "lightbox-phone-dark")
        await staff.page.keyboard.press("Escape")
        await expect(large).to_be_hidden()
        await expect(small).to_be_focused()
        await appear(client.page, PHONE, "dark")
        await keep(client, "file-widget-phone-dark")
        assert [each for each in client.complaints if "DISCONNECTED" not in each] == []
        assert staff.complaints == []


async def test_a_phone_has_its_camera_and_macros_are_warned_of(demo, browser):
    link = demo.people["contacts"][1]["link"]
    macros = office({"xl/vbaProject.bin": b"x"})
    async with opened(browser, viewport=PHONE, has_touch=True, is_mobile=True) as client:
        await open_widget(client, link)
        camera = client.panel.locator(".composer input[capture=environment]")
        await expect(camera).to_have_attribute("accept", "image/*")
        await expect(client.panel.get_by_role("button", name="Ota kuva")).to_be_visible()
        await client.panel.locator(".composer input[type=file]").first.set_input_files(
            {"name": "hinnat.xlsx", "mimeType": "application/zip", "buffer": macros}
        )
        await expect(client.panel.get_by_role("button", name="Poista hinnat.xlsx")).to_be_visible()
        await client.panel.locator(".composer .send").click()
        await expect(client.panel.get_by_text("Sisältää makroja")).to_be_visible()
        await keep(client, "file-flag-phone")
        assert await serious_findings(client.page) == []
        assert client.complaints == []


async def _drop(watched: Watched, name: str) -> None:
    """A file let fall on the conversation, as from the desktop."""
    await watched.page.evaluate(
        """name => {
            const carried = new DataTransfer();
            carried.items.add(new File(["x"], name));
            const log = document.querySelector(".log");
            log.dispatchEvent(new DragEvent("drop", {dataTransfer: carried, bubbles: true}));
        }""",
        name,
    )
