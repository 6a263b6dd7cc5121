"""The way out: what an adapter for Slack or e-mail promises the outbox."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Parcel:
    """One row of the outbox as an adapter sees it."""

    id: UUID
    firm_id: UUID
    channel: str
    kind: str
    payload: Mapping[str, Any]
    attempts: int


@dataclass(frozen=True, slots=True)
class Sent:
    """It arrived; `external_id` is what the other side calls it."""

    external_id: str = ""


class RetryLaterError(Exception):
    """Not done, certainly; try again after so many seconds."""

    def __init__(self, after_s: float, problem: str = "") -> None:
        super().__init__(problem)
        self.after_s = after_s
        self.problem = problem


class GiveUpError(Exception):
    """Not done, and never will be: shown to a person who can act."""


class UnclearError(Exception):
    """No answer: it may have been done. It is looked up before it is repeated."""


class Channel(Protocol):
    """An adapter that carries parcels of one channel out of the house."""

    name: str

    async def deliver(self, parcel: Parcel) -> Sent:
        """Carry it out once. Raises RetryLaterError, GiveUpError or UnclearError."""

    async def look_up(self, parcel: Parcel) -> Sent | None:
        """Whether an unclear parcel arrived: Sent, or None when it certainly did not.

        Raises UnclearError when it still cannot be told.
        """


class MemoryChannel:
    """A channel that remembers, for tests and for the demo without Slack."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.parcels: list[Parcel] = []

    async def deliver(self, parcel: Parcel) -> Sent:
        self.parcels.append(parcel)
        return Sent(str(parcel.id))

    async def look_up(self, parcel: Parcel) -> Sent | None:
        arrived = any(each.id == parcel.id for each in self.parcels)
        return Sent(str(parcel.id)) if arrived else None
