"""The C load generator `hubload`, where somebody has it: KIRJURI_HUBLOAD names it or its folder."""

import asyncio
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.bench.measure import (
    BODY_BYTES,
    IDLE_S,
    IN_FLIGHT,
    LOAD_S,
    STEADY_RATE,
    WARM_UP_S,
    Round,
    Target,
)

NAMED_BY = "KIRJURI_HUBLOAD"
PATIENCE_S = 120.0


def find_hubload(folder: Path) -> "Hubload | None":
    """The named program, or one built in `folder` from the named sources; None without either."""
    named = Path(os.environ.get(NAMED_BY, ""))
    if named.is_file():
        return Hubload(named, folder)
    if not (named / "hubload.c").is_file() or not shutil.which("make"):
        return None
    built = folder / "hubload"
    built.mkdir()
    for name in ("hubload.c", "Makefile"):
        shutil.copyfile(named / name, built / name)
    made = subprocess.run(["make", "-s", "-C", str(built)], capture_output=True, check=False)
    return Hubload(built / "hubload", folder) if made.returncode == 0 else None


class Hubload:
    name = "hubload"

    def __init__(self, program: Path, folder: Path) -> None:
        self._program = program
        self._folder = folder

    async def measure(self, target: Target) -> Round:
        load_s = round(LOAD_S)
        steps = f"connect:0,idle:{max(1, round(IDLE_S))}"
        steps += f",closed:{IN_FLIGHT}:{load_s},open:{STEADY_RATE}:{load_s}"
        return _read(await self.steps(target, steps, warm_up_s=WARM_UP_S))

    async def steps(
        self, target: Target, steps: str, *, warm_up_s: float = 1.0
    ) -> list[dict[str, Any]]:
        """What it reports of each step."""
        process = await asyncio.create_subprocess_exec(
            str(self._program),
            *("--dialect", target.dialect, "--port", str(target.port)),
            *("--server-pid", str(target.pid), "--body", str(BODY_BYTES)),
            *("--warmup", str(warm_up_s), "--steps", steps),
            *self._who(target),
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            told, _ = await asyncio.wait_for(process.communicate(), PATIENCE_S)
        except TimeoutError:
            process.kill()
            raise
        return [json.loads(line) for line in told.decode().splitlines()]

    def _who(self, target: Target) -> list[str]:
        if target.dialect != "kirjuri":
            rooms = len({seat.room for seat in target.seats})
            return ["--rooms", str(rooms), "--members", str(len(target.seats) // rooms)]
        people = self._folder / f"people-{target.port}.tsv"
        lines = [f"{seat.namespace}\t{seat.token}\t{seat.room}\n" for seat in target.seats]
        people.write_text("".join(lines))
        return ["--people", str(people)]


def _read(steps: list[dict[str, Any]]) -> Round:
    _, idle, closed, steady = steps
    return Round(
        acknowledged_per_s=closed["acknowledged_per_s"],
        ack_p50=steady["ack_ms"]["p50"],
        ack_p99=steady["ack_ms"]["p99"],
        delivery_p50=steady["delivery_ms"]["p50"],
        delivery_p99=steady["delivery_ms"]["p99"],
        idle_socket_kb=idle["rss_kb_per_connection"],
        # What was refused or never answered is no acknowledged message, but it is no success.
        lost=sum(each["lost"] + each["refused"] + each["unacknowledged"] for each in steps[2:]),
        doubled=sum(each["doubled"] for each in steps[2:]),
        misordered=sum(each["misordered"] for each in steps[2:]),
    )
