"""Two firms on one server, filled alike: same names, numbers, texts and e-mails; ids differ.

Every text holds its place's mark, so that a text which crossed over is seen.
"""

import io
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import aiohttp

from bot.commands import answer
from hub import clock
from hub.actions.bulletins import send_bulletin
from hub.actions.cards import keep_card
from hub.actions.chat import send_message
from hub.actions.conversations import open_conversation
from hub.actions.hours import log_minutes
from hub.actions.materials import request_material
from hub.actions.tasks import create_task
from hub.actions.uploads import Announced, begin_upload
from hub.cards import Button, Card
from hub.ids import new_id
from models.billing import Invoice
from models.bulletins import Bulletin, Receipt
from models.chat import Conversation, StoredCard
from models.clients import Contact
from models.firm import Firm, Role, Staff
from models.hours import TimeEntry
from models.materials import MaterialItem, MaterialRequest
from models.tasks import Task
from tests.support.hub import Running, fill_people
from tests.support.rows import row_of

PLACES = ("acme", "beta", "private", "acme_notes", "beta_notes", "private_notes")


@dataclass
class Tenant:
    """One of the twins; `hub` speaks as its people. Ids by kind, then by place."""

    name: str
    hub: Running
    ids: dict[str, dict[str, str]] = field(default_factory=dict)

    def id(self, kind: str, place: str = "acme") -> str:
        return self.ids[kind][place]

    def every_id(self) -> list[tuple[str, str, str]]:
        """(kind, place, id) of all that stands in this firm."""
        return [
            (kind, place, of) for kind, named in self.ids.items() for place, of in named.items()
        ]

    def mark(self, place: str) -> str:
        """Stands in every text of this place, and nowhere else in the world."""
        return f"mark-{self.name}-{place}-x"


@dataclass
class Twins:
    ours: Tenant
    theirs: Tenant

    def both(self) -> tuple[Tenant, Tenant]:
        return self.ours, self.theirs


async def make_twins(hub: Running) -> Twins:
    """The server's firm and one that looks just like it."""
    firm = await Firm.create(name=hub.firm.name, language=hub.firm.language, is_demo=True)
    other = replace(hub, firm=firm, staff={}, contacts={}, clients={}, conversations={})
    await fill_people(other)
    twins = Twins(Tenant("ours", hub), Tenant("theirs", other))
    for tenant in twins.both():
        await _fill(tenant)
    return twins


async def _fill(tenant: Tenant) -> None:
    await _more_people(tenant.hub)
    await _conversations(tenant)
    await _messages(tenant)
    await _files(tenant)
    await _uploads(tenant)
    await _cards(tenant)
    await _work(tenant)
    hub = tenant.hub
    tenant.ids |= {
        "firm": {"firm": str(hub.firm.id)},
        "staff": {name: str(each.id) for name, each in hub.staff.items()},
        "contact": {name: str(each.id) for name, each in hub.contacts.items()},
        "client": {name: str(each.id) for name, each in hub.clients.items()},
    }


async def _more_people(hub: Running) -> None:
    """A manager, and Aino at Beta with the same e-mail and the site's same id as at Acme."""
    hub.staff["marja"] = await Staff.create(
        firm_id=hub.firm.id,
        name="Marja",
        email="marja@firm.example",
        role=Role.MANAGER,
        language="en",
    )
    aino = hub.contacts["aino"]
    hub.contacts["aino_at_beta"] = await Contact.create(
        firm_id=hub.firm.id,
        client_id=hub.clients["beta"].id,
        external_id=aino.external_id,
        name=aino.name,
        email=aino.email,
        language=aino.language,
    )


async def _conversations(tenant: Tenant) -> None:
    """Each client's, and one that Aino has for herself; each with its notes."""
    hub = tenant.hub
    opened = await open_conversation(hub.asker("aino"), title="Palkat", private=True)
    hub.conversations["private"] = str(opened)
    for place in ("acme", "beta", "private"):
        notes = await Conversation.get(notes_of_id=UUID(hub.conversations[place]))
        hub.conversations[f"{place}_notes"] = str(notes.id)
    tenant.ids["conversation"] = dict(hub.conversations)


def author_in(place: str) -> str:
    """Who writes there: staff in notes, else a contact of the place."""
    return {"acme": "aino", "beta": "bertta", "private": "aino"}.get(place, "mikko")


async def _messages(tenant: Tenant) -> None:
    ids = tenant.ids.setdefault("message", {})
    for place in PLACES:
        await _say(tenant.hub, place, "Hei! Kuitit tulossa.")
        body = f"ALV maaliskuulta on 4 711,20 € {tenant.mark(place)}"
        ids[place] = await _say(tenant.hub, place, body)


