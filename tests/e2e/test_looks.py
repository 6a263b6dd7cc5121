"""How every page looks and is reached: phone and desk, light and dark, three languages, by keys."""

import pytest
from playwright.async_api import expect

from tests.support.browser import (
    DESK,
    PHONE,
    Watched,
    keep,
    open_widget,
    opened,
    serious_findings,
)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

LOOKS = [("desk", DESK, "light"), ("phone", PHONE, "dark")]
LAUNCHER = {"fi": "Avaa keskustelu", "sv": "Öppna chatten", "en": "Open chat"}
PLACES = {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}
SIGN_IN = {"fi": "Lähetä linkki", "sv": "Skicka länken", "en": "Send the link"}


@pytest.mark.parametrize(("size", "viewport", "scheme"), LOOKS)
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_the_widget(demo, browser, language, size, viewport, scheme):
    # A contact of each language: the page speaks as its person does.
    client = {"fi": "1001", "sv": "1005", "en": "1023"}[language]
    link = next(p["link"] for p in demo.people["contacts"] if p["client"] == client)
    async with opened(
        browser, viewport=viewport, color_scheme=scheme, locale=PLACES[language]
    ) as page:
        address = link.replace("/demo/client#", f"/demo/client?lang={language}#")
        await open_widget(page, address, LAUNCHER[language])
        await page.page.wait_for_timeout(500)
        await keep(page, f"widget-{language}-{size}-{scheme}")
        await _is_well(page)


@pytest.mark.parametrize(("size", "viewport", "scheme"), LOOKS)
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_the_console(demo, browser, language, size, viewport, scheme):
    email = {"fi": "anna", "sv": "johanna", "en": "oliver"}[language]
    link = demo.cli("link", "--staff", f"{email}@kirsikka.example").strip()
    async with opened(
        browser, viewport=viewport, color_scheme=scheme, locale=PLACES[language]
    ) as page:
        await page.page.goto(f"{demo.address}/console/")
        await expect(page.page.get_by_role("button", name=SIGN_IN[language])).to_be_visible()
        await keep(page, f"sign-in-{language}-{size}-{scheme}")
        await _is_well(page)

        await page.page.goto(link)
        row = page.page.get_by_role("navigation").get_by_role("button", name="Acme")
        await expect(row).to_be_visible()
        await keep(page, f"list-{language}-{size}-{scheme}")
        await _is_well(page)

        await row.click()
        await expect(page.page.get_by_role("log")).to_be_visible()
        await page.page.wait_for_timeout(400)
        await keep(page, f"conversation-{language}-{size}-{scheme}")
        await _is_well(page)


async def test_the_widget_by_keys_alone(demo, browser):
    async with opened(browser) as client:
        await client.page.goto(demo.people["contacts"][0]["link"])
        launcher = client.page.get_by_role("button", name=LAUNCHER["fi"])
        await launcher.focus()
        await client.page.keyboard.press("Enter")
        field = client.panel.get_by_label("Kirjoita viesti")
        await expect(field).to_be_focused()
        await client.page.keyboard.type("Näppäimillä")
        await client.page.keyboard.press("Enter")
        await expect(client.panel.get_by_role("log").get_by_text("Näppäimillä")).to_be_visible()
        await client.page.keyboard.press("Escape")
        await expect(client.panel.get_by_role("log")).to_be_hidden()
        assert await launcher.evaluate("each => each.getRootNode().activeElement === each")


async def test_the_console_by_keys_alone(demo, browser):
    link = demo.cli("link", "--staff", "anna@kirsikka.example").strip()
    async with opened(browser) as staff:
        keys = staff.page.keyboard
        await staff.page.goto(link)
        await expect(staff.page.get_by_role("navigation").get_by_text("Acme Oy")).to_be_visible()
        await keys.press("Control+k")
        await keys.type("acme")
        await keys.press("Enter")
        await expect(staff.page.get_by_role("heading", name="Acme Oy")).to_be_visible()
        await staff.page.get_by_role("log").focus()
        await keys.press("/")
        await expect(staff.page.get_by_role("listbox").get_by_role("option").first).to_be_visible()
        await keys.press("ArrowDown")
        await keys.press("ArrowDown")
        await keys.press("Enter")
        await expect(staff.page.locator("#composer")).to_have_value("/status ")
        await keys.type("Acme")
        await keys.press("Enter")
        await expect(staff.page.get_by_role("region", name="Tilanne: Acme Oy")).to_be_visible()


async def _is_well(watched: Watched) -> None:
    """Axe finds nothing serious, nothing is wider than the page, the browser does not complain."""
    assert await serious_findings(watched.page) == []
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"
    assert not await watched.page.evaluate(wide), "scrolls sideways"
    assert watched.complaints == []
