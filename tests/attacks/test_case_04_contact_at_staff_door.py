"""Case 4: a contact's token opens neither `/staff` nor a call for staff; nor do look-alikes of one.

Comes from CVE-2026-28514 (Rocket.Chat: a service that accepted any password).
The routes are walked in test_every_route.py.
"""

import pytest
from socketio.exceptions import ConnectionError as RefusedError

from hub.tokens import StaffTokens
from tests.support.hub import Running, fresh_id
from tests.support.twins import Twins, bearer

pytestmark = pytest.mark.sqlite_only


async def test_a_contacts_token_opens_no_staff_door(hub: Running):
    for token in (
        hub.contact_token(),
        StaffTokens("x" * 40).sign(hub.staff["anna"].id, hub.firm.id),
    ):
        with pytest.raises(RefusedError):
            await hub.socket("/staff", {"token": token})


async def test_a_contact_commands_no_bot(twins: Twins):
    aino = await twins.ours.hub.contact_socket("aino")

    answer = await aino.ask("command", {"text": "status 1002"})

    assert (answer["ok"], answer["error"]["code"]) == (False, "unknown_event")


async def test_a_token_says_which_firm_and_is_believed_in_that_one_only(twins: Twins):
    """Our Anna's id with their firm's, signed by the server itself, is nobody."""
    ours, theirs = twins.ours.hub, twins.theirs.hub
    token = ours.tokens.sign(ours.staff["anna"].id, theirs.firm.id)

    with pytest.raises(RefusedError):
        await ours.socket("/staff", {"token": token})
    headers = {"Authorization": f"Bearer {token}"}
    assert (await ours.http.get("/api/clients", headers=headers)).status == 401


async def test_a_cookie_of_staff_does_not_open_a_socket(hub: Running):
    browser, _ = await hub.sign_in("anna")
    (cookie,) = list(browser.cookie_jar)

    for auth in ({"token": cookie.value}, {"cookie": cookie.value}, None):
        with pytest.raises(RefusedError):
            await hub.socket("/staff", auth)


async def test_an_unknown_scheme_or_a_second_word_is_nobody(hub: Running):
    good = bearer(hub, "anna")["Authorization"]
    token = good.split()[1]
    for value in (
        f"Basic {token}",
        token,
        "Bearer",
        "Bearer ",
        f"Bearer {fresh_id()}",
        "Bearer a.b.c",
    ):
        answer = await hub.http.get("/api/clients", headers={"Authorization": value})
        assert answer.status == 401, value
    assert (await hub.http.get("/api/clients", headers={"Authorization": good})).status == 200
