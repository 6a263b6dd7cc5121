"""A bad line, a reload, a server that dies: nothing is lost, nothing doubled, nothing pretended."""

import pytest
from playwright.async_api import expect

from tests.support.browser import Watched, open_widget, opened

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

AGAIN_MS = 30_000


async def test_what_is_sent_offline_waits_honestly_and_arrives_once(demo, browser):
    async with opened(browser) as client, opened(browser) as staff:
        await open_widget(client, demo.people["contacts"][0]["link"])
        await _open_acme(demo, staff)
        await client.page.context.set_offline(True)
        await _write(client, "Kirjoitettu ilman verkkoa")
        mine = client.panel.get_by_role("article").filter(has_text="Kirjoitettu ilman verkkoa")
        await expect(mine.get_by_text("Odottaa")).to_be_visible(timeout=AGAIN_MS)
        await client.page.context.set_offline(False)

        log = staff.page.get_by_role("log")
        await expect(log.get_by_text("Kirjoitettu ilman verkkoa")).to_be_visible(timeout=AGAIN_MS)
        await expect(mine.get_by_text("Odottaa")).to_be_hidden()
        await expect(mine).to_have_count(1)
        await expect(log.get_by_text("Kirjoitettu ilman verkkoa")).to_have_count(1)


async def test_a_killed_server_comes_back_and_so_does_everybody(demo, browser):
    async with opened(browser) as client, opened(browser) as staff:
        await open_widget(client, demo.people["contacts"][0]["link"])
        await _open_acme(demo, staff)
        await _write(client, "Ennen katkoa")
        log = staff.page.get_by_role("log")
        await expect(log.get_by_text("Ennen katkoa")).to_be_visible()
        demo.kill()
        await _write(client, "Katkon aikana")
        demo.start()

        await expect(log.get_by_text("Katkon aikana")).to_be_visible(timeout=AGAIN_MS)
        for place in (log, client.panel.get_by_role("log")):
            for text in ("Ennen katkoa", "Katkon aikana"):
                await expect(place.get_by_text(text)).to_have_count(1)


async def test_a_reload_keeps_what_was_said(demo, browser):
    async with opened(browser) as client:
        await open_widget(client, demo.people["contacts"][0]["link"])
        await _write(client, "Ennen latausta")
        await expect(client.panel.get_by_role("log").get_by_text("Ennen latausta")).to_have_count(1)
        await client.page.reload()
        await client.page.get_by_role("button", name="Avaa keskustelu").first.click()
        await expect(client.panel.get_by_role("log").get_by_text("Ennen latausta")).to_have_count(1)


async def test_two_tabs_show_the_same(demo, browser):
    async with opened(browser) as one:
        link = demo.people["contacts"][0]["link"]
        await open_widget(one, link)
        other = Watched(await one.page.context.new_page())
        await open_widget(other, link)
        await _write(one, "Kahdessa välilehdessä")
        for tab in (one, other):
            said = tab.panel.get_by_role("log").get_by_text("Kahdessa välilehdessä")
            await expect(said).to_have_count(1)


async def _open_acme(demo, staff: Watched) -> None:
    link = demo.cli("link", "--staff", "anna@kirsikka.example").strip()
    await staff.page.goto(link)
    await staff.page.get_by_role("navigation").get_by_role("button", name="Acme").click()
    await staff.page.get_by_role("log").wait_for()


async def _write(client: Watched, text: str) -> None:
    await client.panel.get_by_label("Kirjoita viesti").fill(text)
    await client.page.keyboard.press("Enter")
