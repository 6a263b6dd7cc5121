"""The Engine.IO side: frames go straight to the transport, whose buffer is the only queue.

python-engineio hands every packet through a task, a queue and a writer, and holds a slow reader's
packets without end. Here a WebSocket's packets are written in order of call; one that does not
read is cut, and its client syncs. Polling, the fallback, keeps the library's own queue, bounded.
"""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncGenerator
from typing import Any

import engineio
import structlog
from aiohttp import WSMsgType, web
from engineio import async_socket, exceptions, packet
from engineio.async_drivers import aiohttp as driver

from hub import metrics
from hub.realtime.frames import Frame, close_frame
from hub.shapes import LARGEST_FRAME

log = structlog.get_logger()

# Above this a reader is too slow; the kernel holds some megabytes more.
SLOW_BYTES = 1024 * 1024
DROP_BYTES = 64 * 1024
LONGEST_QUEUE = 1000
# A frame somewhat above the promised cap is read to be answered; above this the transport closes.
LARGEST_READ = 4 * LARGEST_FRAME
CONNECT_SECONDS = 10.0
MOST_UNKNOWN_PER_ADDRESS = 500
GOING_AWAY = 1001


class WireSocket(async_socket.AsyncSocket):
    """One connection of a client, from its handshake to its end."""

    server: "WireServer"
    queue: "asyncio.Queue[packet.Packet | None]"
    connected: bool
    closed: bool
    closing: bool
    upgraded: bool
    upgrading: bool
    last_ping: float | None

    def __init__(self, server: "WireServer", sid: str, address: str) -> None:
        super().__init__(server, sid)
        self.address = address
        # Known once it has joined a namespace; until then the time and the address limit it.
        self.is_known = True
        # How much it may still do wrong (hub.realtime.server spends and refills it).
        self.patience = 200.0
        self.patience_at = time.monotonic()
        self._transport: asyncio.WriteTransport | None = None
        self._loop = asyncio.get_running_loop()
        self._ping_timer: asyncio.TimerHandle | None = None
        self._connect_timer: asyncio.TimerHandle | None = None

    # --- out -----------------------------------------------------------------------------------

    def write(self, frame: Frame) -> None:
        """Send now, or cut the socket when it does not read."""
        if self.closed:
            return
        if self._transport is None:
            self._enqueue(frame)
            return
        waiting = self._transport.get_write_buffer_size()
        if waiting > DROP_BYTES and frame.is_droppable:
            return
        if waiting > SLOW_BYTES:
            self._cut_slow()
        elif not self._transport.is_closing():
            self._transport.write(frame.wire)

    async def send(self, pkt: packet.Packet) -> None:
        if self.closed:
            raise exceptions.SocketIsClosedError
        self.write(Frame(pkt.encode()))

    def _enqueue(self, frame: Frame) -> None:
        if self.queue.qsize() > LONGEST_QUEUE:
            self._cut_slow()
        else:
            self.queue.put_nowait(packet.Packet(encoded_packet=frame.text))

    def _cut_slow(self) -> None:
        metrics.SOCKETS_CUT.labels("slow").inc()
        if self._transport is not None:
            # What waits is not worth sending: the reader's end sees a broken connection.
            self._transport.abort()
        else:
            self.server.start_background_task(self.close, wait=False, abort=True)

    # --- in ------------------------------------------------------------------------------------

    async def _websocket_handler(self, ws: "WireDriver") -> None:
        if self.connected and not await self._upgrade(ws):
            return
        self.connected = self.upgraded = True
        try:
            self._open_wire(ws.transport)
            async for text in ws.texts():
                await self._take(text)
                if self.closed:
                    break
        finally:
            await self.close(wait=False, abort=True, reason=self.server.reason.TRANSPORT_CLOSE)

    async def _upgrade(self, ws: "WireDriver") -> bool:
        """From polling to WebSocket; what waits in the queue is sent first."""
        self.upgrading = True
        frames = ws.texts()
        try:
            if await anext(frames, None) != "2probe":
                return False
            await ws.send("3probe")
            # Ends the poll that hangs, so that the client asks for the upgrade.
            self.queue.put_nowait(packet.Packet(packet.NOOP))
            return await anext(frames, None) == "5"
        finally:
            await frames.aclose()
            self.upgrading = False

    def _open_wire(self, transport: asyncio.WriteTransport) -> None:
        while not self.queue.empty():
            waiting = self.queue.get_nowait()
            if waiting is not None and waiting.packet_type != packet.NOOP:
                transport.write(Frame(waiting.encode()).wire)
        self._transport = transport

    async def _take(self, text: str | None) -> None:
        kind = text[:1] if text else ""
        if kind == "4" and text:
            await self.server.take(self.sid, text[1:])
        elif kind == "3":
            self.schedule_ping()
        elif kind == "1":
            await self.close(wait=False, abort=True, reason=self.server.reason.CLIENT_DISCONNECT)
        else:
            await self.server.take(self.sid, None)

    async def handle_post_request(self, environ: dict[str, Any]) -> None:
        """Polling: several packets in one body, each taken like a frame."""
        length = int(environ.get("CONTENT_LENGTH", "0"))
        if length > self.server.max_http_buffer_size:
            raise exceptions.ContentTooLongError
        body = (await environ["wsgi.input"].read(length)).decode(errors="replace")
        for text in body.split("\x1e")[:LONGEST_QUEUE]:
            await self._take(text)

    # --- life ----------------------------------------------------------------------------------

    def schedule_ping(self) -> None:
        if self.last_ping and not self.closed:
            self.last_ping = None
            self._stop(self._ping_timer)
            self._ping_timer = self._loop.call_later(self.server.ping_interval, self._ping)

    def _ping(self) -> None:
        self.last_ping = time.time()
        self._ping_timer = self._loop.call_later(self.server.ping_timeout, self._gone)
        self.write(Frame("2"))

    def _gone(self) -> None:
        if self._transport is not None:
            self._transport.abort()
        self.server.start_background_task(
            self.close, wait=False, abort=True, reason=self.server.reason.PING_TIMEOUT
        )

    async def check_ping_timeout(self) -> bool:
        return not self.closed

    def await_connect(self) -> None:
        """Cut the socket unless it joins a namespace in time."""
        self.server.meet(self)
        self._stop(self._connect_timer)
        self._connect_timer = self._loop.call_later(CONNECT_SECONDS, self._never_connected)

    def connect_done(self) -> None:
        self.server.know(self)
        self._stop(self._connect_timer)

    def _never_connected(self) -> None:
        metrics.SOCKETS_CUT.labels("no_connect").inc()
        self.server.start_background_task(self.close, wait=False)

    async def close(
        self,
        wait: bool = True,  # noqa: ARG002 - the library's signature
        abort: bool = False,
        reason: str | None = None,
    ) -> None:
        """Tell the house, say so to the client unless `abort`, and let the transport go."""
        if self.closed or self.closing:
            return
        self.closing = True
        self._stop(self._ping_timer)
        self._stop(self._connect_timer)
        self.server.forget(self)
        await self.server._trigger_event(  # noqa: SLF001 - the library's own hook for its sockets
            "disconnect", self.sid, reason or self.server.reason.SERVER_DISCONNECT
        )
        if self._transport is None:
            if not abort:
                self.queue.put_nowait(packet.Packet(packet.CLOSE))
            self.queue.put_nowait(None)
        elif not self._transport.is_closing():
            if not abort:
                self._transport.write(Frame("1").wire + close_frame(GOING_AWAY))
            self._transport.close()
        self.closed = True

    @staticmethod
    def _stop(timer: asyncio.TimerHandle | None) -> None:
        if timer is not None:
            timer.cancel()


