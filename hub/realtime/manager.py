"""Who is in which room; an event is encoded once and written to everybody in it."""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Any

from socketio import packet
from socketio.async_manager import AsyncManager

from hub import metrics
from hub.realtime.frames import MESSAGE, Frame
from hub.realtime.packets import StrictPacket

# What may be left out for a reader that is behind.
EPHEMERAL = frozenset({"typing", "presence"})


News = Callable[[str, dict[str, Any]], Awaitable[None]]


async def _nobody_listens(kind: str, payload: dict[str, Any]) -> None:
    """Before the feed is there."""


def event_frame(event: str, payload: object, namespace: str) -> Frame:
    encoded = StrictPacket(packet.EVENT, [event, payload], namespace=namespace).encode()
    return Frame(MESSAGE + encoded, is_droppable=event in EPHEMERAL)


class RoomManager(AsyncManager):
    """The library's manager with an index of each socket's rooms.

    Without it every disconnect looks through every room.
    """

    def __init__(self) -> None:
        super().__init__()
        self.on_news: News = _nobody_listens
        self._rooms_of: dict[tuple[str, str], set[str | None]] = {}

    async def emit(
        self,
        event: str,
        data: object,
        namespace: str,
        room: str | None = None,
        skip_sid: str | None = None,
        to: str | None = None,
        **_: object,
    ) -> None:
        """Write to everybody in the room who is here; in order of call."""
        self.write_all(event_frame(event, data, namespace), namespace, (to or room,), skip_sid)
        metrics.FRAMES.labels(event).inc()

    async def tell_news(self, kind: str, payload: dict[str, Any]) -> None:
        """Something every process must look at for its own sockets."""
        await self.on_news(kind, payload)

    async def start(self) -> None:
        """Nothing to open: everybody is here."""

    async def stop(self) -> None: ...

    async def is_ready(self) -> bool:
        return True

    def write_all(
        self, frame: Frame, namespace: str, rooms: Iterable[str | None], skip_sid: str | None = None
    ) -> None:
        sockets = self.server.eio.sockets
        for sid, eio_sid in self._members(namespace, rooms):
            socket = sockets.get(eio_sid)
            if socket is not None and sid != skip_sid:
                socket.write(frame)

    def _members(self, namespace: str, rooms: Iterable[str | None]) -> Iterator[tuple[str, str]]:
        """Each socket once, although it may be in several of the rooms."""
        everywhere = self.rooms.get(namespace, {})
        members: dict[str, str] = {}
        for room in rooms:
            members.update(everywhere.get(room, {}))
        yield from members.items()

    # --- the index -----------------------------------------------------------------------------

    def basic_enter_room(
        self, sid: str, namespace: str, room: str | None, eio_sid: str | None = None
    ) -> None:
        super().basic_enter_room(sid, namespace, room, eio_sid=eio_sid)
        self._rooms_of.setdefault((namespace, sid), set()).add(room)

    def basic_leave_room(self, sid: str, namespace: str, room: str | None) -> None:
        super().basic_leave_room(sid, namespace, room)
        mine = self._rooms_of.get((namespace, sid))
        if mine is not None:
            mine.discard(room)

    def basic_disconnect(self, sid: str, namespace: str, **_: object) -> None:
        for room in self._rooms_of.pop((namespace, sid), ()):
            super().basic_leave_room(sid, namespace, room)
        self.callbacks.pop(sid, None)
        self._no_longer_pending(self.pending_connect, sid, namespace)
        self._no_longer_pending(self.pending_disconnect, sid, namespace)

    def get_rooms(self, sid: str, namespace: str) -> list[str]:
        mine = self._rooms_of.get((namespace, sid), ())
        return [room for room in mine if room is not None]

    @staticmethod
    def _no_longer_pending(waiting: dict[str, list[str]], sid: str, namespace: str) -> None:
        here: list[Any] = waiting.get(namespace, [])
        if sid in here:
            here.remove(sid)
            if not here:
                del waiting[namespace]
