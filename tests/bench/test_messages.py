"""How fast messages are acknowledged and delivered, and what a waiting socket costs.

A short gate of what is stable on a shared machine: the best round counts. The whole table, against
Node and plain aiohttp too, is made by hand: `python -m tests.bench.table`.
"""

from pathlib import Path

import pytest

from tests.bench.compare import compare
from tests.bench.table import table_of, words_of

# Stock python-socketio stores nothing; with a hop to the thread for each statement this was 0.2.
LEAST_OF_STOCK = 0.25

pytestmark = [pytest.mark.bench, pytest.mark.timeout(180)]


async def test_the_product_against_a_bare_server(
    request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    databases = {"SQLite": request.getfixturevalue("new_sqlite")(True)}

    compared = await compare(tmp_path, databases)

    with capsys.disabled():
        print(f"\n{table_of(compared)}\n{words_of(compared)}")
    assert compared.is_sane, compared
    pairs = zip(compared.products["SQLite"], compared.reference, strict=True)
    best = max(ours.acknowledged_per_s / bare.acknowledged_per_s for ours, bare in pairs)
    assert best >= LEAST_OF_STOCK
