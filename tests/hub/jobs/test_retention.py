"""Retention: what is over is really gone, what a case needs stays, and no log gets a gap."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp
import pytest

from hub import clock
from hub.actions.retention import (
    accounting_limit,
    keep_message,
    months_before,
    set_retention,
)
from hub.jobs.retention import expire_all
from integrations.storage import FolderStorage
from models.chat import (
    DeliveryState,
    Entry,
    InboxEvent,
    Message,
    MessageVersion,
    Reaction,
    SlackLink,
)
from models.files import File
from tests.support.hub import Running, Socket, fresh_id

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
OLD = NOW - timedelta(days=500)


@pytest.fixture
async def aino(hub: Running) -> Socket:
    return await hub.contact_socket()


async def age(message: str, when: datetime) -> None:
    """As if it had been said then."""
    await Message.filter(id=UUID(message)).update(created_at=when)
    await Entry.filter(message_id=UUID(message)).update(at=when, created_at=when)


async def upload(hub: Running, content: bytes) -> str:
    form = aiohttp.FormData()
    form.add_field("conversation", hub.conversations["acme"])
    form.add_field("client_id", fresh_id())
    form.add_field("file", content, filename="muistio.txt")
    headers = {"Authorization": f"Bearer {hub.contact_token()}"}
    return str((await (await hub.http.post("/api/files", data=form, headers=headers)).json())["id"])


async def run(hub: Running) -> Any:
    with clock.travel(NOW):
        return await expire_all(FolderStorage(hub.settings.files_folder))


def stored(hub: Running) -> list[Path]:
    return [each for each in hub.settings.files_folder.rglob("*") if each.is_file()]


async def test_earlier_versions_and_quotes_of_what_is_over_are_gone_too(hub: Running, aino: Socket):
    place = hub.conversations["acme"]
    said = (await aino.send(place, "Vanha salaisuus"))["entry"]
    by = {"conversation": place, "message": said["message"], "client_id": fresh_id()}
    await aino.ask("message.edit", {**by, "body": "Muutettu salaisuus"})
    answer = (await aino.send(place, "Uusi viesti", reply_to=said["message"]))["entry"]
    await age(said["message"], OLD)
    await age(answer["message"], NOW)
    await set_retention(hub.asker("anna"), months=12)

    await run(hub)

    page = await aino.ask("history", {"conversation": place})
    assert "salaisuus" not in str(page)
    assert page["entries"][-1]["quote"]["text"] == ""
    assert await MessageVersion.all().count() == 0


async def test_text_file_reaction_search_and_slack_link_are_really_gone(hub: Running, aino: Socket):
    place = hub.conversations["acme"]
    file = await upload(hub, b"vanha salaisuus tiedostossa")
    said = (await aino.send(place, "Vanha salaisuus", files=[file]))["entry"]
    by = {"conversation": place, "message": said["message"]}
    await aino.ask("message.edit", {**by, "body": "Muutettu salaisuus", "client_id": fresh_id()})
    await aino.ask("reaction.set", {**by, "emoji": "👍", "on": True, "client_id": fresh_id()})
    new = (await aino.send(place, "Uusi viesti"))["entry"]
    await SlackLink.create(
        firm_id=hub.firm.id,
        team_id="T1",
        channel_id="C1",
        ts="1.1",
        conversation_id=place,
        hub_id=said["message"],
        kind="message",
        is_ours=True,
    )
    await InboxEvent.create(
        team_id="T1", event_id="E1", kind="events", body="salaisuus", order_key="k",
        due_at=OLD, created_at=OLD, state=DeliveryState.SENT,
    )  # fmt: skip
    await age(said["message"], OLD)
    assert stored(hub)

    await set_retention(hub.asker("anna"), months=12)
    await run(hub)

    assert stored(hub) == []
    assert await File.all().count() == 0
    assert await Message.filter(id=said["message"]).count() == 0
    assert await SlackLink.all().count() == await Reaction.all().count() == 0
    assert await InboxEvent.all().count() == 0
    rows = await Entry.filter(conversation_id=place).order_by("seq").values()
    assert "alaisuus" not in str(rows)
    assert "muistio" not in str(rows)
    found = await aino.ask("search", {"text": "salaisuus", "limit": 10})
    assert found["hits"] == []
    download = await hub.http.get(
        f"/api/files/{file}", headers={"Authorization": f"Bearer {hub.contact_token()}"}
    )
    assert download.status == 404
    assert (await aino.ask("history", {"conversation": place, "limit": 50}))["entries"][-1][
        "id"
    ] == new["id"]


async def test_the_log_has_no_gap_and_the_list_shows_what_is_left(hub: Running, aino: Socket):
    place = hub.conversations["acme"]
    said = [(await aino.send(place, f"viesti {number}"))["entry"] for number in range(4)]
    for entry in (said[1], said[3]):
        await age(entry["message"], OLD)

    await set_retention(hub.asker("anna"), months=12)
    await run(hub)
    synced = (await aino.ask("sync", {"have": {place: 0}}))["conversations"][0]

    seqs = [entry["seq"] for entry in synced["entries"]]
    assert seqs == list(range(1, len(seqs) + 1))
    assert [entry["body"] for entry in synced["entries"] if entry["kind"] == "message"] == [
        "viesti 0",
        "viesti 2",
    ]
    anna = await hub.staff_socket()
    listed = await (
        await hub.http.get(
            "/api/conversations", headers={"Authorization": f"Bearer {hub.staff_token()}"}
        )
    ).json()
    acme = next(each for each in listed["conversations"] if each["id"] == place)
    assert acme["last_text"] == "viesti 2"
    assert (await anna.ask("hello"))["ok"]


async def test_what_a_case_needs_stays_as_long_as_the_case(hub: Running, aino: Socket):
    place = hub.conversations["acme"]
    kept, talk = [(await aino.send(place, text))["entry"] for text in ("kuitti", "kahvi")]
    for entry in (kept, talk):
        await age(entry["message"], OLD)
    await keep_message(hub.asker("anna"), UUID(kept["message"]), kept_as="accounting")
    await set_retention(hub.asker("anna"), months=12)

    await run(hub)
    assert await Message.filter(id=kept["message"]).exists()
    assert not await Message.filter(id=talk["message"]).exists()

    await age(kept["message"], datetime(2018, 12, 31, tzinfo=UTC))
    await run(hub)
    assert not await Message.filter(id=kept["message"]).exists()


@pytest.mark.sqlite_only
async def test_without_a_time_nothing_goes(hub: Running, aino: Socket):
    said = (await aino.send(hub.conversations["acme"], "pysyy"))["entry"]
    await age(said["message"], OLD)

    await run(hub)

    assert await Message.filter(id=said["message"]).exists()


@pytest.mark.sqlite_only
async def test_a_run_that_ended_between_row_and_bytes_is_finished_by_the_next(
    hub: Running, aino: Socket
):
    file = await upload(hub, b"sisalto")
    said = (await aino.send(hub.conversations["acme"], "", files=[file]))["entry"]
    await age(said["message"], OLD)
    await set_retention(hub.asker("anna"), months=12)

    class Broken(FolderStorage):
        async def remove(self, key: str) -> None:
            raise OSError(key)

    with clock.travel(NOW), pytest.raises(OSError, match="/"):
        await expire_all(Broken(hub.settings.files_folder))
    download = await hub.http.get(
        f"/api/files/{file}", headers={"Authorization": f"Bearer {hub.contact_token()}"}
    )
    assert download.status == 404, "its time is over, whatever lies in the storage"
    assert stored(hub)
    await run(hub)
    assert stored(hub) == []


@pytest.mark.parametrize(
    ("moment", "months", "before"),
    [
        (datetime(2026, 3, 31, tzinfo=UTC), 1, datetime(2026, 2, 28, tzinfo=UTC)),
        (datetime(2026, 1, 15, tzinfo=UTC), 13, datetime(2024, 12, 15, tzinfo=UTC)),
        (datetime(2026, 12, 1, tzinfo=UTC), 24, datetime(2024, 12, 1, tzinfo=UTC)),
    ],
)
def test_months_are_counted_by_the_calendar(moment: datetime, months: int, before: datetime):
    assert months_before(moment, months) == before


def test_accounting_material_is_kept_six_years_from_the_end_of_its_financial_year():
    # Said in December 2019, of a financial year that ends in November 2020: until the end of 2026.
    assert accounting_limit(datetime(2026, 12, 31, tzinfo=UTC)) <= datetime(2019, 12, 1, tzinfo=UTC)
    assert accounting_limit(datetime(2027, 1, 1, tzinfo=UTC)) > datetime(2019, 12, 31, tzinfo=UTC)
