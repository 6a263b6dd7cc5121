"""Case 52: a bulletin is read by those it was sent to, and acknowledged by each for themselves.

The product has no bulletins in the future and no edits of sent ones: there is no field for either.
"""

import pytest

from models.bulletins import Bulletin, Receipt
from tests.support.hub import fresh_id
from tests.support.reach import CONTACTS
from tests.support.twins import Twins

pytestmark = pytest.mark.sqlite_only


def press(card: str, button: str = "acknowledge") -> dict[str, object]:
    return {"card": card, "button": button, "client_id": fresh_id()}


async def test_who_it_was_not_sent_to_finds_no_bulletin(twins: Twins):
    """By its card, by its own id, in a search and in the log."""
    hub = twins.ours.hub
    for name, places in CONTACTS.items():
        socket = await hub.contact_socket(name)
        for tenant in twins.both():
            for place in ("acme", "beta"):
                if tenant is twins.ours and place in places:
                    continue
                for id_ in (tenant.id("card", f"{place}_bulletin"), tenant.id("bulletin", place)):
                    refused = await socket.ask("card.press", press(id_))
                    assert refused == await socket.ask("card.press", press(fresh_id()))
        heard = str([await socket.ask("search", {"text": "Lomat"}), await socket.ask("hello")])
        for place in {"acme", "beta"} - set(places):
            assert twins.ours.mark(f"work-{place}") not in heard, name
        assert twins.theirs.mark("work-acme") not in heard
    assert not await Receipt.filter(acknowledged_at__isnull=False).exists()


async def test_one_acknowledges_for_oneself_alone(twins: Twins):
    hub, card = twins.ours.hub, twins.ours.id("card", "acme_bulletin")
    aino = await hub.contact_socket("aino")
    eero = hub.contacts["eero"].id
    named = {"contact": str(eero), "contact_id": str(eero), "person": str(eero)}

    refused = await aino.ask("card.press", {**press(card), "contact": str(eero)})
    pressed = await aino.ask("card.press", {**press(card), "values": named})

    assert refused["error"]["code"] == "invalid"
    assert pressed["ok"]
    done = await Receipt.filter(acknowledged_at__isnull=False).values_list("contact_id", flat=True)
    assert [str(each) for each in done] == [str(hub.contacts["aino"].id)]


async def test_staff_acknowledge_for_no_client(twins: Twins):
    hub, card = twins.ours.hub, twins.ours.id("card", "acme_bulletin")
    for name in hub.staff:
        socket = await hub.staff_socket(name)
        answer = await socket.ask("card.press", press(card))
        assert not answer["ok"], name
        neighbour = await socket.ask("card.press", press(twins.theirs.id("card", "acme_bulletin")))
        assert neighbour["error"]["code"] == "not_found"
    assert not await Receipt.filter(acknowledged_at__isnull=False).exists()


async def test_who_may_not_send_sends_none(twins: Twins):
    hub, before = twins.ours.hub, await Bulletin.all().count()
    liisa, aino = await hub.staff_socket("liisa"), await hub.contact_socket("aino")

    shown = await liisa.ask("command", {"text": "bulletin all: Lomat | Suljettu heinäkuussa"})
    card = shown.get("card", {})
    for button in card.get("buttons", []):
        await liisa.ask("card.press", press(card["id"], button["id"]))
    refused = await aino.ask("command", {"text": "bulletin all: Lomat | x"})

    assert refused["error"]["code"] == "unknown_event"
    assert await Bulletin.all().count() == before
