"""Puts the socket side together: rooms, server, doors and feed, opened and closed as one."""

from dataclasses import dataclass

from aiohttp import web

from hub.realtime.bot_port import Bot
from hub.realtime.client import NAMESPACE as CLIENT
from hub.realtime.client import ClientDoor
from hub.realtime.connections import Connections
from hub.realtime.fanout import RedisRoomManager
from hub.realtime.feed import Feed
from hub.realtime.limiter import Limiter
from hub.realtime.manager import RoomManager
from hub.realtime.presence import Presence
from hub.realtime.server import HubServer
from hub.realtime.shared_limits import SharedLimits
from hub.realtime.staff import NAMESPACE as STAFF
from hub.realtime.staff import StaffDoor
from hub.realtime.talk import Talk
from hub.secrets import Sealer
from hub.tokens import StaffTokens

PATH = "socket.io"


@dataclass(frozen=True, slots=True)
class Realtime:
    server: HubServer
    manager: RoomManager
    connections: Connections
    presence: Presence
    feed: Feed
    shared_limits: SharedLimits | None = None

    async def start(self) -> None:
        await self.manager.start()
        if self.shared_limits is not None:
            self.shared_limits.start()
        self.feed.start()

    async def stop(self) -> None:
        """Tell every socket `bye` and let it go; takes no longer than writing that."""
        await self.feed.stop()
        await self.server.cut_all()
        await self.manager.stop()
        if self.shared_limits is not None:
            await self.shared_limits.stop()


def open_realtime(
    app: web.Application,
    bot: Bot,
    *,
    sealer: Sealer,
    tokens: StaffTokens,
    base_url: str = "",
    redis_url: str = "",
    has_polling: bool | None = None,
) -> Realtime:
    """Attach Socket.IO to the application.

    Polling is for one process alone: with Redis its requests could reach another than its socket.
    """
    manager = RedisRoomManager(redis_url) if redis_url else RoomManager()
    connections, limiter = Connections(), Limiter()
    if has_polling is None:
        has_polling = not redis_url
    transports = ("websocket", "polling") if has_polling else ("websocket",)
    server = HubServer(manager, connections, limiter, base_url=base_url, transports=transports)
    presence = Presence(manager, connections, server.tell)
    talk = Talk(bot, manager, presence)
    server.open(
        {
            CLIENT: ClientDoor(server, talk, limiter, sealer),
            STAFF: StaffDoor(server, talk, limiter, tokens),
        }
    )
    server.attach(app, socketio_path=PATH)
    feed = Feed(server, manager, connections, presence)
    shared = SharedLimits(limiter, redis_url) if redis_url else None
    return Realtime(server, manager, connections, presence, feed, shared)
