"""Case 9: an identity replayed: after its end, after sign-out, a one-time one twice, of another client.

Comes from CVE-2021-3740 (Chatwoot: sessions that survive a change of the password).
"""

import asyncio
from datetime import timedelta

import pytest
import time_machine
from socketio.exceptions import ConnectionError as RefusedError

from hub.access import house_asker
from hub.actions.sessions import make_sign_in_link
from hub.clock import now
from models.firm import Session
from tests.support.hub import Running
from tests.support.twins import Twins, bearer

pytestmark = pytest.mark.sqlite_only


async def test_a_one_time_identity_works_once(hub: Running):
    token = hub.contact_token(is_one_time=True)
    await hub.socket("/client", {"token": token})

    with pytest.raises(RefusedError):
        await hub.socket("/client", {"token": token})


async def test_a_socket_ends_with_its_token(hub: Running):
    token = hub.contact_token(life=timedelta(seconds=2))
    socket = await hub.socket("/client", {"token": token})
    assert (await socket.ask("hello"))["ok"]

    await socket.until_closed(4)

    assert socket.got("bye") == [{"reason": "expired"}]


async def test_an_identity_is_refused_after_its_end(hub: Running):
    token, file = hub.contact_token(), "/api/files/x"
    headers = {"Authorization": f"Bearer {token}"}
    assert (await hub.http.get(file, headers=headers)).status == 404

    with time_machine.travel(now() + timedelta(hours=1, seconds=1)):
        assert (await hub.http.get(file, headers=headers)).status == 401
        with pytest.raises(RefusedError):
            await hub.socket("/client", {"token": token})


async def test_one_persons_id_with_another_clients_number_is_nobody(hub: Running):
    """The token is signed rightly; the person and the company do not belong together."""
    key, bertta = hub.key, hub.contacts["bertta"]
    for subject, number in ((bertta.external_id, "1001"), ("user-eero", "1002"), ("", "1001")):
        token = hub.contact_token(key=key, subject=subject, client_number=number)
        with pytest.raises(RefusedError):
            await hub.socket("/client", {"token": token})


async def test_after_sign_out_neither_cookie_nor_its_tokens_open_anything(hub: Running):
    browser, csrf = await hub.sign_in("anna")
    headers = {"X-CSRF-Token": csrf}
    issued = await (await browser.post("/api/session/socket", headers=headers)).json()
    (cookie,) = list(browser.cookie_jar)
    socket = await hub.socket("/staff", {"token": issued["token"]})

    assert (await browser.delete("/api/session", headers=headers)).status == 204
    await socket.until_closed(5)

    with pytest.raises(RefusedError):
        await hub.socket("/staff", {"token": issued["token"]})
    replayed = {"Cookie": f"{cookie.key}={cookie.value}"}
    assert (await hub.http.get("/api/clients", headers=replayed)).status == 401
    bearing = {"Authorization": f"Bearer {issued['token']}"}
    assert (await hub.http.get("/api/clients", headers=bearing)).status == 401


async def test_a_sign_in_link_opens_one_session(hub: Running):
    anna = hub.staff["anna"].id
    link = await make_sign_in_link(house_asker(hub.firm), anna, base_url=hub.base_url)
    token = {"token": link.rsplit("/", 1)[-1]}

    answers = await asyncio.gather(
        *(hub.browser().post("/api/session", json=token) for _ in range(5))
    )

    assert min(each.status for each in answers) == 200
    assert await Session.filter(staff_id=anna).count() == 1


async def test_an_identity_of_one_firm_opens_no_file_of_its_twin(twins: Twins):
    ours, theirs = twins.both()
    for mine, other in ((ours, theirs), (theirs, ours)):
        address = f"/api/files/{other.id('file')}"
        assert (await mine.hub.http.get(address, headers=bearer(mine.hub, "aino"))).status == 404
