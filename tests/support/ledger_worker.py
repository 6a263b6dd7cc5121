"""A process that counts: `python -m tests.support.ledger_worker ENGINE TIMES URL`."""

import asyncio
import sys

from tests.support.ledger import Counter, add_one, open_ledger


async def count(engine: str, times: int, url: str) -> None:
    """Add one `times` times; each success is a line with the value, each failure its name."""
    async with open_ledger(url, stock=engine == "stock"):
        print("ready", flush=True)
        # All processes of a test start together.
        await asyncio.to_thread(sys.stdin.readline)
        for _ in range(times):
            try:
                await add_one()
            except Exception as error:  # noqa: BLE001
                print("failed", type(error).__name__, error, flush=True)
            else:
                print("added", (await Counter.get(id=1)).value, flush=True)


if __name__ == "__main__":
    asyncio.run(count(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
