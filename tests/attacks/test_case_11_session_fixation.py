"""Case 11: a socket opened by somebody else, or by nobody, gains nothing from a later identity."""

import pytest
from socketio.exceptions import ConnectionError as RefusedError

from hub.access import house_asker
from hub.actions.sessions import make_sign_in_link
from tests.support.hub import Running
from tests.support.raw_socket import raw_socket
from tests.support.twins import Twins

pytestmark = pytest.mark.sqlite_only


async def test_a_namespace_is_joined_once(twins: Twins):
    """Identified anew the socket keeps who it was: neither the rooms nor the name change."""
    hub = twins.ours.hub
    raw = await raw_socket(hub.base_url)
    await raw.join("/client", hub.contact_token("bertta"))

    again = await raw.join("/client", hub.contact_token("aino"))
    hello = await raw.ask(7, '42/client,7["hello",{}]')

    assert again.startswith("44/client,")
    assert hello["me"]["id"] == str(hub.contacts["bertta"].id)
    assert twins.ours.mark("acme") not in str(hello)
    await raw.close()


async def test_after_leaving_the_next_identity_has_only_its_own_rooms(twins: Twins):
    hub = twins.ours.hub
    raw = await raw_socket(hub.base_url)
    await raw.join("/client", hub.contact_token("aino"))
    await raw.send("41/client,")
    await raw.join("/client", hub.contact_token("bertta"))
    anna = await hub.staff_socket()

    await anna.send(twins.ours.id("conversation", "acme"), "for Acme")
    await anna.send(twins.ours.id("conversation", "beta"), "for Beta")
    heard = await raw.next('42/client,["entry"')

    assert "for Beta" in heard, "the first entry that it hears is of its own room"
    await raw.close()


async def test_a_refused_identity_leaves_no_room_behind(hub: Running):
    raw = await raw_socket(hub.base_url)
    assert (await raw.join("/client", "forged.to.ken")).startswith("44/client,")

    answer = await raw.ask(1, '42/client,1["hello",{}]')

    assert answer["error"]["code"] == "forbidden"
    assert not list(hub.realtime.connections)
    await raw.close()


async def test_a_client_names_no_room(twins: Twins):
    """Rooms come from the identity: words in the auth payload join nothing."""
    hub = twins.ours.hub
    theirs = {"rooms": [f"client:{hub.clients['acme'].id}"], "room": f"staff:{hub.firm.id}"}
    with pytest.raises(RefusedError):
        await hub.socket("/client", {"token": hub.contact_token("bertta"), **theirs})
    have = {twins.ours.id("conversation"): 0}
    bertta = await hub.contact_socket("bertta", have=have)
    anna = await hub.staff_socket()

    await anna.send(twins.ours.id("conversation"), "for Acme")
    await bertta.ask("hello")

    assert not bertta.got("entry")


async def test_a_cookie_that_was_planted_is_not_the_one_that_is_signed_in(hub: Running):
    planted = {"Cookie": f"kirjuri_session={'a' * 43}"}
    link = await make_sign_in_link(
        house_asker(hub.firm), hub.staff["anna"].id, base_url=hub.base_url
    )

    signed = await hub.http.post(
        "/api/session", json={"token": link.rsplit("/", 1)[-1]}, headers=planted
    )

    assert signed.status == 200
    assert signed.cookies["kirjuri_session"].value != "a" * 43
    assert (await hub.browser().get("/api/session", headers=planted)).status == 401
