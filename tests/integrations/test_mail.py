"""Mail: handed over once, to one person, or told why not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from integrations.errors import NoAnswerError, RefusedError
from integrations.mail import ConsoleMail, Mail, MemoryMail, SmtpMail, open_mail
from tests.support.listening import listening

MAIL = Mail("anna@firma.example", "Kirjautumislinkki – åäö", "https://x.example/link\n", "0198")


class SmtpServer:
    """As much of SMTP as one mail needs; `answers` replaces the reply to a command."""

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}
        self.commands: list[str] = []
        self.body = b""

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._say(writer, "220 test")
        while line := (await reader.readline()).decode().strip():
            self.commands.append(line)
            word = line.split(" ")[0].upper()
            reply = self.answers.get(word, {"DATA": "354 go on"}.get(word, "250 OK"))
            if reply == "hang up":
                break
            await self._say(writer, reply)
            if reply.startswith("354"):
                self.body = await reader.readuntil(b"\r\n.\r\n")
                if self.answers.get("end of data") == "hang up":
                    break
                await self._say(writer, "250 queued")

    @staticmethod
    async def _say(writer: asyncio.StreamWriter, text: str) -> None:
        writer.write(f"{text}\r\n".encode())
        await writer.drain()


@asynccontextmanager
async def smtp() -> AsyncIterator[tuple[SmtpServer, SmtpMail]]:
    server = SmtpServer()
    async with listening(server.talk) as port:
        yield server, SmtpMail(f"smtp://127.0.0.1:{port}?tls=never", "Kirjuri <k@firma.example>")


async def test_a_mail_arrives_with_a_name_that_survives_repeating():
    async with smtp() as (server, sender):
        first = await sender.send(MAIL)
        assert await sender.send(MAIL) == first == "<0198@firma.example>"

    assert "RCPT TO:<anna@firma.example>" in server.commands
    assert b"https://x.example/link" in server.body
    assert b"Subject: Kirjautumislinkki =?utf-8?" in server.body


@pytest.mark.parametrize(
    ("answer", "retry_after_s"), [("550 no such user", None), ("451 busy", 300)]
)
async def test_a_refused_receiver_is_told_and_only_busy_ones_come_again(answer, retry_after_s):
    async with smtp() as (server, sender):
        server.answers["RCPT"] = answer
        with pytest.raises(RefusedError) as refused:
            await sender.send(MAIL)

    assert refused.value.problems[0].field == "to"
    assert refused.value.retry_after_s == retry_after_s


async def test_a_line_that_breaks_after_the_text_is_unclear():
    async with smtp() as (server, sender):
        server.answers["end of data"] = "hang up"
        with pytest.raises(NoAnswerError) as lost:
            await sender.send(MAIL)

    assert lost.value.may_be_done


async def test_where_no_server_listens_nothing_went_out():
    async with smtp() as (_, sender):
        pass
    with pytest.raises(NoAnswerError) as lost:
        await sender.send(MAIL)

    assert not lost.value.may_be_done


@pytest.mark.parametrize(
    "address", ["anna@firma.example\nBcc: all@firma.example", "a@b.example, c@d.example", "anna"]
)
async def test_one_address_cannot_carry_another(address):
    async with smtp() as (server, sender):
        with pytest.raises(RefusedError, match="not_an_address"):
            await sender.send(Mail(address, "s", "t"))

    assert not any(line.startswith("RCPT") for line in server.commands)


async def test_a_subject_stays_one_line():
    async with smtp() as (server, sender):
        await sender.send(Mail("a@b.example", "one\r\nBcc: x@y.example", "t"))

    assert b"Subject: one Bcc: x@y.example" in server.body


async def test_the_demo_prints_links_and_tests_keep_them():
    lines: list[str] = []
    await ConsoleMail(lines.append).send(MAIL)
    memory = MemoryMail()
    await memory.send(MAIL)
    memory.fails_with = NoAnswerError("down")
    with pytest.raises(NoAnswerError):
        await memory.send(MAIL)

    assert "https://x.example/link" in lines[0]
    assert memory.sent == [MAIL]


def test_an_address_of_a_server_is_checked_at_the_start():
    assert isinstance(open_mail("", "k@firma.example"), ConsoleMail)
    assert isinstance(open_mail("smtps://u:p%40@mail.example", "k@firma.example"), SmtpMail)
    with pytest.raises(ValueError, match="not an address"):
        open_mail("http://mail.example", "k@firma.example")