class WireDriver(driver.WebSocket):
    """aiohttp's WebSocket without compression, which costs 100 KB a socket."""

    async def __call__(self, environ: dict[str, Any]) -> web.WebSocketResponse:
        request: web.Request = environ["aiohttp.request"]
        self._sock = web.WebSocketResponse(compress=False, max_msg_size=LARGEST_READ)
        await self._sock.prepare(request)
        if request.transport is None:
            raise ConnectionResetError
        self.transport: asyncio.WriteTransport = request.transport
        await self.handler(self)
        return self._sock

    async def texts(self) -> AsyncGenerator[str | None, None]:
        """Every frame until the end; None stands for one that is no text."""
        while True:
            message = await self._sock.receive()
            if message.type is WSMsgType.TEXT:
                yield message.data
            elif message.type is WSMsgType.BINARY:
                yield None
            else:
                return


class WireServer(engineio.AsyncServer):
    """Engine.IO with our sockets, and a bound on those that have not said who they are."""

    _async: dict[str, Any]

    def __init__(self, **options: Any) -> None:
        super().__init__(monitor_clients=False, **options)
        self._async = {**self._async, "websocket": WireDriver}
        self._unknown: Counter[str] = Counter()

    async def take(self, sid: str, text: str | None) -> None:
        await self.handlers["message"](sid, text)

    def socket(self, sid: str) -> WireSocket | None:
        found: WireSocket | None = self.sockets.get(sid)
        return found

    def meet(self, socket: WireSocket) -> None:
        if socket.is_known:
            socket.is_known = False
            self._unknown[socket.address] += 1

    def know(self, socket: WireSocket) -> None:
        if not socket.is_known:
            socket.is_known = True
            self._unknown[socket.address] -= 1
            if self._unknown[socket.address] <= 0:
                del self._unknown[socket.address]

    def forget(self, socket: WireSocket) -> None:
        self.know(socket)
        self.sockets.pop(socket.sid, None)

    async def _handle_connect(
        self, environ: dict[str, Any], transport: str, jsonp_index: int | None = None
    ) -> Any:
        address = environ["aiohttp.request"].remote or ""
        if jsonp_index is not None or self._unknown[address] >= MOST_UNKNOWN_PER_ADDRESS:
            return self._bad_request("Refused")
        sid = self.generate_id()
        socket = self.sockets[sid] = WireSocket(self, sid, address)
        await socket.send(self._opening(sid, transport))
        await self._trigger_event("connect", sid, environ)
        socket.schedule_ping()
        socket.await_connect()
        if transport == "websocket":
            try:
                return await socket.handle_get_request(environ)
            finally:
                await socket.close(wait=False, abort=True)
        socket.connected = True
        return self._ok(await socket.poll())

    def _opening(self, sid: str, transport: str) -> packet.Packet:
        return packet.Packet(
            packet.OPEN,
            {
                "sid": sid,
                "upgrades": self._upgrades(sid, transport),
                "pingTimeout": int(self.ping_timeout * 1000),
                "pingInterval": int(self.ping_interval * 1000),
                "maxPayload": self.max_http_buffer_size,
            },
        )
