"""Rounds of the product and of the reference in turn, so that both meet the same machine."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.founding import found_firm
from tests.bench.hubload import find_hubload
from tests.bench.measure import LoadClient, Round
from tests.bench.own_client import OwnClient
from tests.bench.servers import product, reference

ROUNDS = 3
# No further round is begun after this; a round takes about 20 s.
LAST_START_S = 55.0


@dataclass(frozen=True)
class Compared:
    client: str
    reference: list[Round] = field(default_factory=list)
    products: dict[str, list[Round]] = field(default_factory=dict)

    @property
    def rounds(self) -> int:
        return len(self.reference)

    @property
    def is_sane(self) -> bool:
        every = [self.reference, *self.products.values()]
        return all(each.is_sane for rounds in every for each in rounds)


async def compare(
    folder: Path, databases: Mapping[str, str], *, last_start_s: float = LAST_START_S
) -> Compared:
    """Measure `kirjuri serve` on each (migrated, empty) database against the reference."""
    client: LoadClient = find_hubload(folder) or OwnClient()
    compared = Compared(client.name, products={name: [] for name in databases})
    began = time.monotonic()
    seats = {name: await found_firm(url) for name, url in databases.items()}
    for _ in range(ROUNDS):
        if time.monotonic() - began > last_start_s:
            break
        async with reference(folder) as target:
            compared.reference.append(await client.measure(target))
        for name, url in databases.items():
            async with product(folder, url, seats[name]) as target:
                compared.products[name].append(await client.measure(target))
    return compared
