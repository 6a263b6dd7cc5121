"""Case 48: what is stored and not told, and a Redis that is gone, lose and double nothing.

Whole processes that are killed, Redis and PostgreSQL restarted: tests/faults.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from models.chat import Entry
from tests.support.hub import Running, fresh_id, start_server
from tests.support.twins import Twins

pytestmark = pytest.mark.sqlite_only


async def test_what_was_committed_and_never_told_comes_with_the_next_sync(
    twins: Twins, monkeypatch: pytest.MonkeyPatch
):
    hub, place = twins.ours.hub, twins.ours.id("conversation")
    aino, eero = await hub.contact_socket("aino"), await hub.contact_socket("eero")
    have = (await eero.ask("hello"))["conversations"]
    seq = next(each["last_seq"] for each in have if each["id"] == place)
    key = fresh_id()

    async def silence(*_: object, **__: object) -> None:
        """As if the process had died right after the commit."""

    with monkeypatch.context() as dead:
        dead.setattr(hub.realtime.manager, "emit", silence)
        first = await aino.send(place, "kuitti maksettu", client_id=key)
    # The sender never got the answer either, and asks again, with the same key.
    again = await aino.send(place, "kuitti maksettu", client_id=key)
    assert not eero.got("entry")

    (synced,) = (await eero.ask("sync", {"have": {place: seq}}))["conversations"]

    assert first["entry"] == again["entry"]
    assert [each["body"] for each in synced["entries"]] == ["kuitti maksettu"]
    assert await Entry.filter(conversation_id=place, body="kuitti maksettu").count() == 1


@pytest.fixture
async def without_redis(database_url: str, tmp_path: Path) -> AsyncIterator[Running]:
    """A server that was told of a Redis which is not there."""
    nowhere = "redis://127.0.0.1:1/0"
    async with start_server(database_url, tmp_path / "data", redis_url=nowhere) as running:
        yield running


async def test_without_redis_people_of_one_process_go_on_talking(without_redis: Running):
    hub, place = without_redis, without_redis.conversations["acme"]
    aino, anna = await hub.contact_socket("aino"), await hub.staff_socket()

    sent = [(await aino.send(place, str(number)))["entry"]["seq"] for number in range(5)]

    assert sent == [1, 2, 3, 4, 5]
    assert [each["seq"] for each in await anna.until("entry", 5)] == sent
    answer = await hub.http.get(f"/api/files/{fresh_id()}", headers=bearer_of(hub))
    assert answer.status == 404, "limits are counted here meanwhile"


def bearer_of(hub: Running) -> dict[str, str]:
    return {"Authorization": f"Bearer {hub.contact_token()}"}
