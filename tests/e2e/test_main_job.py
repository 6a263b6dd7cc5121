"""The main job as two people see it: a client's page and the console side by side."""

from pathlib import Path

import pytest
from playwright.async_api import FrameLocator, Locator, Page, expect

from hub import clock
from tests.support.browser import Watched, keep, open_widget, opened

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

QUESTION = "Hei, ehtiikö tänään?"
ANSWER = "Ehtii, soitan kolmelta."
NOTE = "Mikko tarkistaa kuitit ensin"
PUSHED_MS = 15_000


async def test_a_client_and_an_accountant_do_the_main_job(demo, browser, tmp_path: Path):
    people = demo.people
    async with opened(browser) as client, opened(browser) as staff:
        await open_widget(client, people["contacts"][0]["link"])
        await staff.page.goto(next(p["link"] for p in people["staff"] if p["role"] == "owner"))

        await _a_client_writes(client, staff)
        await _staff_answers(client, staff)
        await _a_note_stays_in_the_house(client, staff)
        await _hours_are_logged(staff)
        await _material_is_delivered(client, staff, tmp_path)
        await _an_invoice_is_pushed(staff)
        await _the_bulletin_is_acknowledged(client, staff)

        await _never_with_the_client(client, NOTE)
        await _never_with_the_client(client, "Procountor")
        assert client.complaints == []
        assert staff.complaints == []


async def _a_client_writes(client: Watched, staff: Watched) -> None:
    await _row(staff, "Acme Oy").click()
    await expect(_row(staff, "Acme Oy")).not_to_contain_text("lukema")
    await _row(staff, "Nordic Bygg").click()

    await client.panel.get_by_label("Kirjoita viesti").fill(QUESTION)
    await client.page.keyboard.press("Enter")
    await expect(_row(staff, "Acme Oy")).to_contain_text("Yksi lukematon")
    await expect(_row(staff, "Acme Oy")).to_contain_text(QUESTION)
    newest = staff.page.get_by_role("navigation").locator(".row-name").first
    await expect(newest).to_contain_text("Acme Oy")

    await _row(staff, "Acme Oy").click()
    await expect(staff.page.get_by_role("log").get_by_text(QUESTION)).to_be_visible()
    await expect(_row(staff, "Acme Oy")).not_to_contain_text("lukema")
    await expect(_said(client.panel, QUESTION).get_by_text("Luettu")).to_be_visible()


async def _staff_answers(client: Watched, staff: Watched) -> None:
    """To a client who has closed the panel meanwhile: the launcher tells."""
    await client.panel.get_by_role("button", name="Sulje").click()
    await _write(staff, ANSWER)
    launcher = client.page.get_by_role("button", name="Avaa keskustelu, 1 lukematonta")
    await expect(launcher).to_be_visible()
    await expect(_said(staff.page, ANSWER).get_by_text("Luettu")).to_be_hidden()
    await launcher.click()
    await expect(client.panel.get_by_role("log").get_by_text(ANSWER)).to_be_visible()
    await expect(_said(staff.page, ANSWER).get_by_text("Luettu")).to_be_visible()


async def _a_note_stays_in_the_house(client: Watched, staff: Watched) -> None:
    modes = staff.page.get_by_role("radiogroup", name="Kenelle kirjoitat")
    await modes.get_by_text("Sisäinen muistiinpano").click()
    await expect(staff.page.get_by_role("radio", name="Sisäinen muistiinpano")).to_be_checked()
    await expect(staff.page.get_by_text("Vain toimiston väelle")).to_be_visible()
    await _write(staff, NOTE)
    note = staff.page.get_by_role("group", name="Sisäinen muistiinpano").filter(has_text=NOTE)
    await expect(note).to_be_visible()
    await keep(staff, "main-console")
    await keep(client, "main-widget")
    await modes.get_by_text("Vastaa asiakkaalle").click()
    # What comes after the note has come: the note would have come before it.
    await _write(staff, "Palaan asiaan.")
    await expect(client.panel.get_by_role("log").get_by_text("Palaan asiaan.")).to_be_visible()
    await _never_with_the_client(client, NOTE)


