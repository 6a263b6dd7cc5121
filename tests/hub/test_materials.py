"""Material asked of a client and delivered from the widget's side: card, files, items."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import aiohttp
import pytest

from hub.actions.materials import RequestView, request_material
from hub.errors import NotFoundError, UserError
from models.clients import Client
from models.files import File
from models.materials import DeliveredFile, MaterialItem, MaterialRequest
from tests.support.hub import Running, Socket, fresh_id

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"


@pytest.fixture
async def aino(bot_hub: Running) -> AsyncIterator[Socket]:
    """Acme's contact, listening while the firm asks for two things."""
    socket = await bot_hub.contact_socket("aino")
    yield socket
    await socket.close()


async def ask_for(hub: Running, *items: str, client: str = "1001") -> RequestView:
    asked: RequestView = await request_material(
        hub.asker("anna"),
        client=client,
        items=items or ("Tiliote", "Kuitit"),
        due_on=None,
        period="2026-10",
        client_key=fresh_id(),
    )
    return asked


async def file_of(hub: Running, name: str = "aino", to: str = "acme") -> str:
    form = aiohttp.FormData()
    form.add_field("conversation", hub.conversations[to])
    form.add_field("client_id", fresh_id())
    form.add_field("file", PNG, filename="kuitti.png", content_type="image/png")
    headers = {"Authorization": f"Bearer {hub.contact_token(name)}"}
    answer = await hub.http.post("/api/files", data=form, headers=headers)
    assert answer.status == 201, await answer.text()
    return str((await answer.json())["id"])


async def press(socket: Socket, card: dict[str, Any], button: str, **values: str) -> Any:
    return await socket.ask(
        "card.press",
        {"card": card["id"], "button": button, "values": values, "client_id": fresh_id()},
    )


async def card_in(socket: Socket, count: int = 1) -> dict[str, Any]:
    entries = [each for each in await socket.until("entry", count) if each["kind"] == "card"]
    shown: dict[str, Any] = entries[-1]["card"]
    return shown


async def item_states() -> list[str]:
    return [each.state.value for each in await MaterialItem.all().order_by("position")]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("language", "title", "button"),
    [
        ("fi", "Tarvitsemme aineistoa: lokakuu 2026", "Lähetä"),
        ("sv", "Vi behöver material: oktober 2026", "Skicka"),
        ("en", "We need material: October 2026", "Send"),
    ],
)
async def test_the_card_speaks_the_clients_language(
    bot_hub: Running, aino: Socket, language: str, title: str, button: str
):
    await Client.filter(number="1001").update(language=language)
    await ask_for(bot_hub)
    card = await card_in(aino)

    assert card["title"] == title
    assert card["buttons"][0]["label"] == button
    assert [(each["kind"], each["label"]) for each in card["form"]["fields"]] == [
        ("file", "Tiliote"),
        ("file", "Kuitit"),
    ]


async def test_files_are_delivered_against_items_until_all_are_there(
    bot_hub: Running, aino: Socket
):
    await ask_for(bot_hub)
    card = await card_in(aino)
    first, second = (each["id"] for each in card["form"]["fields"])
    half = await press(aino, card, "deliver", **{first: await file_of(bot_hub), second: ""})
    assert await item_states() == ["delivered", "open"]
    anna = await bot_hub.staff_socket("anna")
    whole = await press(aino, card, "deliver", **{second: await file_of(bot_hub)})
    [seen] = await anna.until("entry")

    assert half["ok"]
    assert half["card"]["state"] == "open"
    assert [each["id"] for each in half["card"]["form"]["fields"]] == [second]
    assert half["card"]["fields"][0] == {"label": "Tiliote", "value": "Saatu: kuitti.png"}
    assert whole["card"]["state"] == seen["card"]["state"] == "done"
    assert whole["card"]["buttons"] == []
    assert (await MaterialRequest.get()).closed_at is not None


async def test_a_file_delivered_twice_and_five_times_at_once_is_once(
    bot_hub: Running, aino: Socket
):
    await ask_for(bot_hub)
    card = await card_in(aino)
    item, file = card["form"]["fields"][0]["id"], await file_of(bot_hub)
    answers = await asyncio.gather(
        *(press(aino, card, "deliver", **{item: file}) for _ in range(5))
    )

    assert all(each["ok"] for each in answers)
    assert await DeliveredFile.all().count() == 1
    assert await item_states() == ["delivered", "open"]


