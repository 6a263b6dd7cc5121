"""The fault lab: devices that behave as the widget does, and a ledger of what was acknowledged."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import socketio

from tests.support.installation import Installation, Person, Program

AINO, ACME = "aino.salminen@acme.example", "1001"
ANNA, KAISA = "anna@kirsikka.example", "kaisa@kirsikka.example"
PATIENCE_S = 40.0
ARTEFACTS = Path(__file__).parents[1] / "artefacts"


class Device(Person):
    """Comes back by itself when its socket is gone, at whichever address answers."""

    def __init__(self, address: str, namespace: str, token: str) -> None:
        super().__init__(address, namespace, token)
        self.addresses = [address]
        self.reconnects = 0
        self._tending: asyncio.Task[None] | None = None

    def tend(self) -> None:
        self._tending = asyncio.create_task(self._tend())

    async def _tend(self) -> None:
        while True:
            await asyncio.sleep(0.1)
            if self._client is not None and self._client.connected:
                continue
            self.reconnects += 1
            # As the widget: to the same address, which may lead to another process.
            self.addresses.append(self.addresses.pop(0))
            with suppress(socketio.exceptions.SocketIOError, OSError, AssertionError):
                async with asyncio.timeout(10):
                    await self.connect(self.addresses[0])

    async def send(
        self,
        conversation: str,
        body: str,
        elsewhere: str = "",
    ) -> dict[str, Any]:
        """Until it is acknowledged, always with the same client_id; one who is silent is left."""
        wanted = {"conversation": conversation, "client_id": str(uuid4()), "body": body}
        while True:
            with suppress(socketio.exceptions.SocketIOError, OSError, AssertionError):
                answer = await self.ask("message.send", wanted)
                if answer["ok"]:
                    return answer
            if self._client is not None and self._client.connected:
                await self.close()
            await asyncio.sleep(0.1)

    async def rest(self) -> None:
        """As a laptop that sleeps: no socket, and nobody who opens one."""
        if self._tending is not None:
            self._tending.cancel()
            with suppress(asyncio.CancelledError):
                await self._tending
            self._tending = None
        await self.close()


@dataclass
class Ledger:
    """What the server has acknowledged: text → number, in each conversation."""

    acknowledged: dict[str, dict[str, int]] = field(default_factory=dict)
    sent: int = 0

    def take(self, conversation: str, text: str, seq: int) -> None:
        kept = self.acknowledged.setdefault(conversation, {})
        assert kept.get(text, seq) == seq, "the same message has one number"
        kept[text] = seq


@dataclass
class Lab:
    """Who is in the experiment, and where they talk."""

    installation: Installation
    devices: list[Device]
    place: str
    ledger: Ledger = field(default_factory=Ledger)

    async def talk(self, device: Device, name: str, count: int, pause_s: float = 0.02) -> None:
        """One after another, each until it is acknowledged."""
        for number in range(count):
            text = f"{name} {number}"
            self.ledger.sent += 1
            answer = await self._send(device, text)
            self.ledger.take(self.place, text, answer["entry"]["seq"])
            await asyncio.sleep(pause_s)

    async def _send(self, device: Device, text: str) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE_S):
            return await device.send(self.place, text)

    async def check(self, fault: str) -> None:
        """Every acknowledged message exactly once, in order, at every reader; counts are printed."""
        wanted = self.ledger.acknowledged[self.place]
        until = asyncio.get_running_loop().time() + PATIENCE_S
        for name, device in enumerate(self.devices):
            while missing := set(wanted) - set(device.texts(self.place)):
                await asyncio.sleep(0.1)
                late = asyncio.get_running_loop().time() > until
                assert not late, (
                    f"{fault}: reader {name} lacks {len(missing)}: {sorted(missing)[:5]}"
                )
        for device in self.devices:
            texts = device.texts(self.place)
            mine = [text for text in texts if text in wanted]
            assert device.doubled == []
            assert [text for text, count in Counter(texts).items() if count > 1] == []
            assert mine == sorted(wanted, key=lambda text: wanted[text]), "in order"
            numbers = sorted(device.entries[self.place])
            assert numbers == list(range(numbers[0], numbers[-1] + 1)), "no gap"
        _say(
            f"{fault}: {self.ledger.sent} sent, {len(wanted)} acknowledged, at {len(self.devices)}"
            f" readers each once and in order; reconnects {[d.reconnects for d in self.devices]}"
        )


def _say(line: str) -> None:
    """The counts are the proof: printed, and kept with what CI keeps."""
    print(line)
    ARTEFACTS.mkdir(exist_ok=True)
    with (ARTEFACTS / "faults.txt").open("a", encoding="utf-8") as kept:
        kept.write(f"{line}\n")


@asynccontextmanager
async def opened_lab(
    installation: Installation, address: str, *, also: tuple[str, ...] = ()
) -> AsyncIterator[Lab]:
    """Two of the staff and a client, connected to `address` and, when it fails, to the others."""
    people = [("/client", ("--contact", AINO, "--client", ACME)), ("/staff", ("--staff", ANNA))]
    people += [("/staff", ("--staff", KAISA))]
    asked = [
        asyncio.to_thread(installation.cli, "token", *words, "--minutes", "60")
        for _, words in people
    ]
    tokens = await asyncio.gather(*asked)
    devices = []
    for (namespace, _), token in zip(people, tokens, strict=True):
        assert token.returncode == 0, token.stderr
        device = Device(address, namespace, token.stdout.strip())
        device.addresses = [address, *also]
        await device.connect()
        devices.append(device)
    place = devices[1].conversation(ACME)["id"]
    for device in devices:
        device.tend()
    try:
        yield Lab(installation, devices, place)
    finally:
        for device in devices:
            await device.rest()


Fault = Callable[[Lab], Awaitable[None]]


async def while_talking(lab: Lab, name: str, fault: Fault, count: int = 30) -> None:
    """Client and staff write at the same time; the fault happens in the middle."""
    writing = asyncio.gather(
        lab.talk(lab.devices[0], f"{name} asiakas", count),
        lab.talk(lab.devices[1], f"{name} toimisto", count),
    )
    await asyncio.sleep(0.3)
    await fault(lab)
    await writing
    await lab.check(name)


def port_of(program: Program) -> int:
    return int(program.address.rsplit(":", 1)[1])
