"""The inbox in a browser: topics from both sides, views with counts, assign, snooze, close, undo."""

import pytest
from playwright.async_api import Page, expect

from tests.support.browser import (
    DESK,
    PHONE,
    appear,
    keep,
    open_widget,
    opened,
    serious_findings,
)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


async def choose(page: Page, view: str) -> None:
    await page.get_by_role("radio", name=view).check()


async def test_a_topic_from_the_client_goes_through_the_inbox(demo, browser):
    client_link = demo.people["contacts"][0]["link"]
    staff_link = demo.cli("link", "--staff", "anna@kirsikka.example").strip()
    async with opened(browser) as client, opened(browser) as staff:
        await open_widget(client, client_link)
        await client.panel.get_by_role("button", name="Takaisin").click()
        await client.panel.get_by_role("button", name="Uusi keskustelu").click()
        await client.panel.get_by_label("Aihe").fill("Oma palkka")
        await client.panel.get_by_role("checkbox", name="Yksityinen").check()
        await keep(client, "topic-widget")
        assert await serious_findings(client.page) == []
        await client.panel.get_by_role("button", name="Aloita").click()
        await client.panel.get_by_label("Kirjoita viesti").fill("Milloin palkka tulee?")
        await client.page.keyboard.press("Enter")

        await staff.page.goto(staff_link)
        await choose(staff.page, "Odottaa meitä")
        row = staff.page.get_by_role("navigation").get_by_role("button", name="Oma palkka")
        await row.click()
        await expect(staff.page.get_by_text("Yksityinen: vain")).to_be_visible()
        await staff.page.get_by_label("Hoitaja").select_option(label="Anna Lehtonen (minä)")
        await choose(staff.page, "Omat")
        await expect(row).to_be_visible()

        await staff.page.get_by_role("button", name="Siirrä myöhemmäksi").click()
        await staff.page.get_by_role("button", name="Huomenna").click()
        await expect(row).to_be_hidden()
        await choose(staff.page, "Myöhemmin")
        await expect(row).to_be_visible()
        await staff.page.get_by_role("button", name="Kumoa").last.click()
        await expect(row).to_be_hidden()
        await choose(staff.page, "Omat")
        await expect(row).to_be_visible()

        await staff.page.get_by_role("button", name="Sulje", exact=True).first.click()
        await expect(row).to_be_hidden()
        closed = client.panel.get_by_text("Keskustelu on suljettu.")
        await expect(closed).to_be_visible()
        await expect(client.panel.get_by_label("Kirjoita viesti")).to_be_hidden()
        await keep(client, "closed-widget")
        await client.panel.get_by_role("button", name="Jatka keskustelua").click()
        await client.panel.get_by_label("Kirjoita viesti").fill("Vielä yksi asia")
        await client.page.keyboard.press("Enter")
        await expect(row).to_be_visible()
        await expect(closed).to_be_hidden()
        assert client.complaints == staff.complaints == []


async def test_staff_open_a_topic_and_every_view_says_what_it_lacks(demo, browser):
    link = demo.cli("link", "--staff", "anna@kirsikka.example").strip()
    async with opened(browser) as staff:
        page = staff.page
        await page.goto(link)
        await page.get_by_role("button", name="Uusi keskustelu").click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_label("Asiakas").fill("Acme Oy (1001)")
        await expect(dialog.get_by_label("Kenen kanssa")).to_be_visible()
        await dialog.get_by_label("Aihe").fill("Tilinpäätös")
        await keep(staff, "topic-console")
        assert await serious_findings(page) == []
        await dialog.get_by_role("button", name="Aloita").click()
        await expect(page.get_by_role("heading", name="Acme Oy")).to_be_visible()
        await expect(page.locator("#composer")).to_be_focused()
        for size, viewport in (("desk", DESK), ("phone", PHONE)):
            for scheme in ("light", "dark"):
                await appear(page, viewport, scheme)
                await keep(staff, f"inbox-head-{size}-{scheme}")
        assert await serious_findings(page) == []
        await appear(page, DESK, "light")

        await page.get_by_role("radio", name="Avoimet").focus()
        for view in ("mine", "unassigned", "us", "client", "snoozed", "closed", "by_client"):
            await page.keyboard.press("ArrowDown")
            await expect(page.locator(f'input[value="{view}"]')).to_be_checked()
            await keep(staff, f"inbox-{view}")
        await appear(page, PHONE, "dark")
        await page.get_by_role("button", name="Takaisin").click()
        await keep(staff, "inbox-phone-dark")
        assert await serious_findings(page) == []
        assert staff.complaints == []
