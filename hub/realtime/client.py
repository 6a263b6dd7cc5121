"""The `/client` namespace: contacts, let in by an identity token of the firm's own site."""

from dataclasses import replace

from hub.actions.sessions import identify_contact, use_up
from hub.realtime.answering import Answering
from hub.realtime.connections import Connection
from hub.realtime.entrance import read_auth, welcome
from hub.realtime.limiter import Limiter
from hub.realtime.server import HubServer
from hub.realtime.talk import Talk
from hub.secrets import Sealer
from hub.texts import as_language

NAMESPACE = "/client"


class ClientDoor:
    def __init__(self, server: HubServer, talk: Talk, limiter: Limiter, sealer: Sealer) -> None:
        self.answering = Answering(NAMESPACE, talk.handlers(), limiter)
        self._server = server
        self._talk = talk
        self._sealer = sealer

    async def enter(self, given: object) -> Connection:
        auth = read_auth(given)
        asker, claims = await identify_contact(auth.token, self._sealer)
        await use_up(claims)
        if claims.locale:
            # What the site shows them in; the contact's own language is for mail.
            asker = replace(asker, language=as_language(claims.locale))
        return Connection("", "", NAMESPACE, asker, claims.expires_at)

    async def welcome(self, connection: Connection, given: object) -> None:
        await welcome(self._server, self._talk, connection, given)
