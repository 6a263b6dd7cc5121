"""Talking as two people see it: answers with quotes, mentions in notes, receipts."""

import pytest
from playwright.async_api import FrameLocator, Locator, Page, expect

from tests.support.browser import PHONE, Watched, keep, open_widget, opened, serious_findings

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

QUESTION = "Milloin palkat maksetaan?"
ANSWER = "Perjantaina."
NOTE = "@Mikko"


async def test_an_answer_quotes_and_a_note_mentions(demo, browser):
    people = demo.people
    mikko_link = next(p["link"] for p in people["staff"] if p["email"].startswith("mikko"))
    async with opened(browser) as client, opened(browser) as staff, opened(browser) as mikko:
        await open_widget(client, people["contacts"][0]["link"])
        await staff.page.goto(next(p["link"] for p in people["staff"] if p["role"] == "owner"))
        await mikko.page.goto(mikko_link)
        await _row(staff, "Acme Oy").click()

        await _staff_answer_with_a_quote(client, staff)
        await _the_quote_leads_to_its_message(client)
        await _the_owner_reads_the_history(staff)
        await _the_owner_sets_the_rules(staff)
        await _a_colleague_is_mentioned(staff, mikko)

        await expect(client.panel.get_by_text(NOTE)).to_have_count(0)
        for watched in (client, staff, mikko):
            assert await serious_findings(watched.page) == []
            assert watched.complaints == []


async def _staff_answer_with_a_quote(client: Watched, staff: Watched) -> None:
    await client.panel.get_by_label("Kirjoita viesti").fill(QUESTION)
    await client.page.keyboard.press("Enter")
    await _choose(staff.page, QUESTION, "Vastaa")
    await expect(staff.page.get_by_text("Vastaat: ")).to_be_visible()
    await staff.page.locator("#composer").fill(ANSWER)
    await staff.page.keyboard.press("Enter")
    await expect(staff.page.get_by_text("Vastaat: ")).to_be_hidden()
    quote = _said(client.panel, ANSWER).get_by_role("button", name="Siirry viestiin")
    await expect(quote).to_contain_text(QUESTION)
    await expect(_said(staff.page, ANSWER)).to_contain_text("Luettu")
    await keep(client, "quote-widget")
    await keep(staff, "quote-console")


async def _the_quote_leads_to_its_message(client: Watched) -> None:
    for number in range(12):
        await client.panel.get_by_label("Kirjoita viesti").fill(f"rivi {number}")
        await client.page.keyboard.press("Enter")
    await expect(client.panel.get_by_text("rivi 11", exact=True)).to_be_visible()
    asked = client.panel.get_by_role("article").filter(has_text=QUESTION).first
    await expect(asked).not_to_be_in_viewport()
    await _said(client.panel, ANSWER).get_by_role("button", name="Siirry viestiin").click()
    await expect(asked).to_be_in_viewport()
    await expect(asked).to_be_focused()
    await client.page.set_viewport_size(PHONE)
    await client.page.emulate_media(color_scheme="dark")
    await keep(client, "quote-widget-phone-dark")


async def _the_owner_reads_the_history(staff: Watched) -> None:
    await _choose(staff.page, ANSWER, "Muokkaa")
    await staff.page.get_by_label("Muokkaat viestiä").fill("Torstaina.")
    await staff.page.get_by_role("button", name="Tallenna").click()
    await _said(staff.page, "Torstaina.").get_by_role("button", name="Muokkaushistoria").click()
    versions = staff.page.get_by_role("dialog").get_by_role("listitem")
    await expect(versions.first).to_contain_text(ANSWER)
    await expect(versions.last).to_contain_text("Torstaina.")
    await keep(staff, "history-console")
    await staff.page.keyboard.press("Escape")
    await expect(staff.page.get_by_role("dialog")).to_be_hidden()


async def _the_owner_sets_the_rules(staff: Watched) -> None:
    await staff.page.get_by_role("button", name="Asetukset").click()
    rules = staff.page.get_by_role("dialog")
    await expect(rules.get_by_label("Maanantai: avataan")).to_have_value("09:00")
    await keep(staff, "rules-console")
    assert await serious_findings(staff.page) == []
    await rules.get_by_label("Lauantai", exact=True).check()
    await rules.get_by_role("button", name="Tallenna").click()
    await expect(staff.page.get_by_text("Asetukset tallennettu.")).to_be_visible()
    await staff.page.get_by_role("button", name="Asetukset").click()
    await expect(rules.get_by_label("Lauantai: suljetaan")).to_have_value("16:00")
    await staff.page.keyboard.press("Escape")


async def _a_colleague_is_mentioned(staff: Watched, mikko: Watched) -> None:
    modes = staff.page.get_by_role("radiogroup")
    await modes.get_by_text("Sisäinen muistiinpano").click()
    field = staff.page.locator("#composer")
    await field.press_sequentially("@Mik")
    await expect(staff.page.get_by_role("listbox").get_by_role("option")).to_have_count(1)
    await keep(staff, "mention-console")
    await staff.page.keyboard.press("Enter")
    await field.press_sequentially("katsotko?")
    await staff.page.keyboard.press("Enter")
    mentions = mikko.page.get_by_role("region", name="Sinut mainittiin")
    await expect(mentions.get_by_role("button")).to_contain_text("katsotko?")
    await keep(mikko, "mentioned-console")
    await mentions.get_by_role("button").click()
    note = mikko.page.get_by_role("group").filter(has_text="katsotko?").first
    await expect(note).to_be_in_viewport()
    await expect(mentions).to_be_hidden()


async def _choose(page: Page, text: str, item: str) -> None:
    message = _said(page, text)
    await message.hover()
    await message.get_by_role("button", name="Viestin toiminnot").click()
    await page.get_by_role("button", name=item, exact=True).click()


def _said(page: Page | FrameLocator, text: str) -> Locator:
    return page.get_by_role("article").filter(has_text=text).last


def _row(staff: Watched, client: str) -> Locator:
    return staff.page.get_by_role("navigation").get_by_role("button", name=client)
