"""The main job as two people see it: a client's page and the console side by side."""

from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from tests.support.browser import Watched, keep, open_widget, opened

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

NOTE = "Mikko tarkistaa kuitit ensin"


async def test_a_client_and_an_accountant_do_the_main_job(demo, browser, tmp_path: Path):
    people = demo.people
    async with opened(browser) as client, opened(browser) as staff:
        await open_widget(client, people["contacts"][0]["link"])
        await staff.page.goto(next(p["link"] for p in people["staff"] if p["role"] == "owner"))
        await staff.page.get_by_role("navigation").get_by_role("button", name="Acme").click()

        await _they_talk(client, staff)
        await _hours_are_logged(staff)
        await _material_is_delivered(client, staff, tmp_path)
        await _an_invoice_is_pushed(staff)
        await _the_bulletin_is_acknowledged(client, staff)

        assert NOTE not in await client.page.content()
        assert not any(NOTE in frame for frame in client.frames), "a note never leaves the house"
        assert client.complaints == []
        assert staff.complaints == []


async def _they_talk(client: Watched, staff: Watched) -> None:
    await client.panel.get_by_label("Kirjoita viesti").fill("Hei, ehtiikö tänään?")
    await client.page.keyboard.press("Enter")
    log = staff.page.get_by_role("log")
    await expect(log.get_by_text("Hei, ehtiikö tänään?")).to_be_visible()

    await _write(staff, "Ehtii, soitan kolmelta.")
    await expect(client.panel.get_by_text("Ehtii, soitan kolmelta.")).to_be_visible()

    await staff.page.get_by_role("radio", name="Sisäinen muistiinpano").check(force=True)
    await _write(staff, NOTE)
    note = staff.page.get_by_role("group", name="Sisäinen muistiinpano").filter(has_text=NOTE)
    await expect(note).to_be_visible()
    await staff.page.get_by_role("radio", name="Vastaa asiakkaalle").check(force=True)
    await keep(staff, "main-console")
    await keep(client, "main-widget")


async def _hours_are_logged(staff: Watched) -> None:
    side = staff.page.get_by_role("complementary", name="Tänään")
    await expect(side.get_by_text("Tälle päivälle ei ole vielä tunteja.")).to_be_visible()
    card = await _ask(staff, "/hours 1,5 Acme alv", "Tallennetaanko tämä?")
    await card.get_by_role("button", name="Tallenna").click()
    await expect(side.get_by_text("1 t 30 min / 7 t 30 min")).to_be_visible()


async def _material_is_delivered(client: Watched, staff: Watched, folder: Path) -> None:
    card = await _ask(staff, "/materials Acme: kassakuitti", "Aineistopyyntö: Acme Oy")
    await card.get_by_role("button", name="Lähetä asiakkaalle").click()
    wanted = client.panel.get_by_role("region", name="Tarvitsemme sinulta aineistoa")
    await expect(wanted).to_be_visible()
    receipt = folder / "kuitti.txt"
    receipt.write_text("Kahvi 3,50")
    await wanted.get_by_label("kassakuitti").set_input_files(receipt)
    await expect(wanted.get_by_text("kuitti.txt")).to_be_visible()
    await wanted.get_by_role("button", name="Lähetä").click()
    for watched in (client.panel, staff.page):
        done = watched.get_by_role("region", name="Tarvitsemme sinulta aineistoa")
        await expect(done.get_by_text("Saatu: kuitti.txt")).to_be_visible()


async def _an_invoice_is_pushed(staff: Watched) -> None:
    card = await _ask(staff, "/invoice Acme viime kuu", "Laskuehdotus: Acme Oy")
    await expect(staff.page.get_by_text("Procountor-hiekkalaatikko")).to_be_visible()
    await card.get_by_role("button", name="Vie Procountoriin").click()
    await staff.page.get_by_role("dialog").get_by_role("button", name="Vie Procountoriin").click()
    told = staff.page.get_by_text("on Procountorissa: numero")
    await expect(told).to_be_visible(timeout=15_000)
    await keep(staff, "main-invoice")


async def _the_bulletin_is_acknowledged(client: Watched, staff: Watched) -> None:
    bulletin = client.panel.get_by_role("region", name="Joulun aukioloajat")
    await bulletin.get_by_role("button", name="Olen lukenut tämän").click()
    await expect(bulletin.get_by_text("Kuitattu")).to_be_visible()
    card = await _ask(staff, "/bulletin receipts", "Tiedotteiden kuittaukset")
    await expect(card.get_by_text("1/40")).to_be_visible()


async def _write(staff: Watched, text: str) -> None:
    await staff.page.locator("#composer").fill(text)
    await staff.page.keyboard.press("Enter")
    await expect(staff.page.locator("#composer")).to_have_value("")


async def _ask(staff: Watched, command: str, title: str) -> Locator:
    """Give a command; the answer is shown to this person alone."""
    await _write(staff, command)
    private = staff.page.get_by_role("group", name="Vain sinä näet tämän")
    card = private.get_by_role("region", name=title).last
    await expect(card).to_be_visible()
    return card
