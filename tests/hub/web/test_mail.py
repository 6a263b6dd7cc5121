"""Answers by mail go into the conversation, once; the link in each mail ends them without signing in."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from hub import clock
from hub.actions.files import FileRules, scan_waiting
from hub.actions.inbound_mail import MailRules, take_mail
from hub.queries.notices import choice_of
from integrations.inbound_mail import read_mail
from integrations.mail import Mail
from integrations.quoting import written_in
from integrations.scan import ScannerDownError, Verdict
from integrations.storage import FolderStorage
from models.chat import Entry
from models.files import File
from tests.support.hub import Running, start_server
from tests.support.inbound import SETTINGS, answer_to, hand_in
from tests.support.postbox import after, say, to


@pytest.fixture
async def hub(database_url: str, tmp_path: Path) -> AsyncIterator[Running]:
    async with start_server(database_url, tmp_path / "data", **SETTINGS) as running:
        yield running


async def mailed(hub: Running) -> Mail:
    await say(hub, "anna", "Milloin kuitit tulevat?")
    (mail,) = await to("aino")
    return mail


async def said(hub: Running) -> list[Entry]:
    rows = Entry.filter(conversation_id=hub.conversations["acme"], kind="message")
    return await rows.exclude(author_name="Anna").order_by("seq")


async def test_an_answer_by_mail_reaches_the_room_without_the_quoted_mail(hub: Running):
    anna = await hub.staff_socket("anna")
    mail = await mailed(hub)

    assert await hand_in(hub, answer_to(mail, "Huomenna.\n\nTerveisin Aino")) == (202, "taken")

    entry = (await anna.until("entry", 2))[-1]
    assert entry["author"] == {
        "kind": "contact",
        "id": str(hub.contacts["aino"].id),
        "name": "Aino",
    }
    assert entry["body"] == "Huomenna.\n\nTerveisin Aino"
    (row,) = await said(hub)
    assert row.channel == "email"


async def test_the_same_mail_delivered_again_is_one_message(hub: Running):
    answer = answer_to(await mailed(hub), "Huomenna.")

    outcomes = [await hand_in(hub, answer) for _ in range(3)]

    assert outcomes == [(202, "taken")] * 3
    assert len(await said(hub)) == 1


async def test_attachments_go_through_the_same_doors_as_uploads(hub: Running):
    answer = answer_to(await mailed(hub), "Liitteenä.")
    answer.add_attachment(b"kuitti 12,00", maintype="text", subtype="plain", filename="kuitti.txt")
    answer.add_attachment(b"MZ\x90\x00" + b"\x00" * 90, maintype="image", subtype="png",
                          filename="kuva.png")  # fmt: skip

    assert await hand_in(hub, answer) == (202, "taken")

    (entry,) = await said(hub)
    assert [each["name"] for each in entry.files or ()] == ["kuitti.txt"]
    assert "kuva.png" in (entry.body or ""), "what was refused is said"
    assert await File.all().count() == 1


class SilentThenClean:
    """A scanner that is down at first."""

    def __init__(self) -> None:
        self.is_down = True

    async def scan(self, path: Path) -> Verdict:
        if self.is_down:
            raise ScannerDownError("down")
        return Verdict("")


@pytest.mark.sqlite_only
async def test_while_the_scanner_is_silent_the_mail_is_asked_for_again(
    database_url: str, tmp_path: Path
):
    scanner = SilentThenClean()
    async with start_server(database_url, tmp_path / "d", scanner=scanner, **SETTINGS) as hub:
        answer = answer_to(await mailed(hub), "Liitteenä.")
        answer.add_attachment(b"kuitti", maintype="text", subtype="plain", filename="k.txt")

        assert (await hand_in(hub, answer))[0] == 503
        assert await said(hub) == []
        scanner.is_down = False
        rules = FileRules(FolderStorage(hub.settings.files_folder), scanner, 10**6)
        assert await scan_waiting(rules) == 1
        assert await hand_in(hub, answer) == (202, "taken")
        (entry,) = await said(hub)
        assert [each["name"] for each in entry.files or ()] == ["k.txt"]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"}, {"Auto_Submitted": "auto-generated; x"},
        {"Precedence": "bulk"}, {"X_Autoreply": "yes"}, {"List_Id": "<x.example>"},
        {"Return_Path": "<>"},
    ],
)  # fmt: skip
async def test_robots_are_not_answered_to_and_not_heard(hub: Running, headers):
    answer = answer_to(await mailed(hub), "Olen lomalla.", **headers)

    assert await hand_in(hub, answer) == (202, "ignored")
    assert await said(hub) == []


@pytest.mark.sqlite_only
async def test_a_person_who_says_it_is_no_robot_is_heard(hub: Running):
    answer = answer_to(await mailed(hub), "Ihminen.", Auto_Submitted="no")

    assert await hand_in(hub, answer) == (202, "taken")


async def test_one_click_ends_mail_without_signing_in_and_a_look_does_not(hub: Running):
    mail = await mailed(hub)
    path = mail.unsubscribe.removeprefix("https://hub.example")

    async with hub.http.get(path, headers={"Accept-Language": "sv"}) as asked:
        assert "Avsluta aviseringarna" in await asked.text()
    assert (await choice_of(hub.asker("aino"))).way == "auto"
    for _ in range(2):
        form = {"List-Unsubscribe": "One-Click"}
        async with hub.http.post(path, data=form) as done:
            assert done.status == 200
            assert "The notices have ended" in await done.text()
    assert (await choice_of(hub.asker("aino"))).way == "off"
    await say(hub, "anna", "Vielä yksi")
    assert [each.to for each in await after()] == ["eero@client.example"], "nobody else's ended"


@pytest.mark.sqlite_only
async def test_a_changed_link_ends_nothing(hub: Running):
    mail = await mailed(hub)
    path = mail.unsubscribe.removeprefix("https://hub.example")
    for wrong in (
        path[:-1] + ("A" if path[-1] != "A" else "B"),
        path[:-4],
        "/mail/off/x",
        "/mail/off/ä",
    ):
        async with hub.http.post(wrong) as answer:
            assert answer.status == 404, wrong


@pytest.mark.sqlite_only
async def test_an_old_address_takes_no_answer_any_more(hub: Running):
    answer = answer_to(await mailed(hub), "Myöhässä.")
    with clock.travel(clock.now() + timedelta(days=61)):
        files = FileRules(FolderStorage(hub.settings.files_folder), None, 10**6)
        rules = MailRules(hub.settings.mail_reply_address, "", files, read_mail)
        assert await take_mail(answer.as_bytes(), rules) == "refused"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Joo\n\nOn Tue, 24 Nov 2026 at 10.00, Kirjuri <k@f.example> wrote:\n> x", "Joo"),
        ("Joo\n\nti 24. marrask. 2026 klo 10.00 Kirjuri (k@f.example) kirjoitti:\n> x", "Joo"),
        ("Ja\n\nDen tis 24 nov. 2026 kl 10:00 skrev Kirjuri <k@f.example>:\n> x", "Ja"),
        ("Joo\n\nOn Tue, 24 Nov 2026 at 10.00, Kirjuri\n<k@f.example> wrote:\n\n> x", "Joo"),
        ("Joo\n\n-----Original Message-----\nFrom: x", "Joo"),
        ("Joo\n\nLähettäjä: K <k@f.example>\nLähetetty: tiistai\nAihe: x", "Joo"),
        ("Joo\n\n________________________________\nFrom: x", "Joo"),
        ("Joo\n> — Kirjoita vastauksesi tämän rivin yläpuolelle —\n> x", "Joo"),
        ("Joo\n-- \nAino\nToimitusjohtaja", "Joo"),
        ("> kysymys\nvastaus\n> toinen\nvastaus 2", "> kysymys\nvastaus\n> toinen\nvastaus 2"),
        ("Hän kirjoitti: joo", "Hän kirjoitti: joo"),
        ("Alv 25,5 %\nsumma: 10 €", "Alv 25,5 %\nsumma: 10 €"),
    ],
)
def test_what_is_quoted_is_cut_and_what_is_written_stays(text, words):
    assert written_in(text) == words


def test_html_alone_becomes_words():
    raw = (
        b"From: a@b.example\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n"
        b"<head><title>t</title></head><script>alert(1)</script><p>Hei &lt;b&gt; \xe4</p>"
        b"<p>toinen</p><blockquote>vanha</blockquote>"
    )
    assert read_mail(raw).text == "Hei <b> ä\ntoinen"
