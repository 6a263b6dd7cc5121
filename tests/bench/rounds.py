"""Rounds of contests: every server meets the same load in turn, so that only the ratios are compared."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path

from hub.store import migrate, sqlite_url
from tests.bench.contests import IDLE, IDLE_KB, IDLE_SERVERS, OURS, Contest, by_step, faults
from tests.bench.founding import found_firm, found_hall
from tests.bench.hubload import Hubload
from tests.bench.measure import MEMBERS, ROOMS, Seat, Target
from tests.bench.memory import idle_socket_kb
from tests.bench.servers import (
    drop_postgres,
    has_node,
    new_postgres,
    product,
    reference,
    reference_seats,
)

Serve = Callable[[], AbstractAsyncContextManager[Target]]


@dataclass
class Results:
    """The figures of each (contest, figure, server), round by round."""

    figures: dict[tuple[str, str, str], list[float]] = field(
        default_factory=lambda: defaultdict(list)
    )
    faults: Counter[str] = field(default_factory=Counter)
    rounds: int = 0

    @property
    def own_faults(self) -> int:
        """A reference may drown on a busy machine; ours may not."""
        return sum(self.faults[name] for name in OURS)

    def ratios(self, contest: str, figure: str, ours: str, other: str) -> list[float]:
        """Round by round: neighbours in time share the machine's mood."""
        pairs = zip(
            self.figures[contest, figure, ours], self.figures[contest, figure, other], strict=False
        )
        return [one / two for one, two in pairs if two]


@dataclass
class Stand:
    """Where the servers of a run stand: their folder, their databases, founded once a shape."""

    folder: Path
    postgres: str | None = None
    _founded: dict[tuple[str, int, int], tuple[str, list[Seat]]] = field(default_factory=dict)

    async def close(self) -> None:
        for (name, _, _), (url, _) in self._founded.items():
            if name == "PostgreSQL" and self.postgres:
                await drop_postgres(self.postgres, url)

    async def serving(self, name: str, rooms: int, members: int) -> Serve | None:
        """How to start a server of that name; None where its machine lacks what it needs."""
        if name == "PostgreSQL" and not self.postgres:
            return None
        if name.startswith("node") and not has_node():
            return None
        if name in {"SQLite", "PostgreSQL"}:
            url, seats = await self._found(name, rooms, members)
            return lambda: product(self.folder, url, seats)
        seats = reference_seats(rooms, members)
        return lambda: reference(self.folder, name, seats)

    async def _found(self, name: str, rooms: int, members: int) -> tuple[str, list[Seat]]:
        shape = (name, rooms, members)
        if shape not in self._founded:
            url = sqlite_url(self.folder / f"{rooms}x{members}.sqlite3")
            if name == "PostgreSQL":
                assert self.postgres
                url = await new_postgres(self.postgres)
            await migrate(url)
            is_hall = rooms == 1
            seats = found_hall(url, members) if is_hall else found_firm(url, rooms, members)
            self._founded[shape] = (url, await seats)
        return self._founded[shape]


async def run(
    contests: Sequence[Contest], hubload: Hubload, stand: Stand, rounds: int, last_start_s: float
) -> Results:
    """So many rounds of everything, or as many as begin before `last_start_s`."""
    results = Results()
    began = time.monotonic()
    while results.rounds < rounds and time.monotonic() - began < last_start_s:
        for contest in contests:
            await _round(contest, hubload, stand, results)
        await _round_of_idling(stand, results)
        results.rounds += 1
    return results


async def _round(contest: Contest, hubload: Hubload, stand: Stand, results: Results) -> None:
    for name in contest.servers:
        serve = await stand.serving(name, contest.rooms, contest.members)
        if serve is not None:
            await _one(contest, name, serve, hubload, results)


async def _round_of_idling(stand: Stand, results: Results) -> None:
    for name in IDLE_SERVERS:
        serve = await stand.serving(name, ROOMS, MEMBERS)
        if serve is not None:
            async with serve() as target:
                used = await idle_socket_kb(target)
            results.figures[IDLE, IDLE_KB, name].append(used)
            print(IDLE, name, round(used, 1), flush=True)


async def _one(
    contest: Contest, name: str, serve: Serve, hubload: Hubload, results: Results
) -> None:
    async with serve() as target:
        told = await hubload.steps(target, contest.steps)
    results.faults[name] += faults(told)
    steps = by_step(told)
    for figure, read in contest.figures.items():
        results.figures[contest.name, figure, name].append(read(steps))
        print(contest.name, name, figure, round(read(steps), 2), flush=True)
