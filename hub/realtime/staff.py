"""The `/staff` namespace: accountants in the console, let in by a short-lived token of our own."""

from hub.queries.sessions import staff_of
from hub.realtime.answering import Answering
from hub.realtime.connections import Connection
from hub.realtime.entrance import read_auth, welcome
from hub.realtime.limiter import Limiter
from hub.realtime.server import HubServer
from hub.realtime.talk import Talk
from hub.tokens import StaffTokens, refused

NAMESPACE = "/staff"


class StaffDoor:
    def __init__(
        self, server: HubServer, talk: Talk, limiter: Limiter, tokens: StaffTokens
    ) -> None:
        handlers = {**talk.handlers(), **talk.staff_handlers()}
        self.answering = Answering(NAMESPACE, handlers, limiter)
        self._server = server
        self._talk = talk
        self._tokens = tokens

    async def enter(self, given: object) -> Connection:
        claims = self._tokens.read(read_auth(given).token)
        asker = await staff_of(claims)
        if asker is None:
            raise refused()
        return Connection("", "", NAMESPACE, asker, claims.expires_at, claims.session_id)

    async def welcome(self, connection: Connection, given: object) -> None:
        await welcome(self._server, self._talk, connection, given)
