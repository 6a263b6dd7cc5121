"""Who is connected to this process: one record a socket and namespace."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from hub import metrics
from hub.access import Asker


@dataclass(eq=False, slots=True)
class Connection:
    """A socket that said who it is. `expires_at` is its token's end, in seconds of the epoch."""

    sid: str
    eio_sid: str
    namespace: str
    asker: Asker
    expires_at: float
    session_id: UUID | None = None
    address: str = ""
    expiry: asyncio.TimerHandle | None = field(default=None, repr=False)

    @property
    def person(self) -> UUID:
        if self.asker.id is None:
            raise ValueError("the house has no socket")
        return self.asker.id


def rooms_of(asker: Asker) -> tuple[str, ...]:
    """Where a socket listens: made from the identity alone, never from what a client says."""
    if asker.kind == "staff":
        return (staff_room(asker.firm_id), person_room(asker.id))
    if asker.kind == "contact" and asker.client_id is not None:
        return (client_room(asker.client_id), person_room(asker.id))
    return ()


def staff_room(firm_id: UUID) -> str:
    return f"staff:{firm_id}"


def client_room(client_id: UUID) -> str:
    return f"client:{client_id}"


def person_room(person_id: UUID | None) -> str:
    return f"person:{person_id}"


def contacts_room(client_id: UUID, private_to: UUID | None) -> str:
    """Where those contacts listen who may read a client's conversation."""
    return client_room(client_id) if private_to is None else person_room(private_to)


class Connections:
    def __init__(self) -> None:
        self._by_sid: dict[str, Connection] = {}
        self._by_person: defaultdict[UUID, set[Connection]] = defaultdict(set)

    def add(self, connection: Connection) -> None:
        self._by_sid[connection.sid] = connection
        self._by_person[connection.person].add(connection)
        metrics.SOCKETS.labels(connection.namespace).inc()

    def remove(self, sid: str) -> None:
        connection = self._by_sid.pop(sid, None)
        if connection is None:
            return
        metrics.SOCKETS.labels(connection.namespace).dec()
        if connection.expiry is not None:
            connection.expiry.cancel()
        others = self._by_person[connection.person]
        others.discard(connection)
        if not others:
            del self._by_person[connection.person]

    def get(self, sid: str | None) -> Connection | None:
        return self._by_sid.get(sid) if sid else None

    def of_person(self, person_id: UUID) -> tuple[Connection, ...]:
        return tuple(self._by_person.get(person_id, ()))

    def __iter__(self) -> Iterator[Connection]:
        return iter(tuple(self._by_sid.values()))

    def __len__(self) -> int:
        return len(self._by_sid)