async def _say(hub: Running, place: str, body: str) -> str:
    """The message's id."""
    author, conversation = hub.asker(author_in(place)), UUID(hub.conversations[place])
    return str((await send_message(author, conversation, client_id=str(new_id()), body=body)).id)


async def _files(tenant: Tenant) -> None:
    ids = tenant.ids.setdefault("file", {})
    for place in PLACES:
        text = f"kuitti {tenant.mark(place)}"
        ids[place] = await upload(tenant.hub, author_in(place), place, "kuitti.txt", text.encode())
        author, at = tenant.hub.asker(author_in(place)), UUID(tenant.hub.conversations[place])
        await send_message(author, at, client_id=str(new_id()), body="", files=[UUID(ids[place])])


async def _uploads(tenant: Tenant) -> None:
    """Begun, and not yet sent."""
    ids = tenant.ids.setdefault("upload", {})
    for place in PLACES:
        at = UUID(tenant.hub.conversations[place])
        coming = Announced(at, str(new_id()), f"{tenant.mark(place)}.txt", 100_000)
        ids[place] = str((await begin_upload(tenant.hub.asker(author_in(place)), coming, 10**6)).id)


async def upload(
    hub: Running, by: str, place: str, name: str, content: bytes, key: str = ""
) -> str:
    """The file's id, uploaded through the door."""
    form = aiohttp.FormData()
    form.add_field("conversation", hub.conversations[place])
    form.add_field("client_id", key or str(new_id()))
    form.add_field("file", io.BytesIO(content), filename=name, content_type="text/plain")
    async with hub.http.post("/api/files", data=form, headers=bearer(hub, by)) as answer:
        assert answer.status == 201, await answer.text()
        return str((await answer.json())["id"])


def bearer(hub: Running, name: str) -> dict[str, str]:
    """The `Authorization` of one of the staff or contacts; of nobody: none."""
    if not name:
        return {}
    token = hub.staff_token(name) if name in hub.staff else hub.contact_token(name)
    return {"Authorization": f"Bearer {token}"}


async def _cards(tenant: Tenant) -> None:
    """One in each conversation, and one that was shown to each of the staff alone."""
    hub, ids = tenant.hub, tenant.ids.setdefault("card", {})
    for place in PLACES:
        card = Card("help", "Kortti", (tenant.mark(place),), buttons=(Button("save", "Save"),))
        at = UUID(hub.conversations[place])
        done = await keep_card(
            hub.asker("anna"), card, command="help", payload={}, conversation_id=at
        )
        ids[place] = str(done.id)
    for name in hub.staff:
        shown = await answer(f"hours 1 1001 {tenant.mark(name)}", hub.asker(name))
        ids[f"own_{name}"] = str(shown.id)


async def _work(tenant: Tenant) -> None:
    """Hours, a task, a wish for material, a bulletin and an invoice for Acme and for Beta."""
    hub, anna = tenant.hub, tenant.hub.asker("anna")
    tomorrow = clock.today() + timedelta(days=1)
    for place, client in hub.clients.items():
        mark = tenant.mark(f"work-{place}")
        for by in hub.staff:
            await log_minutes(
                hub.asker(by),
                client=client.number,
                minutes=30,
                date=clock.today(),
                client_key=str(new_id()),
                comment=f"ALV {mark}",
            )
        await create_task(
            anna, title=mark, client=client.number, due_on=tomorrow, client_key=str(new_id())
        )
        await request_material(
            anna, client=client.number, items=[mark], due_on=tomorrow, client_key=str(new_id())
        )
        await send_bulletin(
            anna, title="Lomat", body=mark, clients=[client.number], client_key=str(new_id())
        )
        await row_of(Invoice, firm_id=hub.firm.id, client_id=client.id, number=client.number)
        await _find_work(tenant, place, client.id)


async def _find_work(tenant: Tenant, place: str, client_id: UUID) -> None:
    def keep(kind: str, found: Any, suffix: str = "") -> None:
        tenant.ids.setdefault(kind, {})[place + suffix] = str(found.id)

    for name, staff in tenant.hub.staff.items():
        entry = await TimeEntry.get(client_id=client_id, staff_id=staff.id)
        keep("time_entry", entry, f"_{name}")
    keep("task", await Task.get(client_id=client_id))
    request = await MaterialRequest.get(client_id=client_id)
    keep("material_request", request)
    keep("material_item", await MaterialItem.get(request_id=request.id))
    receipt = await Receipt.filter(client_id=client_id).first()
    assert receipt is not None
    keep("receipt", receipt)
    keep("bulletin", await Bulletin.get(id=receipt.bulletin_id))
    keep("invoice", await Invoice.get(client_id=client_id))
    for command in ("materials", "bulletin"):
        keep("card", await _card_of(client_id, command), f"_{command}")


async def _card_of(client_id: UUID, command: str) -> StoredCard:
    return await StoredCard.get(conversation__client_id=client_id, command=command)
