"""A process that is killed while it sends: `python -m tests.support.dying_sender before|after URL`."""

import asyncio
import os
import signal
import sys
from datetime import timedelta

from hub import clock, outbox
from hub.channels import Parcel, Sent
from hub.jobs.to_client import ToClientChannel
from hub.store import open_store


class DyingChannel(ToClientChannel):
    def __init__(self, when: str) -> None:
        self.when = when

    async def deliver(self, parcel: Parcel) -> Sent:
        if self.when == "after":
            await super().deliver(parcel)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("killed")


async def send(when: str, url: str) -> None:
    await open_store(url)
    with clock.travel(clock.now() + timedelta(seconds=11)):
        await outbox.drain(DyingChannel(when))


if __name__ == "__main__":
    asyncio.run(send(sys.argv[1], sys.argv[2]))
