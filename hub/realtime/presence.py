"""Who of the firm is here: said between processes and to open sockets, and never stored.

Staff hear who comes and goes; contacts only that somebody of the firm is here.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

import structlog

from hub.realtime.connections import Connection, Connections
from hub.realtime.manager import RoomManager

log = structlog.get_logger()

LOOK_SECONDS = 1.0
# A reload is no absence.
GRACE_SECONDS = 4.0
# A process says who is with it this often; one that died is silent, and its people go.
REPEAT_SECONDS = 20.0
SILENT_SECONDS = 50.0

Tell = Callable[[Connection, str, dict[str, Any]], None]


class Presence:
    def __init__(self, manager: RoomManager, connections: Connections, tell: Tell) -> None:
        self._manager = manager
        self._connections = connections
        self._tell = tell
        # Firm -> person -> when last heard of, in any process.
        self._heard: defaultdict[UUID, dict[UUID, float]] = defaultdict(dict)
        # Person -> (firm, when last seen with a socket of this process).
        self._here: dict[UUID, tuple[UUID, float]] = {}
        self._repeated_at = 0.0
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._look_again_and_again())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def present(self, firm_id: UUID) -> list[UUID]:
        return sorted(self._heard.get(firm_id, {}))

    # --- here ----------------------------------------------------------------------------------

    async def _look_again_and_again(self) -> None:
        while True:
            try:
                await self.look()
            except Exception:
                log.exception("looking who is here failed")
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Compare who has a socket here with a moment ago; at most once a second."""
        now = time.monotonic()
        staff = {each.person: each.asker.firm_id for each in self._connections if _is_staff(each)}
        come = {person: firm for person, firm in staff.items() if person not in self._here}
        gone = [
            (person, firm)
            for person, (firm, seen_at) in self._here.items()
            if person not in staff and now - seen_at > GRACE_SECONDS
        ]
        self._here.update({person: (firm, now) for person, firm in staff.items()})
        for person, firm in gone:
            del self._here[person]
            await self._say("left", firm, [person])
        is_time = now - self._repeated_at > REPEAT_SECONDS
        if is_time:
            self._repeated_at = now
        await self._say_by_firm({p: f for p, (f, _) in self._here.items()} if is_time else come)
        self._forget_the_silent(now)

    async def _say_by_firm(self, people: dict[UUID, UUID]) -> None:
        for firm in set(people.values()):
            await self._say("here", firm, [each for each, its in people.items() if its == firm])

    async def _say(self, kind: str, firm_id: UUID, people: list[UUID]) -> None:
        told = {"firm": str(firm_id), "people": [str(each) for each in people]}
        await self._manager.tell_news(kind, told)

    # --- from any process ----------------------------------------------------------------------

    async def hear(self, kind: str, told: dict[str, Any]) -> None:
        """News of this or another process: `here` and `left`."""
        firm_id, people = UUID(told["firm"]), [UUID(each) for each in told["people"]]
        for person in people:
            if kind == "here":
                self._come(firm_id, person)
            elif person in self._here:
                # Gone there, but still here.
                await self._say("here", firm_id, [person])
            else:
                self._go(firm_id, person)

    def _come(self, firm_id: UUID, person: UUID) -> None:
        known = self._heard[firm_id]
        is_new, was_empty = person not in known, not known
        known[person] = time.monotonic()
        if is_new:
            self._announce(firm_id, person, is_on=True, is_firms=was_empty)

    def _go(self, firm_id: UUID, person: UUID) -> None:
        known = self._heard[firm_id]
        if known.pop(person, None) is not None:
            self._announce(firm_id, person, is_on=False, is_firms=not known)

    def _forget_the_silent(self, now: float) -> None:
        for firm_id, known in tuple(self._heard.items()):
            for person, at in tuple(known.items()):
                if now - at > SILENT_SECONDS:
                    self._go(firm_id, person)

    def _announce(self, firm_id: UUID, person: UUID, *, is_on: bool, is_firms: bool) -> None:
        """To the sockets of this process; `is_firms`: it is the first who came or the last to go."""
        for connection in self._connections:
            if connection.asker.firm_id != firm_id:
                continue
            if _is_staff(connection):
                self._tell(connection, "presence", {"who": str(person), "on": is_on})
            elif is_firms:
                self._tell(connection, "presence", {"on": is_on})


def _is_staff(connection: Connection) -> bool:
    return connection.asker.is_staff
