"""What is measured of a server, by which steps, and the port behind which two load clients stand."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

ROOMS = 100
MEMBERS = 3
BODY_BYTES = 100
IN_FLIGHT = 64
# Messages a second at which latency is measured: well below what either server carries.
STEADY_RATE = 100
IDLE_S = 1.0
WARM_UP_S = 0.5
LOAD_S = 2.0


@dataclass(frozen=True, slots=True)
class Seat:
    """One socket: where it connects, with what, and the one room in which it writes and hears."""

    namespace: str
    token: str
    room: str


@dataclass(frozen=True, slots=True)
class Target:
    """A running server. `dialect`: the product's own protocol, `msg` echoed to a room, or that raw."""

    dialect: Literal["kirjuri", "echo", "raw"]
    port: int
    pid: int
    seats: Sequence[Seat]


@dataclass(frozen=True, slots=True)
class Round:
    """Figures of one round over one server. Latencies in milliseconds, at the steady rate."""

    acknowledged_per_s: float
    ack_p50: float
    ack_p99: float
    delivery_p50: float
    delivery_p99: float
    idle_socket_kb: float
    lost: int
    doubled: int
    misordered: int

    @property
    def is_sane(self) -> bool:
        return not (self.lost or self.doubled or self.misordered)


class LoadClient(Protocol):
    name: str

    async def measure(self, target: Target) -> Round:
        """Connect every seat, be idle, find the highest throughput, then the latency."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A median with its spread over rounds."""

    middle: float
    least: float
    most: float

    def __str__(self) -> str:
        return f"{_short(self.middle)} [{_short(self.least)}..{_short(self.most)}]"


def figure(values: Sequence[float]) -> Figure:
    return Figure(statistics.median(values), min(values), max(values))


def _short(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
