"""Limits over two processes: what is taken in one is soon charged in the other."""

import pytest

from hub.realtime.limiter import Limiter, Rule
from hub.realtime.shared_limits import SharedLimits

KEY, RULE = ("somebody", "sync"), Rule(20, 0.001)

pytestmark = pytest.mark.redis


async def test_who_takes_much_in_one_process_has_taken_it_in_the_other(redis_url: str):
    one, two = Limiter(), Limiter()
    shared = [SharedLimits(each, redis_url) for each in (one, two)]
    assert [one.take(KEY, RULE) for _ in range(15)] == [None] * 15
    assert [two.take(KEY, RULE) for _ in range(11)] == [None] * 11
    for each in shared:
        await each.tell()
    # Who takes nothing more need not be told of the others.
    assert one.take(KEY, RULE) is None
    await shared[0].tell()

    assert one.take(KEY, RULE) is not None
    assert two.take(KEY, RULE) is not None
    assert two.take(("another", "sync"), RULE) is None
    for each in shared:
        await each.stop()


async def test_what_was_told_is_charged_once(redis_url: str):
    one, two = Limiter(), Limiter()
    shared = [SharedLimits(each, redis_url) for each in (one, two)]
    for limiter in (one, two):
        for _ in range(11):
            assert limiter.take(KEY, RULE) is None
    for each in shared * 2:
        await each.tell()
    # 20 - 11 here - 11 there, and not a second time.
    assert two.take(KEY, RULE, cost=1.0) == 3000
    for each in shared:
        await each.stop()


async def test_without_redis_each_counts_for_itself():
    limiter = Limiter()
    shared = SharedLimits(limiter, "redis://127.0.0.1:1/0")
    shared.start()

    assert [limiter.take(KEY, RULE) for _ in range(21)][-1] is not None
    await shared.stop()


def test_who_is_refused_for_themselves_uses_up_nothing_of_their_companys():
    limiter, company = Limiter(), ("company", "sync")
    wanted = [(KEY, RULE), (company, RULE.times(2))]

    waits = [limiter.take_all(wanted) for _ in range(100)]

    assert waits.count(None) == 20
    assert [limiter.take(company, RULE.times(2)) for _ in range(20)] == [None] * 20
