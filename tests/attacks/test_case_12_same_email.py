"""Case 12: the same e-mail, name and id of the site at two clients is two people, never merged."""

from tests.support.twins import Twins


async def test_one_address_at_two_clients_stays_two_people(twins: Twins):
    hub = twins.ours.hub
    at_acme, at_beta = await hub.contact_socket("aino"), await hub.contact_socket("aino_at_beta")

    acme, beta = await at_acme.ask("hello"), await at_beta.ask("hello")

    assert acme["me"]["name"] == beta["me"]["name"]
    assert acme["me"]["id"] != beta["me"]["id"]
    assert {each["id"] for each in beta["conversations"]} == {hub.conversations["beta"]}
    assert twins.ours.mark("acme") not in str(beta)


async def test_one_address_in_two_firms_stays_two_people(twins: Twins):
    sockets = [await each.hub.contact_socket("aino") for each in twins.both()]

    ours, theirs = [await each.ask("hello") for each in sockets]

    assert ours["me"]["name"] == theirs["me"]["name"]
    assert ours["me"]["id"] != theirs["me"]["id"]
    assert ours["firm"]["id"] != theirs["firm"]["id"]
    shared = {each["id"] for each in ours["conversations"]} & {
        each["id"] for each in theirs["conversations"]
    }
    assert not shared
