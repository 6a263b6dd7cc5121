"""Bulletins: sent once to those who can read them, acknowledged by contacts, rolled up by company."""

import asyncio
from typing import Any

import pytest

from hub.actions.bulletins import SentBulletin, send_bulletin
from hub.actions.chat import mark_read
from hub.errors import ForbiddenError, NotFoundError, UserError
from hub.queries.bulletins import BulletinProgress, audience_of, bulletins_of
from models.bulletins import Bulletin, Receipt
from models.chat import Entry
from models.clients import Client, Contact
from tests.support.hub import Running, Socket, fresh_id


async def send(
    hub: Running, *, clients: Any = None, key: str = "", by: str = "anna"
) -> SentBulletin:
    sent: SentBulletin = await send_bulletin(
        hub.asker(by),
        title="Joulu",
        body="Suljettu 24.–26.12.",
        clients=clients,
        client_key=key or fresh_id(),
    )
    return sent


async def card_in(socket: Socket) -> dict[str, Any]:
    shown: dict[str, Any] = (await socket.until("entry"))[-1]["card"]
    return shown


async def acknowledge(socket: Socket, card: dict[str, Any]) -> Any:
    return await socket.ask(
        "card.press",
        {"card": card["id"], "button": "acknowledge", "values": {}, "client_id": fresh_id()},
    )


async def progress(hub: Running) -> BulletinProgress:
    [only] = await bulletins_of(hub.asker("anna"))
    return only


async def cards_sent() -> int:
    return await Entry.filter(kind="card").count()


async def test_each_company_gets_one_card_and_each_contact_a_receipt(bot_hub: Running):
    aino, bertta = await bot_hub.contact_socket("aino"), await bot_hub.contact_socket("bertta")
    sent = await send(bot_hub)

    assert (sent.clients, sent.contacts) == (2, 3)
    for socket in (aino, bertta):
        card = await card_in(socket)
        assert (card["title"], card["lines"]) == ("Joulu", ["Suljettu 24.–26.12."])
        assert [each["id"] for each in card["buttons"]] == ["acknowledge"]
    assert await cards_sent() == 2


async def test_sent_twice_and_ten_times_at_once_is_once(bot_hub: Running):
    key = fresh_id()
    sent = await asyncio.gather(*(send(bot_hub, key=key) for _ in range(10)))
    await send(bot_hub, key=key)

    assert len({each.id for each in sent}) == 1
    assert await Bulletin.all().count() == 1
    assert await cards_sent() == 2


async def test_a_company_named_twice_gets_it_once(bot_hub: Running):
    sent = await send(bot_hub, clients=["1001", "1001"])

    assert (sent.clients, sent.contacts) == (1, 2)
    assert await cards_sent() == 1


async def test_two_bulletins_to_the_same_companies_at_once(bot_hub: Running):
    await asyncio.gather(
        *(send(bot_hub, clients=each) for each in (["1001", "1002"], ["1002", "1001"]) * 3)
    )

    assert await Bulletin.all().count() == 6
    assert await cards_sent() == 12


@pytest.mark.sqlite_only
async def test_who_cannot_read_it_is_said_before_and_not_written_to(bot_hub: Running):
    house = bot_hub.firm.id
    gone = await Client.create(firm_id=house, number="1003", name="Mennyt Oy", is_active=False)
    await Contact.create(
        firm_id=house, client_id=gone.id, external_id="x", name="X", email="x@x.example"
    )
    await Client.create(firm_id=house, number="1004", name="Hiljainen Oy")
    await Contact.filter(name="Bertta").update(is_active=False)
    anna = bot_hub.asker("anna")

    everybody = await audience_of(anna, None)
    named = await audience_of(anna, ["1001", "1002", "1003", "1004"])
    sent = await send(bot_hub, clients=["1001", "1002", "1003", "1004"])
    assert (everybody.clients, everybody.silent) == (("Acme Oy",), ("Beta Oy", "Hiljainen Oy"))
    assert named.silent == ("Beta Oy", "Mennyt Oy", "Hiljainen Oy")
    assert (named.clients, named.contacts) == (("Acme Oy",), 2)
    assert (sent.clients, sent.contacts) == (1, 2)
    for clients in (["1003"], ["1004"], []):
        with pytest.raises(UserError, match=r"bulletin\.nobody"):
            await send(bot_hub, clients=clients)
    assert await Bulletin.all().count() == 1


