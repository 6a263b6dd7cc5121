"""The table of a measurement, and the README's copy of it: `python -m tests.bench.table`."""

import asyncio
import os
import platform
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from hub.store import migrate, sqlite_url
from tests.bench.compare import Compared, compare
from tests.bench.full_table import full_table, full_words, measure_all
from tests.bench.hubload import find_hubload
from tests.bench.measure import (
    BODY_BYTES,
    IN_FLIGHT,
    MEMBERS,
    ROOMS,
    STEADY_RATE,
    Round,
    figure,
)
from tests.bench.servers import drop_postgres, new_postgres
from tests.support.services import services

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
# Who asks for the table has the time for another database.
BY_HAND_S = 120.0
START, END = "<!-- bench -->", "<!-- /bench -->"

ROWS: Mapping[str, Callable[[Round], float]] = {
    f"acknowledged messages/s, {IN_FLIGHT} in flight": lambda each: each.acknowledged_per_s,
    f"acknowledgement p50 at {STEADY_RATE}/s, ms": lambda each: each.ack_p50,
    f"acknowledgement p99 at {STEADY_RATE}/s, ms": lambda each: each.ack_p99,
    f"delivery p50 at {STEADY_RATE}/s, ms": lambda each: each.delivery_p50,
    f"delivery p99 at {STEADY_RATE}/s, ms": lambda each: each.delivery_p99,
    "memory per idle socket, KB": lambda each: each.idle_socket_kb,
}


def table_of(compared: Compared) -> str:
    """Markdown: medians with [least..most] over the rounds, and the ratio to the reference."""
    names = list(compared.products)
    head = ["", *(f"Kirjuri on {name}" for name in names), "bare reference"]
    head += [f"{name} / bare" for name in names]
    lines = [_line(head), _line(["---"] * len(head))]
    for title, value in ROWS.items():
        bare = [value(each) for each in compared.reference]
        products = [[value(each) for each in compared.products[name]] for name in names]
        cells = [str(figure(values)) for values in [*products, bare]]
        cells += [str(figure(_ratios(values, bare))) for values in products]
        lines.append(_line([title, *cells]))
    return "\n".join(lines)


def _ratios(values: Sequence[float], bare: Sequence[float]) -> list[float]:
    """Round by round: neighbours in time share the machine's mood."""
    return [one / other if other else 0.0 for one, other in zip(values, bare, strict=True)]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def words_of(compared: Compared) -> str:
    return (
        f"{compared.rounds} interleaved rounds, medians [least..most]; each round starts every server"
        f" anew. {ROOMS} rooms × {MEMBERS} sockets, bodies of {BODY_BYTES} bytes, loaded by"
        f" {compared.client}, on {os.cpu_count()} shared cores ({platform.machine()}, Python"
        f" {platform.python_version()}, SQLite {sqlite3.sqlite_version}): only the ratios mean"
        f" anything, and they drift too. The reference is python-socketio on aiohttp with uvloop:"
        f" no sign-in, no rights, no storage, and it acknowledges at once. Kirjuri has stored the"
        f" numbered entry, the message and its audit row **before** it acknowledges (SQLite:"
        f" WAL, `synchronous=FULL`; PostgreSQL: as the server is configured). Lost, doubled and"
        f" misordered: none, in any round, or the measurement fails."
    )


def readme_with(text: str, made: str) -> str:
    before, rest = text.split(START)
    after = rest.split(END)[1]
    return f"{before}{START}\n{made}\nMade by `python -m tests.bench.table`.\n{END}{after}"


async def measured(rounds: int) -> tuple[str, bool]:
    """What to print, and whether no message was lost, doubled or misordered."""
    with ExitStack() as kept:
        folder = Path(kept.enter_context(tempfile.TemporaryDirectory()))
        postgres = services().postgres(kept)
        if hubload := find_hubload(folder):
            results = await measure_all(folder, hubload, postgres, rounds)
            said = f"{full_table(results)}\n\n{full_words(results)}"
            return said, results.own_faults == 0
        compared = await _compared(folder, postgres)
    return f"{table_of(compared)}\n\n{words_of(compared)}", compared.is_sane


async def _compared(folder: Path, postgres: str | None) -> Compared:
    databases = {"SQLite": sqlite_url(folder / "bench.sqlite3")}
    if postgres:
        databases["PostgreSQL"] = await new_postgres(postgres)
    for url in databases.values():
        await migrate(url)
    try:
        return await compare(folder, databases, last_start_s=BY_HAND_S)
    finally:
        if postgres:
            await drop_postgres(postgres, databases["PostgreSQL"])


def main(rounds: int) -> int:
    said, is_sane = asyncio.run(measured(rounds))
    print(said)
    if is_sane and "--print" not in sys.argv:
        README.write_text(readme_with(README.read_text(encoding="utf-8"), said), "utf-8")
    return 0 if is_sane else 1


if __name__ == "__main__":
    sys.exit(main(int(os.environ.get("KIRJURI_BENCH_ROUNDS", "5"))))
