"""The message path asks the database no more than it must."""

from uuid import UUID

import pytest

from hub.access import Asker, contact_asker, house_asker, staff_asker
from hub.actions.chat import send_message
from hub.actions.conversations import open_conversation
from hub.actions.edits import edit_message
from hub.actions.prepared import can_lock_rows
from hub.ids import new_id
from models.chat import Delivery, Entry
from models.clients import Client, Contact
from models.firm import Firm, Role, SlackInstallation, Staff
from tests.support.statements import statements

FRAMES = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "PRAGMA", "--")


def written(said: list[str]) -> list[str]:
    """Without what only frames a transaction."""
    return [each.split()[0] for each in said if not each.lstrip().upper().startswith(FRAMES)]


def writes(count: int) -> list[str]:
    """New rows after the conversation's new number: on PostgreSQL one round trip."""
    if can_lock_rows():
        return ["WITH"]
    return ["UPDATE", *["INSERT"] * (count - 1)]


@pytest.fixture
async def firm(store: str) -> Firm:
    return await Firm.create(name="Tilitoimisto Testi", language="fi")


@pytest.fixture
async def place(firm: Firm) -> tuple[Asker, UUID]:
    """A contact and a conversation of theirs."""
    anna = await Staff.create(firm_id=firm.id, name="Anna", email="a@f.example", role=Role.OWNER)
    client = await Client.create(firm_id=firm.id, number="1001", name="Acme Oy")
    aino = await Contact.create(
        firm_id=firm.id, client_id=client.id, external_id="1", name="Aino", email="a@c.example"
    )
    return contact_asker(aino), await open_conversation(staff_asker(anna, "demo"), client="1001")


async def test_a_message_is_two_reads_and_four_writes(place):
    aino, conversation = place
    async with statements() as said:
        await send_message(aino, conversation, client_id=str(new_id()), body="hei")

    assert written(said) == ["SELECT", "SELECT", *writes(4)]


async def test_with_slack_it_is_one_write_more(place, firm):
    aino, conversation = place
    await SlackInstallation.create(firm_id=firm.id, team_id="T1", sealed_bot_token="sealed")
    async with statements() as said:
        entry = await send_message(aino, conversation, client_id=str(new_id()), body="hei")

    assert written(said) == ["SELECT", "SELECT", *writes(5)]
    assert await Delivery.filter(dedup_key=f"slack:{entry.id}", channel="slack").count() == 1


async def test_a_repeated_message_writes_nothing(place):
    aino, conversation = place
    first = await send_message(aino, conversation, client_id="k", body="hei")
    async with statements() as said:
        again = await send_message(aino, conversation, client_id="k", body="hei")

    assert again == first
    assert set(written(said)) == {"SELECT"}
    assert await Entry.filter(conversation_id=conversation).count() == 1


async def test_the_house_may_repeat_itself_too(place, firm):
    """It has no id, and NULL is never equal to NULL in an index."""
    _, conversation = place
    house = house_asker(firm)
    first = await send_message(house, conversation, client_id="k", body="hei")
    assert await send_message(house, conversation, client_id="k", body="hei") == first

    edited = await edit_message(
        house, conversation, message_id=first.id, client_id="e", body="hei vain"
    )
    assert (first.seq, edited.seq) == (1, 2)
