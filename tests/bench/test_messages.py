"""How fast messages are acknowledged and delivered, and what a waiting socket costs."""

from pathlib import Path

import pytest

from tests.bench.compare import compare
from tests.bench.table import table_of, words_of

pytestmark = [pytest.mark.bench, pytest.mark.timeout(180)]


async def test_the_product_against_a_bare_server(
    request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    databases = {"SQLite": request.getfixturevalue("new_sqlite")(True)}

    compared = await compare(tmp_path, databases)

    with capsys.disabled():
        print(f"\n{table_of(compared)}\n{words_of(compared)}")
    assert compared.is_sane, compared
