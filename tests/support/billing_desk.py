"""Hours to bill, the sandbox to bill them in, and the notes where the result is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hub import clock
from hub.actions.hours import EntryImport, import_entries
from hub.actions.prices import set_price
from hub.cards import Card, card_from_json
from hub.entries import EntryView
from hub.ids import new_id
from hub.jobs.push import push_due, refresh_states
from hub.queries.chat import conversation_of, entries_after
from integrations.procountor.client import ProcountorClient
from integrations.procountor.port import AccountingSystem
from models.clients import Client
from tests.support.office import Office
from tests.support.procountor import IBAN, Stand

ACME = "1001"
DAY = date(2026, 10, 15)
MONTH = "2026-10"


@dataclass
class Desk:
    """Anna (fi, owner) bills; Mikko (sv) sees money, Liisa (en) sees none."""

    office: Office
    stand: Stand
    system: ProcountorClient
    place: UUID

    async def hours(self, *minutes: int, **more: Any) -> None:
        """Hours of Anna's for Acme, approved unless it is said otherwise."""
        given = {"client": ACME, "date": DAY, "activity": "vat", "is_approved": True, **more}
        staff = self.office.staff["anna"].id
        rows = [
            EntryImport(staff_id=staff, minutes=each, client_key=str(new_id()), **given)
            for each in minutes
        ]
        await import_entries(self.office.house, rows)

    async def dry_run(self, by: str = "anna", text: str = f"invoice 1001 {MONTH}") -> Card:
        return await self.office.say(text, by=by, conversation=self.place)

    async def queued(self, by: str = "anna") -> Card:
        """A dry run whose push was pressed."""
        return await self.office.press(await self.dry_run(by), "push", by=by)

    async def pushed(self, system: AccountingSystem | None = None) -> int:
        """What the job does at one of its times."""
        return await push_due(system or self.system, IBAN)

    async def asked_again(self) -> int:
        return await refresh_states(self.system)

    @contextmanager
    def later(self, seconds: float) -> Iterator[None]:
        with clock.travel(clock.now() + timedelta(seconds=seconds)):
            yield

    async def entries(self, by: str = "anna") -> list[EntryView]:
        """What stands in the notes of Acme's conversation."""
        asker = self.office.asker(by)
        notes = (await conversation_of(asker, self.place)).notes
        assert notes is not None
        return list((await entries_after(asker, notes.id, 0)).entries)

    async def told(self) -> list[str]:
        """The status lines."""
        return [each.body or "" for each in await self.entries() if each.kind == "status"]

    async def card(self) -> Card:
        """The invoice's card as it stands last."""
        shown = [each.card for each in await self.entries() if each.card is not None]
        return card_from_json(shown[-1])

    def invoices(self) -> list[dict[str, Any]]:
        """Every invoice in the sandbox, the oldest first."""
        return list(self.stand.box.invoices.all())

    def fault(self, text: str) -> None:
        self.stand.fault(text)


async def open_desk(office: Office, stand: Stand) -> Desk:
    """80 € an hour; Acme has an address for its invoices."""
    await Client.filter(number=ACME).update(email="laskut@acme.example")
    await set_price(office.house, hour_price_e4=800_000, valid_from=date(2020, 1, 1))
    system = stand.client(timeout_s=2.0)
    return Desk(office, stand, system, await office.conversation(ACME))