async def test_foreign_and_absent_files_and_items_are_alike_and_nothing_is_written(
    bot_hub: Running, aino: Socket
):
    await ask_for(bot_hub)
    await ask_for(bot_hub, "Vieras", client="1002")
    card = await card_in(aino)
    item = card["form"]["fields"][0]["id"]
    foreign_item = str((await MaterialItem.get(title="Vieras")).id)
    foreign_file, own = await file_of(bot_hub, "bertta", "beta"), await file_of(bot_hub)
    tries = [
        {item: foreign_file},
        {item: fresh_id()},
        {item: "../../etc/passwd"},
        {foreign_item: own},
        {fresh_id(): own},
        {item: own, foreign_item: own},
    ]
    answers = [await press(aino, card, "deliver", **values) for values in tries]

    assert {each["error"]["code"] for each in answers} == {"not_found"}
    assert len({each["error"]["message"] for each in answers[:2]}) == 1
    assert len({each["error"]["message"] for each in answers[3:5]}) == 1
    assert await DeliveredFile.all().count() == 0
    assert set(await item_states()) == {"open"}


async def test_a_file_that_waits_for_the_scanner_is_not_delivered(bot_hub: Running, aino: Socket):
    await ask_for(bot_hub)
    card = await card_in(aino)
    item, file = card["form"]["fields"][0]["id"], await file_of(bot_hub)
    await File.filter(id=UUID(file)).update(state="quarantined")

    answer = await press(aino, card, "deliver", **{item: file})
    assert answer["error"]["code"] == "not_found"
    assert await item_states() == ["open", "open"]


async def test_another_clients_contact_cannot_press_and_learns_nothing(
    bot_hub: Running, aino: Socket
):
    await ask_for(bot_hub)
    card = await card_in(aino)
    bertta = await bot_hub.contact_socket("bertta")
    there = await press(bertta, card, "not_this_period")
    nowhere = await press(bertta, {"id": fresh_id()}, "not_this_period")

    assert there == nowhere
    assert there["error"]["code"] == "not_found"
    assert await item_states() == ["open", "open"]


@pytest.mark.sqlite_only
async def test_a_colleague_of_the_client_may_answer_too(bot_hub: Running, aino: Socket):
    await ask_for(bot_hub)
    card = await card_in(aino)
    eero = await bot_hub.contact_socket("eero")
    item = card["form"]["fields"][0]["id"]

    answer = await press(eero, card, "deliver", **{item: await file_of(bot_hub, "eero")})
    assert answer["ok"]


@pytest.mark.sqlite_only
async def test_nothing_this_period_closes_what_is_open_and_keeps_what_was_chosen(
    bot_hub: Running, aino: Socket
):
    await ask_for(bot_hub)
    card = await card_in(aino)
    item, file = card["form"]["fields"][0]["id"], await file_of(bot_hub)
    answer = await press(aino, card, "not_this_period", **{item: file})
    again = await press(aino, card, "not_this_period")

    assert answer["card"]["state"] == "done"
    assert again["card"]["fields"] == answer["card"]["fields"]
    assert await item_states() == ["delivered", "not_this_period"]
    assert answer["card"]["fields"][1]["value"] == "Ei tällä kaudella"


@pytest.mark.sqlite_only
async def test_send_without_a_file_asks_for_one(bot_hub: Running, aino: Socket):
    await ask_for(bot_hub)
    card = await card_in(aino)

    answer = await press(aino, card, "deliver")
    assert answer["error"]["code"] == "invalid"
    assert answer["error"]["message"] == "Valitse ensin ainakin yksi tiedosto."


async def test_one_key_asks_once_and_a_past_day_or_a_foreign_client_never(bot_hub: Running):
    anna, key = bot_hub.asker("anna"), fresh_id()

    async def ask(client: str = "1001", items: tuple[str, ...] = ("Tiliote",)) -> RequestView:
        asked: RequestView = await request_material(
            anna, client=client, items=items, due_on=None, client_key=key
        )
        return asked

    made = await asyncio.gather(*(ask() for _ in range(10)))
    assert len({each.id for each in made}) == 1
    assert await MaterialRequest.all().count() == 1
    with pytest.raises(NotFoundError):
        await ask("4711")
    with pytest.raises(NotFoundError):
        await request_material(
            bot_hub.asker("aino"), client="1001", items=["x"], due_on=None, client_key="y"
        )
    with pytest.raises(UserError):
        await request_material(anna, client="1001", items=[], due_on=None, client_key="z")
    assert await MaterialRequest.all().count() == 1
