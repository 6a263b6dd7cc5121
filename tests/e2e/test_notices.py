"""The settings of one's notices, in the widget and in the console: kept, by keys, on a phone, in the dark."""

from typing import Any

import pytest
from playwright.async_api import Locator, expect

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

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


async def looked_at(watched: Watched, name: str) -> None:
    await appear(watched.page, PHONE, "dark")
    await keep(watched, f"{name}-phone-dark")
    assert not await serious_findings(watched.page)
    await appear(watched.page, DESK, "light")
    await keep(watched, f"{name}-desk-light")
    assert not await serious_findings(watched.page)


async def choose(place: Any, dialog: Locator) -> None:
    await dialog.get_by_label("Kuinka usein").select_option(label="Kootusti kerran tunnissa")
    await dialog.get_by_label("Alkavat").fill("21:00")
    await dialog.get_by_label("Päättyvät").fill("07:30")


async def is_chosen(dialog: Locator) -> None:
    await expect(dialog.get_by_label("Kuinka usein")).to_have_value("hourly")
    await expect(dialog.get_by_label("Alkavat")).to_have_value("21:00")


async def test_a_client_chooses_in_the_widget(demo, browser):
    link = next(each["link"] for each in demo.people["contacts"] if each["client"] == "1001")
    async with opened(browser) as client:
        await open_widget(client, link)
        panel = client.panel
        button = panel.get_by_role("button", name="Ilmoitukset")
        await button.click()
        dialog = panel.get_by_role("dialog")
        await expect(dialog.get_by_label("Miten")).to_have_value("email")
        await choose(panel, dialog)
        await looked_at(client, "notices-widget")
        await dialog.get_by_role("button", name="Tallenna").click()
        await expect(dialog).to_have_count(0)
        await expect(button).to_be_focused()

        await button.press("Enter")
        await is_chosen(dialog)
        await client.page.keyboard.press("Escape")
        await expect(dialog).to_have_count(0)
        await expect(panel.get_by_role("log")).to_be_visible()
        assert client.complaints == []


async def test_staff_choose_in_the_console_and_a_refusal_is_said(demo, browser):
    email = "kaisa@kirsikka.example"
    link = next(each["link"] for each in demo.people["staff"] if each["email"] == email)
    async with opened(browser) as staff:
        await staff.page.goto(link)
        button = staff.page.get_by_role("button", name="Ilmoitukset")
        await button.click()
        dialog = staff.page.get_by_role("dialog")
        await dialog.get_by_label("Miten").select_option("email")
        await choose(staff.page, dialog)
        await dialog.get_by_label("Poissa").fill("10")
        await looked_at(staff, "notices-console")
        await dialog.get_by_role("button", name="Tallenna").click()
        await expect(dialog).to_have_count(0)

        await button.click()
        await is_chosen(dialog)
        await expect(dialog.get_by_label("Poissa")).to_have_value("10")
        await dialog.get_by_label("Päättyvät").fill("")
        await dialog.get_by_role("button", name="Tallenna").click()
        await expect(dialog.get_by_role("alert")).to_contain_text("kellonaikoina")
