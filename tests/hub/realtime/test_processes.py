"""Several processes over Redis, Redis going away, and a shutdown with live sockets."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from redis.asyncio import Redis

from hub.actions.sessions import set_language
from hub.realtime.fanout import RedisRoomManager
from hub.store import close_store, open_store
from tests.support.hub import Running, _serving, fill_people, fresh_id, start_server


@pytest.fixture
async def two(database_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[list[Running]]:
    """Two servers on one database and one Redis, as two processes would be."""
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(
            start_server(database_url, tmp_path / "data", redis_url=redis_url)
        )
        second = await stack.enter_async_context(_serving(first.settings, first.bot, None, 0))
        for name in ("key", "staff", "contacts", "clients", "conversations"):
            setattr(second, name, getattr(first, name))
        # Events stay in their process; in one process, one of the two must not hear them.
        while second.realtime.feed._ends:
            second.realtime.feed._ends.pop()()
        yield [first, second]


@pytest.mark.redis
@pytest.mark.sqlite_only
async def test_what_is_said_on_one_is_heard_on_the_other(two: list[Running]):
    here, there = await two[0].contact_socket(), await two[1].staff_socket()

    for number in range(50):
        await here.send(two[0].conversations["acme"], str(number))

    heard = await there.until("entry", 50)
    assert [entry["seq"] for entry in heard] == list(range(1, 51))
    assert len(await here.until("entry", 50)) == 50, "each once, here too"
    assert len(here.got("entry")) == 50


@pytest.mark.redis
@pytest.mark.sqlite_only
async def test_who_is_on_one_is_here_for_the_other(two: list[Running]):
    aino = await two[0].contact_socket("aino")

    await two[1].staff_socket("anna")

    assert await aino.until("presence") == [{"on": True}]


@pytest.mark.redis
@pytest.mark.sqlite_only
async def test_news_travel_too(two: list[Running]):
    there = await two[1].staff_socket("anna")
    opener = await two[0].staff_socket("mikko")

    opened = await opener.ask("conversation.open", {"client": "1001"})
    await set_language(two[0].asker("anna"), "sv")

    assert (await there.until("conversation"))[0]["id"] == opened["conversation"]["id"]
    await there.until("resync")
    assert (await there.ask("hello"))["me"]["language"] == "sv"


@pytest.mark.redis
@pytest.mark.sqlite_only
async def test_a_redis_that_comes_back_makes_everybody_sync(two: list[Running], redis_url: str):
    here, there = await two[0].contact_socket(), await two[1].staff_socket()
    async with Redis.from_url(redis_url) as redis:
        await redis.client_kill_filter(_type="pubsub")

    await there.until("resync", within=10)
    await here.send(two[0].conversations["acme"], "still here")

    assert (await there.until("entry"))[0]["body"] == "still here"


async def test_an_overflow_is_told_and_not_hidden():
    manager = RedisRoomManager("redis://127.0.0.1:1/0")
    manager._waiting.extend(["x"] * 20_000)

    await manager.tell_news("conversation", {})

    assert manager._has_lost
    assert not await manager.is_ready()
    await manager.stop()


async def test_a_cancellation_at_the_moment_that_redis_answers_is_not_lost():
    class Prompt(RedisRoomManager):
        async def _listen_for_ever(self, listening: asyncio.Event) -> None:
            listening.set()
            starting.cancel()

    manager = Prompt("redis://127.0.0.1:1/0")
    starting = asyncio.create_task(manager.start())
    # Python 3.11's wait_for lost a cancellation that came together with the event.
    with pytest.raises(asyncio.CancelledError):
        await starting
    await manager.stop()


@pytest.mark.sqlite_only
async def test_shutdown_with_live_sockets_takes_less_than_three_seconds(
    database_url: str, tmp_path: Path
):
    async with start_server(database_url, tmp_path / "data") as hub:
        sockets = [await hub.contact_socket("aino") for _ in range(10)]
        polling = await hub.socket(
            "/client", {"token": hub.contact_token("eero")}, transports=["polling"]
        )
        started = time.monotonic()

        await hub.runner.cleanup()

        assert time.monotonic() - started < 3
        for socket in sockets:
            await socket.until_closed(3)
            assert socket.got("bye") == [{"reason": "restart"}]
        assert len(hub.realtime.connections) == 0
        await polling.close()


@pytest.mark.sqlite_only
async def test_an_action_under_way_is_finished_at_shutdown(database_url: str, tmp_path: Path):
    async with start_server(database_url, tmp_path / "data") as hub:
        aino, place = await hub.contact_socket(), hub.conversations["acme"]
        for number in range(20):
            await aino.emit(
                "message.send",
                {"conversation": place, "client_id": fresh_id(), "body": str(number)},
            )
        await asyncio.sleep(0.02)
    await open_store(database_url)
    async with _serving(hub.settings, hub.bot, None, 0) as again:
        await fill_people(again)
        back = await again.contact_socket()
        history = await back.ask("history", {"conversation": place})
        seqs = [entry["seq"] for entry in history["entries"]]
        assert seqs == list(range(1, len(seqs) + 1)), "a whole beginning, no gap"
    await close_store()
