"""Listens to what happened in the house and tells the sockets it concerns."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import UUID

import structlog

from hub import events
from hub.access import Asker, contact_by_id, staff_by_id
from hub.errors import NotFoundError
from hub.logs import named_request
from hub.queries.chat import conversation_of
from hub.queries.sessions import living_people, living_sessions
from hub.realtime.connections import (
    Connection,
    Connections,
    contacts_room,
    staff_room,
)
from hub.realtime.manager import RoomManager
from hub.realtime.presence import Presence
from hub.realtime.server import HubServer

log = structlog.get_logger()

# Somebody removed elsewhere (another process, the command line) is cut within this.
LOOK_AGAIN_SECONDS = 3.0


class Feed:
    """`entry`, `read`, `conversation`, `resync` and `bye`, from events of this or any process."""

    def __init__(
        self,
        server: HubServer,
        manager: RoomManager,
        connections: Connections,
        presence: Presence,
    ) -> None:
        self._server = server
        self._manager = manager
        self._connections = connections
        self._presence = presence
        self._ends: list[Callable[[], None]] = []
        self._watch: asyncio.Task[None] | None = None
        manager.on_news = self._on_news

    def start(self) -> None:
        self._ends = [
            events.subscribe(events.EntryStored, self._entry),
            events.subscribe(events.ReadMarked, self._read),
            events.subscribe(events.ConversationChanged, self._conversation),
            events.subscribe(events.AccessChanged, self._access),
        ]
        self._watch = asyncio.create_task(self._look_again_and_again())
        self._presence.start()

    async def stop(self) -> None:
        for end in self._ends:
            end()
        await self._presence.stop()
        if self._watch is not None:
            self._watch.cancel()
            with suppress(asyncio.CancelledError):
                await self._watch

    # --- what happened here --------------------------------------------------------------------

    async def _entry(self, event: events.EntryStored) -> None:
        payload = event.entry.as_json()
        await self._manager.emit("entry", payload, "/staff", room=staff_room(event.firm_id))
        if not event.is_notes:
            room = contacts_room(event.client_id, event.private_to)
            await self._manager.emit("entry", payload, "/client", room=room)

    async def _read(self, event: events.ReadMarked) -> None:
        payload = {
            "conversation": str(event.conversation_id),
            "reader": str(event.reader_id),
            "kind": event.reader_kind,
            "name": event.reader_name,
            "seq": event.seq,
        }
        await self._manager.emit("read", payload, "/staff", room=staff_room(event.firm_id))
        if not event.is_notes and event.is_for_contacts:
            room = contacts_room(event.client_id, event.private_to)
            await self._manager.emit("read", payload, "/client", room=room)

    async def _conversation(self, event: events.ConversationChanged) -> None:
        news = {
            "firm": str(event.firm_id),
            "id": str(event.conversation_id),
            "internal": event.is_internal,
        }
        await self._manager.tell_news("conversation", news)

    async def _access(self, event: events.AccessChanged) -> None:
        await self._manager.tell_news("access", {"person": str(event.person_id)})

    # --- news, from any process ----------------------------------------------------------------

    async def _on_news(self, kind: str, payload: dict[str, Any]) -> None:
        with named_request():
            if kind == "conversation":
                await self._summary_changed(
                    UUID(payload["firm"]), UUID(payload["id"]), is_internal=payload["internal"]
                )
            elif kind == "access":
                for connection in self._connections.of_person(UUID(payload["person"])):
                    await self._look_again(connection)
            elif kind in {"here", "left"}:
                await self._presence.hear(kind, payload)
            elif kind == "resync":
                for connection in self._connections:
                    self._server.tell(connection, "resync", {})

    async def _summary_changed(
        self, firm_id: UUID, conversation_id: UUID, *, is_internal: bool
    ) -> None:
        """Everybody sees their own read mark in it, so it is read once a person."""
        summaries: dict[UUID, dict[str, Any] | None] = {}
        for connection in self._connections:
            if connection.asker.firm_id != firm_id:
                continue
            if is_internal and connection.asker.is_contact:
                continue
            person = connection.person
            if person not in summaries:
                summaries[person] = await _summary(connection.asker, conversation_id)
            if (summary := summaries[person]) is not None:
                self._server.tell(connection, "conversation", summary)

    async def _look_again(self, connection: Connection) -> None:
        """Whose rights changed: new rooms and a sync, or the end."""
        if connection.session_id is not None and not await living_sessions([connection.session_id]):
            await self._server.dismiss(connection, "signed_out")
            return
        asker = await _same_person(connection.asker)
        if asker is None:
            await self._server.dismiss(connection, "access")
            return
        if asker != connection.asker:
            connection.asker = asker
            self._server.move(connection)
            self._server.tell(connection, "resync", {})

    # --- what nobody told us -------------------------------------------------------------------

    async def _look_again_and_again(self) -> None:
        while True:
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
            try:
                await self._cut_the_gone()
            except Exception:
                log.exception("looking again at who is connected failed")

    async def _cut_the_gone(self) -> None:
        here = list(self._connections)
        if not here:
            return
        people = await living_people({(each.asker.kind, each.person) for each in here})
        sessions = {each.session_id for each in here if each.session_id}
        living = await living_sessions(sessions) if sessions else set()
        for connection in here:
            if connection.person not in people:
                await self._server.dismiss(connection, "access")
            elif connection.session_id is not None and connection.session_id not in living:
                await self._server.dismiss(connection, "signed_out")


async def _summary(asker: Asker, conversation_id: UUID) -> dict[str, Any] | None:
    try:
        return (await conversation_of(asker, conversation_id)).as_json()
    except NotFoundError:
        return None


async def _same_person(asker: Asker) -> Asker | None:
    if asker.id is None:
        return None
    if asker.is_contact:
        contact = await contact_by_id(asker.id)
        return replace(contact, language=asker.language) if contact else None
    return await staff_by_id(asker.id, asker.channel)
