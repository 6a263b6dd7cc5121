"""A conversation of 100,000 entries opens as fast as one of 100: at its end, its start, its middle."""

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

import pytest
from tortoise.connection import get_connection

from hub import clock
from models.backends import CONNECTION
from tests.support.hub import Running, Socket

pytestmark = [pytest.mark.bench, pytest.mark.timeout(180)]

SMALL, LARGE = 100, 100_000
ROUNDS = 40
MOST_TIMES = 1.2
# Rows are made by the database itself: a hundred thousand sends would take minutes.
_NUMBERS = {
    "sqlite": """
        WITH RECURSIVE n(seq) AS (SELECT $1 UNION ALL SELECT seq + 1 FROM n WHERE seq < $2)
        SELECT seq, printf('%08x-0000-7000-8000-%s', seq, lower(hex(randomblob(6)))) AS id FROM n
    """,
    "postgres": """
        SELECT seq, gen_random_uuid() AS id FROM generate_series($1::bigint, $2::bigint) AS seq
    """,
}
_FILL = """
INSERT INTO entry (id, created_at, firm_id, conversation_id, seq, kind, message_id,
                   author_kind, author_name, body, at)
SELECT h.id, $3, $4, $5, h.seq, 'message', h.id, 'staff', 'Anna', 'Viesti ' || h.seq, $3
FROM (NUMBERS) AS h
"""
# Where to read in a conversation that has so many entries.
PAGES: dict[str, Callable[[int], dict[str, int]]] = {
    "newest": lambda last: {"before": last + 1},
    "before the middle": lambda last: {"before": last // 2},
    "after the middle": lambda last: {"after": last // 2},
    "around the middle": lambda last: {"around": last // 2},
}


async def test_a_long_conversation_opens_like_a_short_one(
    hub: Running, capsys: pytest.CaptureFixture[str]
):
    anna = await hub.staff_socket()
    short, long = hub.conversations["acme"], hub.conversations["beta"]
    last = {short: await fill(short, SMALL), long: await fill(long, LARGE)}

    ratios = {page: await ratio_of(anna, page, short, long, last) for page in PAGES}
    # Another process may have had the machine just then: what is slow is so twice.
    for page in [page for page, ratio in ratios.items() if ratio > MOST_TIMES]:
        ratios[page] = await ratio_of(anna, page, short, long, last)

    with capsys.disabled():
        print(f"\n{LARGE} entries against {SMALL}: {ratios}")
    assert max(ratios.values()) <= MOST_TIMES


async def ratio_of(socket: Socket, page: str, short: str, long: str, last: dict[str, int]) -> float:
    """The median of paired ratios; who is first changes, so that neither has a warm cache alone."""
    ratios = []
    for turn in range(ROUNDS):
        took = {}
        for place in (short, long) if turn % 2 else (long, short):
            took[place] = await opened(socket, place, PAGES[page](last[place]))
        ratios.append(took[long] / took[short])
    return round(median(ratios), 2)


async def fill(place: str, wanted: int) -> int:
    """Entries by SQL up to this number; the last number."""
    connection: Any = get_connection(CONNECTION)
    numbers = _NUMBERS[connection.capabilities.dialect]
    rows = await connection.execute_query_dict(
        "SELECT last_seq, firm_id FROM conversation WHERE id = $1", [place]
    )
    first = rows[0]["last_seq"] + 1
    await connection.execute_query(
        _FILL.replace("NUMBERS", numbers),
        [first, wanted, clock.now(), rows[0]["firm_id"], place],
    )
    await connection.execute_query(
        "UPDATE conversation SET last_seq = $2 WHERE id = $1", [place, wanted]
    )
    # As the databases do by themselves after a while.
    await connection.execute_script("ANALYZE")
    return wanted


async def opened(socket: Socket, place: str, where: dict[str, int]) -> float:
    start = perf_counter()
    answer = await socket.ask("history", {"conversation": place, "limit": 40, **where})
    took = perf_counter() - start
    assert len(answer["entries"]) == 40
    return took
