"""Case 39: no text makes the server ask an address: there are no link previews and no webhooks.

What does ask others goes through one client, without redirects and with a bound on the answer.
Comes from CVE-2026-92527 (Chatwoot) and CVE-2026-96259 (Mattermost: SSRF by an OAuth address),
CVE-2026-2456 (Mattermost: an integration's answer without end), GHSA-r2x7-427f-rq69.
"""

import asyncio
import gzip
import re
from pathlib import Path

import pytest

from integrations import http
from integrations.errors import NoAnswerError
from tests.support.listening import listening
from tests.support.twins import Twins

pytestmark = pytest.mark.sqlite_only

ROOT = Path(__file__).resolve().parents[2]
# Who may speak HTTP to others; each is one client of its own, configured by the operator.
SPEAK_HTTP = {"integrations/http.py", "bot/slack/web.py"}


async def test_nobodys_words_are_fetched(twins: Twins):
    """As a contact, as staff, in titles, cards and commands, in every way to write this machine."""
    asked: list[bytes] = []

    async def hear(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        asked.append(await reader.read(200))

    async with listening(hear) as port:
        places = [
            f"{scheme}://{host}:{port}/meta"
            for scheme in ("http", "https", "gopher", "ftp", "ws")
            for host in ("127.0.0.1", "[::1]", "0x7f.1", "2130706433", "127.0.0.1.nip.io")
        ]
        places += [
            "file:///etc/passwd",
            f"http://[::ffff:127.0.0.1]:{port}/",
            "http://localhost:22/",
        ]
        hub, place = twins.ours.hub, twins.ours.id("conversation")
        aino, anna = await hub.contact_socket("aino"), await hub.staff_socket()
        await aino.send(place, "\n".join(places))
        await anna.send(place, " ".join(f"![x]({each})" for each in places))
        await aino.ask("conversation.open", {"title": places[0]})
        await anna.ask("command", {"text": f"task {places[0]} 1001", "conversation": place})
        await anna.ask("search", {"text": places[0]})
        await asyncio.sleep(0.2)

    assert asked == []


async def test_a_redirect_is_not_followed():
    asked: list[bytes] = []

    async def redirect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 302 Found\r\nLocation: /inside\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()

    async with (
        listening(redirect) as port,
        http.open_http(f"http://127.0.0.1:{port}") as client,
    ):
        answer = await http.ask(client, client.build_request("GET", "/"), 5)

    assert (answer.status_code, len(asked)) == (302, 1)


@pytest.mark.parametrize("is_packed", [False, True], ids=["plain", "gzip bomb"])
async def test_an_answer_without_end_is_cut(monkeypatch: pytest.MonkeyPatch, is_packed: bool):
    monkeypatch.setattr(http, "LARGEST_ANSWER", 1024 * 1024)
    chunk = b"x" * 65_536
    packed = gzip.compress(b"x" * 50_000_000)
    sent = 0

    async def pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        await reader.readuntil(b"\r\n\r\n")
        kind = b"Content-Encoding: gzip\r\n" if is_packed else b""
        writer.write(b"HTTP/1.1 200 OK\r\n" + kind + b"\r\n")
        for _ in range(16_000):
            writer.write(packed if is_packed else chunk)
            await writer.drain()
            sent += 1

    async with listening(pour) as port, http.open_http(f"http://127.0.0.1:{port}") as client:
        with pytest.raises(NoAnswerError):
            await http.ask(client, client.build_request("GET", "/"), 20)

    assert sent < 1_000


async def test_a_body_that_drips_ends_with_the_time():
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    async with listening(drip) as port, http.open_http(f"http://127.0.0.1:{port}") as client:
        with pytest.raises(NoAnswerError):
            await http.ask(client, client.build_request("GET", "/"), 0.3)


def test_nobody_else_speaks_http():
    """A new client of HTTP is seen here: it must not follow, must not be named by a stranger."""
    sign = re.compile(
        r"httpx\.(Async)?Client\(|aiohttp\.ClientSession\(|urlopen\(|requests\.(get|post)\("
    )
    found = {
        str(file.relative_to(ROOT))
        for room in ("hub", "bot", "integrations", "models")
        for file in (ROOT / room).rglob("*.py")
        if sign.search(file.read_text())
    }

    assert found == SPEAK_HTTP
