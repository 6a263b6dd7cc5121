"""A bad line, a reload, a server that dies: nothing is lost, nothing doubled, nothing pretended."""

import asyncio
from collections.abc import Sequence

import pytest
from playwright.async_api import FrameLocator, Locator, Page, expect

from tests.support.browser import Watched, open_widget, opened
from tests.support.installation import Person

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

AGAIN_MS = 30_000
MANY = [f"Rivi {number:03}" for number in range(1, 121)]


async def test_what_is_sent_offline_waits_honestly_and_arrives_once(demo, browser):
    async with opened(browser) as client, opened(browser) as staff:
        await open_widget(client, demo.people["contacts"][0]["link"])
        await _open_acme(demo, staff)
        for watched in (client, staff):
            await watched.page.context.set_offline(True)
        await _write(client, "Asiakas ilman verkkoa")
        await _write(staff, "Toimisto ilman verkkoa")
        texts = ["Asiakas ilman verkkoa", "Toimisto ilman verkkoa"]
        await _waits_honestly(client.panel, texts[0])
        await _waits_honestly(staff.page, texts[1])

        await client.page.context.set_offline(False)
        await expect(_said(client.panel, texts[0]).get_by_text("Lähetetty")).to_be_visible(
            timeout=AGAIN_MS
        )
        await expect(_said(staff.page, texts[0])).to_have_count(0)
        await staff.page.context.set_offline(False)
        await _both_show_once(client, staff, texts)
        for place in (client.panel, staff.page):
            await expect(place.get_by_text("odottaa lähetystä")).to_have_count(0)


async def test_a_reload_keeps_what_was_said_and_a_closed_page_what_waits(demo, browser):
    link = demo.people["contacts"][0]["link"]
    async with opened(browser) as client:
        await open_widget(client, link)
        await _write(client, "Ennen latausta")
        await expect(_said(client.panel, "Ennen latausta").get_by_text("Lähetetty")).to_be_visible()
        await client.page.reload()
        await client.page.get_by_role("button", name="Avaa keskustelu").first.click()
        await expect(_said(client.panel, "Ennen latausta")).to_have_count(1)

        await client.page.context.set_offline(True)
        await _write(client, "Odottaa suljettuna")
        await expect(client.panel.get_by_text("Odottaa lähetystä", exact=True)).to_be_visible(
            timeout=AGAIN_MS
        )
        context = client.page.context
        await client.page.close()
        await context.set_offline(False)
        later = Watched(await context.new_page())
        await open_widget(later, link)
        waited = _said(later.panel, "Odottaa suljettuna")
        await expect(waited.get_by_text("Lähetetty")).to_be_visible(timeout=AGAIN_MS)
        await expect(waited).to_have_count(1)


async def test_two_tabs_show_the_same(demo, browser):
    async with opened(browser) as one, opened(browser) as staff:
        link = demo.people["contacts"][0]["link"]
        await open_widget(one, link)
        other = Watched(await one.page.context.new_page())
        other.listen()
        await open_widget(other, link)
        await _open_acme(demo, staff)
        await _write(one, "Kahdessa välilehdessä")
        await expect(_said(other.panel, "Kahdessa välilehdessä")).to_be_visible()
        # The other tab shows at once what only waits; when staff has it, it is sent.
        log = staff.page.get_by_role("log")
        await expect(log.get_by_text("Kahdessa välilehdessä")).to_be_visible()

        await one.page.context.set_offline(True)
        # A tab that does not know yet would send for the other.
        for tab in (one, other):
            await expect(tab.panel.get_by_text("Ei yhteyttä")).to_be_visible(timeout=AGAIN_MS)
        await _write(one, "Ensimmäisestä")
        await _write(other, "Toisesta")
        # What waits is the person's, not the tab's: each shows both.
        for tab in (one, other):
            waiting = tab.panel.get_by_text("Odottaa lähetystä", exact=True)
            await expect(waiting).to_have_count(2, timeout=AGAIN_MS)
        await one.page.context.set_offline(False)
        texts = ["Kahdessa välilehdessä", "Ensimmäisestä", "Toisesta"]
        await _both_show_once(one, staff, texts)
        await _both_show_once(other, staff, texts)
        assert await _order(one.panel, texts) == await _order(other.panel, texts)


