"""Case 40: a foreign, null or missing Origin with the staff's cookie opens no socket and changes nothing.

Comes from CVE-2019-13611 (python-engineio: cross-site socket hijacking).
"""

import aiohttp
import pytest
from socketio.exceptions import ConnectionError as RefusedError

from tests.support.hub import Running
from tests.support.raw_socket import raw_socket

pytestmark = pytest.mark.sqlite_only


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1"])
async def test_foreign_pages_open_no_socket(hub: Running, origin: str):
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await raw_socket(hub.base_url, headers={"Origin": origin})


async def test_our_own_pages_and_programs_open_one(hub: Running):
    for headers in ({"Origin": hub.base_url}, {"Origin": hub.settings.base_url}, {}):
        socket = await raw_socket(hub.base_url, headers=headers)
        await socket.close()


@pytest.mark.parametrize("origin", ["https://evil.example", "null", None])
async def test_the_cookie_alone_opens_no_namespace(hub: Running, origin: str | None):
    browser, _ = await hub.sign_in("anna")
    (cookie,) = list(browser.cookie_jar)
    headers = {"Cookie": f"{cookie.key}={cookie.value}"}
    if origin is not None:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await raw_socket(hub.base_url, headers={**headers, "Origin": origin})
        return
    raw = await raw_socket(hub.base_url, headers=headers)
    await raw.send("40/staff,")
    assert (await raw.next("40/staff", "44/staff")).startswith("44/staff")
    await raw.close()


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1"])
async def test_a_foreign_origin_changes_nothing_even_with_the_csrf_token(hub: Running, origin: str):
    browser, csrf = await hub.sign_in("anna")
    headers = {"X-CSRF-Token": csrf, "Origin": origin}

    refused = await browser.put("/api/session/language", json={"language": "sv"}, headers=headers)

    assert refused.status == 403
    assert (await (await browser.get("/api/session")).json())["staff"]["language"] == "en"


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
async def test_polling_is_no_way_around(hub: Running, origin: str):
    address = "/socket.io/?EIO=4&transport=polling"

    answer = await hub.http.get(address, headers={"Origin": origin})

    assert answer.status == 400
    assert "Access-Control-Allow-Origin" not in answer.headers
    with pytest.raises(RefusedError):
        await hub.socket("/staff", None, transports=("polling",))


async def test_no_answer_may_be_read_by_a_foreign_page(hub: Running):
    for path in ("/api/session", "/api/clients", "/console/", "/api/openapi.json"):
        answer = await hub.http.get(path, headers={"Origin": "https://evil.example"})
        assert "Access-Control-Allow-Origin" not in answer.headers, path
        assert "Access-Control-Allow-Credentials" not in answer.headers, path
