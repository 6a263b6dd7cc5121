"""The Socket.IO server: takes frames, knows who sent them, answers, and cuts who misbehaves."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any, Literal, Protocol

import socketio
import structlog
from socketio import packet

from hub import clock, metrics
from hub.errors import RateLimitedError, SignInError, UserError
from hub.logs import named_request
from hub.realtime.answering import Answering, broken, refusal
from hub.realtime.bounds import limits_of
from hub.realtime.connections import Connection, Connections, person_room, rooms_of
from hub.realtime.frames import MESSAGE, Frame
from hub.realtime.limiter import REFUSED_CONNECTS, Limiter
from hub.realtime.manager import RoomManager, event_frame
from hub.realtime.packets import PacketError, StrictPacket
from hub.realtime.wire import WireServer, WireSocket
from hub.shapes import LARGEST_FRAME
from hub.texts import DEFAULT_LANGUAGE, as_language

log = structlog.get_logger()

Goodbye = Literal["expired", "signed_out", "access", "slow", "errors", "restart"]

# What a socket may do wrong: a malformed frame costs ten, a refused request one.
PATIENCE = 200.0
PATIENCE_PER_SECOND = 1.0
MALFORMED = 10.0
MISTAKEN = 1.0
THROTTLED_S = 0.02
MISTAKES = frozenset({"invalid", "unknown_event", "forbidden", "unauthorized", "too_large"})


class Door(Protocol):
    """A namespace: how one gets in, and what one may ask inside."""

    answering: Answering

    async def enter(self, given: object) -> Connection:
        """Who stands behind the auth payload (sid and place are filled in by the server).

        Raises SignInError.
        """

    async def welcome(self, connection: Connection, given: object) -> None:
        """After the rooms are joined: send what the client said it lacks."""


class HubServer(socketio.AsyncServer):
    """python-socketio with our packets, rooms and wrapper; one dispatch for every event."""

    manager: RoomManager
    eio: WireServer

    def __init__(
        self,
        manager: RoomManager,
        connections: Connections,
        limiter: Limiter,
        *,
        base_url: str = "",
        transports: tuple[str, ...] = ("websocket", "polling"),
        ping_interval: float = 25,
        ping_timeout: float = 20,
    ) -> None:
        self.doors: dict[str, Door] = {}
        self.connections = connections
        self._limiter = limiter
        super().__init__(
            client_manager=manager,
            serializer=StrictPacket,
            async_mode="aiohttp",
            async_handlers=False,
            max_http_buffer_size=LARGEST_FRAME,
            cors_allowed_origins=_own_pages(base_url),
            cors_credentials=False,
            transports=list(transports),
            ping_interval=ping_interval,
            ping_timeout=ping_timeout,
            http_compression=False,
            logger=_Quiet(),
            engineio_logger=_Quiet(),
        )

    def open(self, doors: Mapping[str, Door]) -> None:
        self.doors.update(doors)

    def _engineio_server_class(self) -> type[WireServer]:
        return WireServer

    # --- frames --------------------------------------------------------------------------------

    async def _handle_eio_message(self, eio_sid: str, data: object) -> None:
        socket = self.eio.socket(eio_sid)
        if socket is None:
            return
        try:
            # An empty frame would be no packet at all to the library.
            await self._dispatch(eio_sid, StrictPacket(encoded_packet=data or b"-"))
        except PacketError as error:
            await self._refuse_frame(socket, error)
        except Exception:
            log.exception("frame failed")
            await self._fault(socket, MALFORMED)

    async def _dispatch(self, eio_sid: str, taken: StrictPacket) -> None:
        if taken.packet_type == packet.CONNECT:
            await self._handle_connect(eio_sid, taken.namespace, taken.data)
        elif taken.packet_type == packet.DISCONNECT:
            await self._handle_disconnect(eio_sid, taken.namespace)
        else:
            await self._handle_event(eio_sid, taken.namespace, taken.id, taken.data)

    async def _refuse_frame(self, socket: WireSocket, error: PacketError) -> None:
        """A request that is too large or not to be read is answered, if it asked for that."""
        if error.id is not None:
            key = "errors.too_large" if error.code == "too_large" else "realtime.unreadable"
            problem = UserError(key)
            answer = refusal(problem, DEFAULT_LANGUAGE)
            answer["error"]["code"] = error.code
            self._acknowledge(socket, error.namespace, error.id, answer)
        await self._fault(socket, MALFORMED)

    async def _fault(self, socket: WireSocket, cost: float) -> None:
        """Spend of the socket's patience; at the end of it the socket is cut."""
        now = time.monotonic()
        refilled = socket.patience + (now - socket.patience_at) * PATIENCE_PER_SECOND
        socket.patience, socket.patience_at = min(PATIENCE, refilled) - cost, now
        if socket.patience < 0:
            await self.cut(socket, "errors")

    # --- events --------------------------------------------------------------------------------

    async def _handle_event(
        self,
        eio_sid: str,
        namespace: str | None,
        id: int | None,  # noqa: A002 - the library's name
        data: list[Any],
    ) -> None:
        space = namespace or "/"
        socket = self.eio.socket(eio_sid)
        door = self.doors.get(space)
        if socket is None:
            return
        sid = self.manager.sid_from_eio_sid(eio_sid, space)
        connection = self.connections.get(sid)
        if door is None or connection is None:
            if id is not None:
                self._acknowledge(socket, namespace, id, _not_signed_in())
            await self._fault(socket, MALFORMED)
            return
        answer = await door.answering.answer(connection, data[0], data[1:])
        if id is not None:
            self._acknowledge(socket, namespace, id, answer)
        code = "" if answer["ok"] else answer["error"]["code"]
        if code in MISTAKES:
            await self._fault(socket, MISTAKEN)
        elif code == "rate_limited":
            # Its next frame is read later: a flood backs up at its sender, and costs us little.
            await asyncio.sleep(THROTTLED_S)

    def _acknowledge(
        self,
        socket: WireSocket,
        namespace: str | None,
        id_: int,
        answer: Mapping[str, Any],
    ) -> None:
        encoded = StrictPacket(packet.ACK, [answer], namespace=namespace, id=id_).encode()
        socket.write(Frame(MESSAGE + encoded))

    # --- coming and going ----------------------------------------------------------------------

    async def _handle_connect(self, eio_sid: str, namespace: str | None, data: object) -> None:
        socket = self.eio.socket(eio_sid)
        if socket is None:
            return
        space = namespace or "/"
        door = self.doors.get(space)
        sid = await self.manager.pre_connect(eio_sid, space) if door else None
        if door is None or sid is None:
            # An unknown namespace, or one that is joined already.
            self._refuse_connect(socket, space, UserError("realtime.no_namespace"))
            await self._fault(socket, MALFORMED)
            return
        try:
            with named_request():
                connection = await self._enter(door, socket, data)
        except UserError as error:
            await self.manager.disconnect(sid, space)
            self._refuse_connect(socket, space, error, _wish(self.environ.get(eio_sid)))
            await self._fault(socket, MALFORMED)
            return
        except Exception:
            log.exception("connect failed", namespace=space)
            await self.manager.disconnect(sid, space)
            self._refuse_connect(socket, space, None)
            return
        if self.eio.socket(eio_sid) is not socket:
            # It went away while we looked it up.
            await self.manager.disconnect(sid, space)
            return
        connection.sid, connection.eio_sid, connection.namespace = sid, eio_sid, space
        await self._join(socket, connection)
        await door.welcome(connection, data)

    async def _enter(self, door: Door, socket: WireSocket, data: object) -> Connection:
        address = ("address", socket.address)
        try:
            connection = await door.enter(data)
        except SignInError:
            # Guessing is slowed down for an address; a right token passes whatever others do.
            if (wait := self._limiter.take(address, REFUSED_CONNECTS)) is not None:
                raise RateLimitedError(wait) from None
            raise
        connection.address = socket.address
        if (wait := self._limiter.take_all(limits_of(connection, "connect"))) is not None:
            raise RateLimitedError(wait)
        return connection

    async def _join(self, socket: WireSocket, connection: Connection) -> None:
        """Say CONNECT, then join the rooms: both before the next frame of this socket is read."""
        space = connection.namespace
        said = StrictPacket(packet.CONNECT, {"sid": connection.sid}, namespace=space).encode()
        socket.write(Frame(MESSAGE + said))
        await self.manager.connect(connection.sid, space)
        self.connections.add(connection)
        for room in rooms_of(connection.asker):
            self.manager.basic_enter_room(connection.sid, space, room)
        socket.connect_done()
        self.watch_expiry(connection)

    def _refuse_connect(
        self, socket: WireSocket, namespace: str, error: UserError | None, language: str = "fi"
    ) -> None:
        problem = (refusal(error, language) if error else broken(language))["error"]
        said = StrictPacket(
            packet.CONNECT_ERROR, {"message": problem["code"], "data": problem}, namespace=namespace
        ).encode()
        socket.write(Frame(MESSAGE + said))

    async def _handle_disconnect(
        self,
        eio_sid: str,
        namespace: str | None,
        reason: str | None = None,  # noqa: ARG002 - the library's signature
    ) -> None:
        space = namespace or "/"
        sid = self.manager.sid_from_eio_sid(eio_sid, space)
        if sid is None:
            return
        self.connections.remove(sid)
        await self.manager.disconnect(sid, space)
        socket = self.eio.socket(eio_sid)
        if socket is not None and not socket.closing:
            # It may join again, but not sit here without a name.
            socket.await_connect()

    def watch_expiry(self, connection: Connection) -> None:
        """Cut the socket when its token ends."""
        if connection.expiry is not None:
            connection.expiry.cancel()
        left = connection.expires_at - clock.now().timestamp()
        loop = asyncio.get_running_loop()
        connection.expiry = loop.call_later(
            max(0.0, left), lambda: self.start_background_task(self.dismiss, connection, "expired")
        )

    # --- saying goodbye ------------------------------------------------------------------------

    async def dismiss(self, connection: Connection, reason: Goodbye) -> None:
        """`bye`, then the end of the whole socket."""
        socket = self.eio.socket(connection.eio_sid)
        if socket is not None:
            await self.cut(socket, reason)

    async def cut(self, socket: WireSocket, reason: Goodbye) -> None:
        metrics.SOCKETS_CUT.labels(reason).inc()
        for space in self.doors:
            sid = self.manager.sid_from_eio_sid(socket.sid, space)
            if self.connections.get(sid) is not None:
                socket.write(event_frame("bye", {"reason": reason}, space))
        await socket.close(wait=False)

    async def cut_all(self) -> None:
        """At shutdown: everybody is told, nobody is waited for."""
        for socket in list(self.eio.sockets.values()):
            await self.cut(socket, "restart")

    def move(self, connection: Connection) -> None:
        """Put a connection into the rooms of its (changed) identity."""
        wanted = set(rooms_of(connection.asker))
        kept = {connection.sid, person_room(connection.asker.id)}
        for room in set(self.manager.get_rooms(connection.sid, connection.namespace)):
            if room not in wanted | kept:
                self.manager.basic_leave_room(connection.sid, connection.namespace, room)
        for room in wanted:
            self.manager.basic_enter_room(connection.sid, connection.namespace, room)

    def tell(self, connection: Connection, event: str, payload: object) -> None:
        """One event to one socket."""
        socket = self.eio.socket(connection.eio_sid)
        if socket is not None:
            socket.write(event_frame(event, payload, connection.namespace))