async def test_history_is_paged_up_and_reading_stays_in_place(demo, browser):
    contact = next(each for each in demo.people["contacts"] if each["client"] == "1004")
    await _written_before(demo, contact, MANY)
    async with opened(browser) as client, opened(browser) as staff:
        await open_widget(client, contact["link"])
        await _open(demo, staff, "Virtanen & Pojat")
        for place in (client.panel, staff.page):
            shown = await _order(place, MANY)
            assert shown == MANY[-len(shown) :]
            assert len(shown) < len(MANY), "there is no page to turn"
            while shown[0] != MANY[0]:
                await _page_up(place, shown[0])
                shown = await _order(place, MANY)
            assert shown == MANY


async def test_a_killed_server_comes_back_and_so_does_everybody(demo, browser):
    texts = ["Ennen katkoa", "Asiakas katkon aikana", "Toimisto katkon aikana", "Katkon jälkeen"]
    async with opened(browser) as client, opened(browser) as staff:
        await open_widget(client, demo.people["contacts"][0]["link"])
        await _open_acme(demo, staff)
        await _write(client, texts[0])
        await expect(_said(staff.page, texts[0])).to_be_visible()
        await asyncio.to_thread(demo.kill)
        await _write(client, texts[1])
        await _write(staff, texts[2])
        for place in (client.panel, staff.page):
            await expect(place.get_by_text("Odottaa lähetystä", exact=True)).to_be_visible(
                timeout=AGAIN_MS
            )
        await asyncio.to_thread(demo.start)

        # Nobody touches either page meanwhile.
        await expect(_said(staff.page, texts[1])).to_be_visible(timeout=AGAIN_MS)
        await expect(_said(client.panel, texts[2])).to_be_visible(timeout=AGAIN_MS)
        await _write(client, texts[3])
        await _both_show_once(client, staff, texts)
        order = await _order(client.panel, texts)
        assert order == await _order(staff.page, texts)

        for watched in (client, staff):
            await watched.page.reload()
        await client.page.get_by_role("button", name="Avaa keskustelu").first.click()
        await _both_show_once(client, staff, texts)
        assert order == await _order(client.panel, texts) == await _order(staff.page, texts)


async def _waits_honestly(place: Page | FrameLocator, text: str) -> None:
    waiting = _said(place, text).get_by_text("Odottaa lähetystä", exact=True)
    await expect(waiting).to_be_visible(timeout=AGAIN_MS)
    await expect(place.get_by_text("Yksi viesti odottaa lähetystä")).to_be_visible()


async def _page_up(place: Page | FrameLocator, first: str) -> None:
    """Scroll to the top: older messages come above, and what was read there is still in sight."""
    log = place.get_by_role("log")
    count = await log.get_by_role("article").count()
    await log.evaluate("each => { each.scrollTop = 0; }")
    await expect(log.get_by_role("article")).not_to_have_count(count)
    await expect(_said(place, first)).to_be_in_viewport()


async def _written_before(demo, contact: dict[str, str], texts: Sequence[str]) -> None:
    words = ("token", "--contact", contact["email"], "--client", contact["client"])
    token = await asyncio.to_thread(demo.cli, *words)
    person = Person(demo.address, "/client", token.strip())
    await person.connect()
    conversation = person.hello["conversations"][0]["id"]
    for text in texts:
        await person.send(conversation, text)
    await person.close()


async def _open_acme(demo, staff: Watched) -> None:
    await _open(demo, staff, "Acme")


async def _open(demo, staff: Watched, client: str) -> None:
    link = await asyncio.to_thread(demo.cli, "link", "--staff", "anna@kirsikka.example")
    await staff.page.goto(link.strip())
    await staff.page.get_by_role("navigation").get_by_role("button", name=client).click()
    await staff.page.get_by_role("log").wait_for()


async def _write(watched: Watched, text: str) -> None:
    """In the widget where there is one, else in the console."""
    if await watched.page.locator("#composer").count():
        await watched.page.locator("#composer").fill(text)
    else:
        await watched.panel.get_by_label("Kirjoita viesti").fill(text)
    await watched.page.keyboard.press("Enter")


def _said(place: Page | FrameLocator, text: str) -> Locator:
    return place.get_by_role("log").get_by_role("article").filter(has_text=text)


async def _both_show_once(client: Watched, staff: Watched, texts: Sequence[str]) -> None:
    for place in (client.panel, staff.page):
        for text in texts:
            await expect(_said(place, text)).to_have_count(1, timeout=AGAIN_MS)


async def _order(place: Page | FrameLocator, texts: Sequence[str]) -> list[str]:
    """Which of the texts are shown, from the top down; one that is doubled is there twice."""
    shown = await place.get_by_role("log").get_by_role("article").all_text_contents()
    return [text for each in shown for text in texts if text in each]
