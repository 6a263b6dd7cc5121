"""The firms in which is measured, with a seat for every socket."""

from datetime import timedelta

from hub.access import Asker, house_asker, staff_asker
from hub.actions.conversations import open_conversation
from hub.actions.sessions import make_widget_key
from hub.ids import new_id
from hub.secrets import Sealer
from hub.store import close_store, open_store
from hub.tokens import SigningKey, StaffTokens, sign_contact_token
from models.clients import Client, Contact
from models.firm import Firm, Role, Staff
from tests.bench.measure import MEMBERS, ROOMS, Seat
from tests.support.installation import SECRET

AN_HOUR = timedelta(hours=1)


async def found_firm(database_url: str, rooms: int = ROOMS, members: int = MEMBERS) -> list[Seat]:
    """A firm with a conversation a client and some contacts in each; gives their seats."""
    await open_store(database_url)
    try:
        firm, anna = await _firm()
        kid, secret = await make_widget_key(house_asker(firm), Sealer(SECRET), allowed_origins=[])
        key = SigningKey(kid, firm.id, "HS256", secret)
        seats = []
        for number in range(1001, 1001 + rooms):
            client = await Client.create(firm_id=firm.id, number=str(number), name=f"Oy {number}")
            opened = str(await open_conversation(anna, client=client.number))
            for place in range(members):
                person = await Contact.create(
                    firm_id=firm.id,
                    client_id=client.id,
                    external_id=f"{number}-{place}",
                    name=f"Person {place}",
                    email=f"{number}-{place}@client.example",
                )
                token = sign_contact_token(
                    key, subject=person.external_id, client_number=client.number, name=person.name
                )
                seats.append(Seat("/client", token, opened))
        return seats
    finally:
        await close_store()


async def found_hall(database_url: str, members: int) -> list[Seat]:
    """A firm of many accountants, all in one conversation: a company has no thousand contacts."""
    await open_store(database_url)
    try:
        firm, anna = await _firm()
        await Client.create(firm_id=firm.id, number="1001", name="Oy 1001")
        opened = str(await open_conversation(anna, client="1001"))
        people = [
            Staff(id=new_id(), firm_id=firm.id, name=f"P {at}", email=f"{at}@firm.example")
            for at in range(members)
        ]
        await Staff.bulk_create(people)
        tokens = StaffTokens(SECRET)
        return [
            Seat("/staff", tokens.sign(each.id, firm.id, life=AN_HOUR), opened) for each in people
        ]
    finally:
        await close_store()


async def _firm() -> tuple[Firm, Asker]:
    firm = await Firm.create(name="Bench Oy", language="en")
    anna = await Staff.create(
        firm_id=firm.id, name="Anna", email="anna@firm.example", role=Role.OWNER
    )
    return firm, staff_asker(anna, "demo")