def _own_pages(base_url: str) -> Callable[[str | None, Mapping[str, Any]], bool]:
    """Which origins may open a socket: the hub's own, under its name or the one it was called by.

    A program sends none, and is let in by its token like everybody.
    """
    base = base_url.rstrip("/").lower()

    def is_own(origin: str | None, environ: Mapping[str, Any]) -> bool:
        host = str(environ.get("HTTP_HOST", "")).lower()
        given = (origin or "").lower()
        return bool(given) and (given == base or given in {f"http://{host}", f"https://{host}"})

    return is_own


def _not_signed_in() -> dict[str, Any]:
    answer = refusal(UserError("errors.sign_in"), DEFAULT_LANGUAGE)
    answer["error"]["code"] = "forbidden"
    return answer


def _wish(environ: Mapping[str, Any] | None) -> str:
    return as_language((environ or {}).get("HTTP_ACCEPT_LANGUAGE"))


class _Quiet:
    """The libraries log every frame with its content; we log what we decide ourselves."""

    level = 100

    def info(self, *_: object) -> None: ...

    debug = warning = info

    def error(self, words: str, *_: object) -> None:
        log.warning("socket library", words=words[:80])

    def exception(self, words: str, *_: object) -> None:
        log.exception("socket library", words=words[:80])  # noqa: LOG004 - called in one