async def test_acknowledged_by_one_contact_the_company_has_and_the_card_waits_for_the_other(
    bot_hub: Running,
):
    aino, eero = await bot_hub.contact_socket("aino"), await bot_hub.contact_socket("eero")
    await send(bot_hub)
    card = await card_in(aino)
    first = await acknowledge(aino, card)
    half = await progress(bot_hub)
    again = await acknowledge(aino, card)
    both = await acknowledge(eero, card)

    assert [each["label"] for each in first["card"]["fields"]] == ["Aino"]
    assert first["card"]["state"] == again["card"]["state"] == "open"
    assert again["card"]["fields"] == first["card"]["fields"]
    assert both["card"]["state"] == "done"
    assert both["card"]["buttons"] == []
    assert (half.clients, half.acknowledged, half.contacts) == (2, 1, 3)
    assert half.missing == ("Beta Oy",)
    assert (await progress(bot_hub)).acknowledged == 1
    assert await Receipt.filter(acknowledged_at__not_isnull=True).count() == 2
    assert await Receipt.filter(delivered_at__not_isnull=True).count() == 2


async def test_reading_is_counted_by_company_too(bot_hub: Running):
    bertta = await bot_hub.contact_socket("bertta")
    await send(bot_hub)
    entry = (await bertta.until("entry"))[-1]
    place = (await Receipt.filter(contact__name="Bertta").get()).conversation_id
    assert place is not None
    await mark_read(bot_hub.asker("bertta"), place, seq=entry["seq"])

    seen = await progress(bot_hub)
    assert (seen.read, seen.acknowledged) == (1, 0)


async def test_ten_presses_at_once_are_one_receipt(bot_hub: Running):
    aino = await bot_hub.contact_socket("aino")
    await send(bot_hub)
    card = await card_in(aino)
    await Receipt.filter(contact__name="Aino").delete()
    answers = await asyncio.gather(*(acknowledge(aino, card) for _ in range(10)))

    assert all(each["ok"] for each in answers)
    assert await Receipt.filter(contact__name="Aino").count() == 1, "somebody who came later"


@pytest.mark.sqlite_only
async def test_nobody_acknowledges_for_a_client(bot_hub: Running):
    aino, bertta = await bot_hub.contact_socket("aino"), await bot_hub.contact_socket("bertta")
    anna = await bot_hub.staff_socket("anna")
    await send(bot_hub, clients=["1001"])
    card = await card_in(aino)
    foreign, absent = await acknowledge(bertta, card), await acknowledge(bertta, {"id": fresh_id()})
    staff = await acknowledge(anna, card)

    assert foreign == absent
    assert foreign["error"]["code"] == "not_found"
    assert staff["error"] == {
        "code": "forbidden",
        "message": "Only the client can acknowledge a bulletin.",
    }
    assert await Receipt.filter(acknowledged_at__not_isnull=True).count() == 0


@pytest.mark.sqlite_only
async def test_sending_needs_the_right_and_receipts_are_the_staffs(bot_hub: Running):
    with pytest.raises(ForbiddenError):
        await send(bot_hub, by="liisa")
    with pytest.raises(ForbiddenError):
        await send(bot_hub, by="aino")
    with pytest.raises(NotFoundError):
        await bulletins_of(bot_hub.asker("aino"))
    with pytest.raises(NotFoundError):
        await send(bot_hub, clients=["1001", "4711"])
    assert await Bulletin.all().count() == 0
    assert await cards_sent() == 0