async def _hours_are_logged(staff: Watched) -> None:
    side = staff.page.get_by_role("complementary", name="Tänään")
    await expect(side.get_by_text("Tälle päivälle ei ole vielä tunteja.")).to_be_visible()
    card = await _ask(staff, "/hours 1,5 Acme alv", "Tallennetaanko tämä?")
    await card.get_by_role("button", name="Tallenna").click()
    await expect(side.get_by_text("1 t 30 min / 7 t 30 min")).to_be_visible()
    await expect(side.get_by_role("listitem").filter(has_text="Acme Oy")).to_have_count(1)


async def _material_is_delivered(client: Watched, staff: Watched, folder: Path) -> None:
    card = await _ask(staff, "/materials Acme: kassakuitti", "Aineistopyyntö: Acme Oy")
    await card.get_by_role("button", name="Lähetä asiakkaalle").click()
    name = "Tarvitsemme sinulta aineistoa"
    wanted = client.panel.get_by_role("region", name=name)
    await expect(wanted).to_be_visible()
    receipt = folder / "kuitti.txt"
    receipt.write_text("Kahvi 3,50")
    await wanted.get_by_label("kassakuitti").set_input_files(receipt)
    await expect(wanted.get_by_text("kuitti.txt")).to_be_visible()
    await wanted.get_by_role("button", name="Lähetä").click()
    for place in (client.panel, staff.page):
        done = place.get_by_role("region", name=name)
        await expect(done.get_by_text("Saatu: kuitti.txt")).to_be_visible()


async def _an_invoice_is_pushed(staff: Watched) -> None:
    """Of this month: the hours just logged are still to be approved."""
    month = f"{clock.today():%Y-%m}"
    card = await _ask(staff, f"/invoice Acme {month}", "Laskuehdotus: Acme Oy")
    await expect(card.get_by_text("ne eivät tule laskulle ennen hyväksyntää")).to_be_visible()
    await card.get_by_role("button", name="Hyväksy").click()
    await expect(card.get_by_role("button", name="Hyväksy")).to_be_hidden()
    await expect(staff.page.get_by_text("Procountor-hiekkalaatikko")).to_be_visible()
    await card.get_by_role("button", name="Vie Procountoriin").click()
    await staff.page.get_by_role("dialog").get_by_role("button", name="Vie Procountoriin").click()

    told = staff.page.get_by_text("on Procountorissa: numero")
    await expect(told).to_be_visible(timeout=PUSHED_MS)
    # The card now stands among the notes, once, and says the same.
    invoice = staff.page.get_by_role("region", name="Lasku: Acme Oy")
    await expect(invoice).to_have_count(1)
    await expect(invoice.get_by_text("Viety", exact=True)).to_be_visible()
    number = await invoice.get_by_text("Numero Procountorissa").locator("+ dd").text_content()
    assert number
    await expect(told).to_contain_text(f"numero {number}")
    notes = staff.page.get_by_role("group", name="Sisäinen muistiinpano")
    await expect(notes.filter(has_text="on Procountorissa: numero")).to_have_count(1)
    await keep(staff, "main-invoice")


async def _the_bulletin_is_acknowledged(client: Watched, staff: Watched) -> None:
    bulletin = client.panel.get_by_role("region", name="Joulun aukioloajat")
    await bulletin.get_by_role("button", name="Olen lukenut tämän").click()
    await expect(bulletin.get_by_text("Kuitattu")).to_be_visible()
    await expect(bulletin.get_by_role("button")).to_have_count(0)
    card = await _ask(staff, "/bulletin receipts", "Tiedotteiden kuittaukset")
    await expect(card.get_by_text("1/40")).to_be_visible()


async def _never_with_the_client(client: Watched, secret: str) -> None:
    """Neither on the page, nor in the panel's frame, nor on the wire."""
    for frame in client.page.frames:
        assert secret not in await frame.content()
    assert any(ANSWER in frame for frame in client.frames), "the wire was not watched"
    assert not [frame for frame in client.frames if secret in frame]


def _row(staff: Watched, client: str) -> Locator:
    return staff.page.get_by_role("navigation").get_by_role("button", name=client)


def _said(place: Page | FrameLocator, text: str) -> Locator:
    return place.get_by_role("log").get_by_role("article").filter(has_text=text)


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
