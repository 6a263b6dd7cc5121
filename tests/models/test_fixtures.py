"""What tests stand on: a database and a Redis of their own."""

import pytest
from redis.asyncio import Redis

from hub.store import is_migrated
from models.firm import Firm
from tests.support.rows import row_of

pytestmark = pytest.mark.parametrize("turn", [1, 2])


async def test_a_database_is_migrated_and_holds_nothing_of_another_test(store, turn):
    assert await is_migrated(store)
    assert await Firm.all().count() == 0
    await row_of(Firm)


@pytest.mark.redis
async def test_a_redis_holds_nothing_of_another_test(redis_url, turn):
    async with Redis.from_url(redis_url) as redis:
        assert await redis.dbsize() == 0
        await redis.set("left", "behind")
