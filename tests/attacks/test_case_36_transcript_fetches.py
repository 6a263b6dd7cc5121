"""Case 36: making a transcript fetches nothing, and it holds nothing that a reader would fetch.

The class of CVE-2021-3742 (Chatwoot: SSRF by what a document refers to).
"""

import asyncio
import io
import re

import pytest
from aiohttp import content_disposition_filename, parse_content_disposition
from pypdf import PdfReader

from models.clients import Client
from models.firm import Firm
from tests.support.listening import listening
from tests.support.twins import Twins, bearer

pytestmark = pytest.mark.sqlite_only

FETCHES = re.compile(
    rb"<(img|link|script|iframe|object|embed|audio|video|form|base|meta http)", re.IGNORECASE
)


async def test_pictures_links_and_styles_in_texts_are_words(twins: Twins):
    hub, place = twins.ours.hub, twins.ours.id("conversation")
    asked: list[bytes] = []

    async def hear(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        asked.append(await reader.read(200))

    async with listening(hear) as port:
        trap = f"http://127.0.0.1:{port}/t"
        words = (
            f'<img src="{trap}"> <link rel=stylesheet href="{trap}"> <para><img src="{trap}"/></para> '
            f"<style>@import url({trap})</style> ![x]({trap}) {trap} <b onclick=x>"
            f'<font name="x" backcolor="{trap}"> &lt;img&gt; <a href="{trap}">'
        )
        await Client.filter(id=hub.clients["acme"].id).update(name=words[:110])
        await Firm.filter(id=hub.firm.id).update(name=words[:110])
        aino = await hub.contact_socket("aino")
        await aino.send(place, words)
        for kind in ("html", "pdf"):
            address = f"/api/conversations/{place}/transcript?format={kind}"
            async with hub.http.get(address, headers=bearer(hub, "anna")) as answer:
                assert answer.status == 200, await answer.text()
                made = await answer.read()
                policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "sandbox" in policy
            check_page(made) if kind == "html" else check_pdf(made, trap)
        await asyncio.sleep(0.05)

    assert asked == []


def check_page(made: bytes) -> None:
    found = {each.group(0) for each in FETCHES.finditer(made)}
    assert not found - {b"<meta http"}, found
    assert b"&lt;img" in made
    assert b"url(" not in made.split(b"</style>")[0]


def check_pdf(made: bytes, trap: str) -> None:
    """Nothing that acts by itself, and no picture."""
    for sign in (b"/JavaScript", b"/JS", b"/OpenAction", b"/Launch", b"/EmbeddedFile", b"/XObject"):
        assert sign not in made, sign
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)
    assert trap.split("//")[1].split("/", maxsplit=1)[0] in text.replace("\n", ""), (
        "it stands there as text"
    )


@pytest.mark.parametrize(
    "name", ['Oy"\r\nX-Evil: 1', "Oy\nx", "../../x", "Ä\u202eÖ/", 'a";filename="x.exe']
)
async def test_a_clients_name_breaks_no_header(twins: Twins, name: str):
    hub = twins.ours.hub
    await Client.filter(id=hub.clients["acme"].id).update(name=name)
    address = f"/api/conversations/{twins.ours.id('conversation')}/transcript"

    async with hub.http.get(address, headers=bearer(hub, "aino")) as answer:
        assert answer.status == 200, await answer.text()
        assert "X-Evil" not in answer.headers
        given = answer.headers["Content-Disposition"]

    kind, parts = parse_content_disposition(given)
    assert kind == "attachment"
    assert content_disposition_filename(parts) == parts["filename*"]
    for named in (parts["filename"], parts["filename*"]):
        assert named.endswith(".html")
        assert named.isprintable()
        assert not set(named) & set('/\\"')
