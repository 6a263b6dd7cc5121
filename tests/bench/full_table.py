"""The table of all contests, in Markdown: medians, paired ratios with their spread, what was asked for."""

import os
import platform
import sqlite3
from pathlib import Path

from tests.bench.contests import CONTESTS, ROWS, Row
from tests.bench.hubload import Hubload
from tests.bench.measure import BODY_BYTES, figure
from tests.bench.rounds import Results, Stand, run

NAMES = {
    "SQLite": "Kirjuri",
    "PostgreSQL": "Kirjuri on PostgreSQL",
    "raw": "raw aiohttp `send_str`",
    "stock": "stock python-socketio",
    "node-none": "Node socket.io, nothing stored",
    "node-insert": "Node, one synced INSERT a message",
    "node-group": "Node, one synced commit a turn",
}
# No further round is begun after this; a round takes two minutes on a machine of one's own.
LAST_START_S = float(os.environ.get("KIRJURI_BENCH_S", "900"))
HEAD = ("what", "ours", "reference", "", "ours / reference", "to reach", "")


async def measure_all(folder: Path, hubload: Hubload, postgres: str | None, rounds: int) -> Results:
    stand = Stand(folder, postgres)
    try:
        return await run(CONTESTS, hubload, stand, rounds, LAST_START_S)
    finally:
        await stand.close()


def full_table(results: Results) -> str:
    lines = [_line(HEAD), _line(["---"] * len(HEAD))]
    lines += [line for row in ROWS if (line := _row(results, row))]
    return "\n".join(lines)


def _row(results: Results, row: Row) -> str | None:
    ratios = results.ratios(row.contest, row.figure, row.ours, row.other)
    if not ratios:
        return None
    ours, other = (
        figure(results.figures[row.contest, row.figure, name]) for name in (row.ours, row.other)
    )
    ratio = figure(ratios)
    sign = "≤" if row.is_at_most else "≥"
    whose = "" if row.ours == "SQLite" else f" ({NAMES[row.ours]})"
    return _line(
        [
            f"{row.contest}: {row.figure}{whose}",
            str(ours),
            NAMES[row.other],
            str(other),
            str(ratio),
            f"{sign} {row.wanted}",
            "yes" if row.is_met(ratio.middle) else "**no**",
        ]
    )


def _line(cells: list[str] | tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def full_words(results: Results) -> str:
    return (
        f"{results.rounds} interleaved rounds of 2–4 s steps, medians [least..most], ratios taken round by"
        f" round; every server is started anew each time. Bodies of {BODY_BYTES} bytes, loaded by"
        f" `hubload`, {os.cpu_count()} cores ({platform.machine()}, Python"
        f" {platform.python_version()}, SQLite {sqlite3.sqlite_version}) that others used at the same"
        " time: only the ratios mean anything, and theirs are wide. The references know no sign-in,"
        " rights, conversations or audit. Kirjuri's sockets are signed in; before it acknowledges it"
        " has stored the numbered entry, the message and its audit row (SQLite: WAL,"
        f" `synchronous=FULL`). Lost, doubled, misordered or refused by Kirjuri in all rounds:"
        f" {results.own_faults}; by the references: {results.faults.total() - results.own_faults}."
    )
