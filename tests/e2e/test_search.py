"""Search as people use it: typed, found in another form, opened where it was said, and back."""

import pytest
from playwright.async_api import expect

from tests.support.browser import appear, keep, open_widget, opened, serious_findings

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

SAID = "Ostolaskujen liitteet puuttuvat vielä"


async def test_both_sides_find_a_word_and_open_it_in_place(demo, browser):
    people = demo.people
    async with opened(browser) as client, opened(browser) as staff:
        await open_widget(client, people["contacts"][0]["link"])
        await staff.page.goto(next(p["link"] for p in people["staff"] if p["role"] == "owner"))
        await client.panel.get_by_label("Kirjoita viesti").fill(SAID)
        await client.page.keyboard.press("Enter")
        await expect(client.panel.get_by_role("log").get_by_text(SAID)).to_be_visible()

        for page in (client.panel, staff.page):
            await page.get_by_role("button", name="Hae viesteistä").click()
            await page.get_by_role("searchbox", name="Hae viesteistä").fill("ostolaskuista")
            await expect(page.get_by_text("Yksi osuma")).to_be_visible()
            await expect(page.locator("mark")).to_have_text("Ostolaskujen")
        await keep(client, "search-hits-widget")
        await keep(staff, "search-hits-console")
        for page in (client.panel, staff.page):
            await page.locator(".hit").click()
            found = page.get_by_role("log", name="Viestit haun osuman ympärillä")
            await expect(found.locator(".is-found")).to_contain_text(SAID)
            await expect(found.locator(".is-found")).to_be_focused()
        assert await serious_findings(staff.page) == []
        assert await serious_findings(client.page) == []
        await keep(client, "search-found-widget")
        await appear(staff.page, {"width": 390, "height": 844}, "dark")
        await keep(staff, "search-found-console-phone-dark")

        await client.panel.get_by_role("button", name="Takaisin uusimpiin").click()
        await expect(client.panel.get_by_label("Kirjoita viesti")).to_be_visible()
        await staff.page.get_by_role("button", name="Takaisin", exact=True).click()
        await staff.page.keyboard.press("Escape")
        await expect(staff.page.get_by_role("searchbox", name="Hae viesteistä")).to_be_hidden()
        assert client.complaints == []
        assert staff.complaints == []
