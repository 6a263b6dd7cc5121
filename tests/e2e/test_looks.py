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

SIZES = {"desk": DESK, "phone": PHONE}
LAUNCHER = {"fi": "Avaa keskustelu", "sv": "Öppna chatten", "en": "Open chat"}
PLACES = {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}
SIGN_IN = {"fi": "Lähetä linkki", "sv": "Skicka länken", "en": "Send the link"}
# A person of each language: the page speaks as they do.
CONTACTS_CLIENT = {"fi": "1001", "sv": "1005", "en": "1023"}
STAFF = {"fi": "anna", "sv": "johanna", "en": "oliver"}


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_the_widget(demo, browser, language):
    people = demo.people["contacts"]
    link = next(each["link"] for each in people if each["client"] == CONTACTS_CLIENT[language])
    address = link.replace("/demo/client#", f"/demo/client?lang={language}#")
    async with opened(browser, locale=PLACES[language]) as client:
        await open_widget(client, address, LAUNCHER[language])
        await _look(client, f"widget-{language}")


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_the_console(demo, browser, language):
    email = f"{STAFF[language]}@kirsikka.example"
    link = next(each["link"] for each in demo.people["staff"] if each["email"] == email)
    async with opened(browser, locale=PLACES[language]) as staff:
        await staff.page.goto(f"{demo.address}/console/")
        await expect(staff.page.get_by_role("button", name=SIGN_IN[language])).to_be_visible()
        await _look(staff, f"sign-in-{language}")

        await staff.page.goto(link)
        row = staff.page.get_by_role("navigation").get_by_role("button", name="Acme")
        await expect(row).to_be_visible()
        await _look(staff, f"list-{language}")

        await row.click()
        await expect(staff.page.get_by_role("log").get_by_role("article").first).to_be_visible()
        await _look(staff, f"conversation-{language}")
        # Panes scroll, the page does not.
        high = "document.documentElement.scrollHeight > document.documentElement.clientHeight"
        assert not await staff.page.evaluate(high)
        # A smaller window, as with a phone's keyboard, does not hide the newest.
        await expect(staff.page.get_by_role("log").get_by_role("button").last).to_be_in_viewport(
            ratio=1
        )


async def _look(watched: Watched, name: str) -> None:
    """Picture and judge what is shown in every size and scheme."""
    for size, viewport in SIZES.items():
        for scheme in ("light", "dark"):
            await watched.page.set_viewport_size(viewport)
            await watched.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            await keep(watched, f"{name}-{size}-{scheme}")
            await _is_well(watched, f"{size} {scheme}")


async def _is_well(watched: Watched, where: str) -> None:
    """Axe finds nothing serious, nothing is wider than the page, the browser does not complain."""
    assert await serious_findings(watched.page) == [], where
    for frame in watched.page.frames:
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not await frame.evaluate(wide), f"{frame.url} scrolls sideways: {where}"
    assert watched.complaints == [], where


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
