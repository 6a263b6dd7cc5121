"""What the product is asked to be as fast as, and by how much: each contest is one load on several servers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

# What hubload tells of a step.
Told = dict[str, Any]
OURS = ("SQLite", "PostgreSQL")


@dataclass(frozen=True, slots=True)
class Contest:
    """Sockets in rooms, and the steps of the load. The steps' figures have the rows' names."""

    name: str
    rooms: int
    members: int
    steps: str
    servers: tuple[str, ...]
    figures: Mapping[str, Callable[[Mapping[str, Told]], float]]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: ours over a reference's, and the least (or most) that was asked for."""

    contest: str
    figure: str
    ours: str
    other: str
    wanted: float
    is_at_most: bool = False

    def is_met(self, ratio: float) -> bool:
        return ratio <= self.wanted if self.is_at_most else ratio >= self.wanted


FAN_OUT = "one room of 1,000 sockets"
STORED = "500 conversations × 3 sockets"

# Measured by our own client: hubload offers no compression.
IDLE = "waiting sockets whose clients offer deflate"
IDLE_SERVERS = ("SQLite", "raw", "stock")
IDLE_KB = "KB a socket"

CONTESTS = (
    Contest(
        FAN_OUT,
        1,
        1000,
        "connect:0,fansat:1:2,fanrate:5:4",
        ("SQLite", "raw", "node-none", "stock"),
        {
            "deliveries/s": lambda step: float(step["fansat"]["deliveries_per_s"]),
            "processor µs a delivery": lambda step: float(
                step["fansat"]["server_cpu_us_per_delivery"]
            ),
            "delivery p99 at 5 messages/s, ms": lambda step: float(
                step["fanrate"]["delivery_ms"]["p99"]
            ),
        },
    ),
    Contest(
        STORED,
        500,
        3,
        "connect:0,closed:64:3,open:500:4",
        ("SQLite", "node-insert", "node-group", "PostgreSQL"),
        {
            "acknowledged/s, 64 in flight": lambda step: float(
                step["closed"]["acknowledged_per_s"]
            ),
            "processor µs a message": lambda step: float(
                step["closed"]["server_cpu_us_per_message"]
            ),
            "processor µs a connection": lambda step: float(
                step["connect"]["server_cpu_us_per_connection"]
            ),
            "acknowledgement p99 at 500/s, ms": lambda step: float(step["open"]["ack_ms"]["p99"]),
            "connections/s": lambda step: float(step["connect"]["connections_per_s"]),
        },
    ),
)

ROWS = (
    Row(FAN_OUT, "deliveries/s", "SQLite", "raw", 0.75),
    Row(FAN_OUT, "deliveries/s", "SQLite", "node-none", 0.8),
    Row(FAN_OUT, "deliveries/s", "SQLite", "stock", 6),
    Row(FAN_OUT, "delivery p99 at 5 messages/s, ms", "SQLite", "raw", 1.5, is_at_most=True),
    Row(STORED, "acknowledged/s, 64 in flight", "SQLite", "node-insert", 1.2),
    Row(STORED, "acknowledged/s, 64 in flight", "SQLite", "node-group", 0.4),
    Row(STORED, "acknowledged/s, 64 in flight", "PostgreSQL", "SQLite", 0.6),
    Row(STORED, "acknowledgement p99 at 500/s, ms", "SQLite", "node-insert", 3, is_at_most=True),
    Row(STORED, "connections/s", "SQLite", "node-insert", 0.5),
    Row(IDLE, IDLE_KB, "SQLite", "raw", 2.6, is_at_most=True),
    Row(IDLE, IDLE_KB, "SQLite", "stock", 0.28, is_at_most=True),
    # What the processor had to do: steadier than what it got to do on a shared machine.
    Row(FAN_OUT, "processor µs a delivery", "SQLite", "raw", 1.33, is_at_most=True),
    Row(FAN_OUT, "processor µs a delivery", "SQLite", "node-none", 1.25, is_at_most=True),
    Row(FAN_OUT, "processor µs a delivery", "SQLite", "stock", 0.17, is_at_most=True),
    Row(STORED, "processor µs a message", "SQLite", "node-insert", 2, is_at_most=True),
    Row(STORED, "processor µs a message", "SQLite", "node-group", 2.5, is_at_most=True),
    Row(STORED, "processor µs a message", "PostgreSQL", "SQLite", 1.67, is_at_most=True),
    Row(STORED, "processor µs a connection", "SQLite", "node-insert", 2, is_at_most=True),
)


def by_step(told: list[Told]) -> dict[str, Told]:
    return {str(each["step"]): each for each in told}


def faults(told: list[Told]) -> int:
    """What was lost, doubled, misordered or refused in these steps: a fast server that does is none."""
    wrong = ("failed", "lost", "doubled", "misordered", "refused", "unacknowledged")
    return sum(int(each.get(name, 0)) for each in told for name in wrong)
