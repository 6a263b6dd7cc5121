"""What every door does at the threshold: read the auth payload, send what the newcomer lacks."""

from pydantic import ValidationError

from hub.realtime.connections import Connection
from hub.realtime.requests import ConnectAuth
from hub.realtime.server import HubServer
from hub.realtime.talk import Talk
from hub.tokens import refused


def read_auth(given: object) -> ConnectAuth:
    """Raises SignInError."""
    try:
        return ConnectAuth.model_validate(given)
    except ValidationError:
        raise refused() from None


async def welcome(server: HubServer, talk: Talk, connection: Connection, given: object) -> None:
    """Send the entries after what the client said it has; too many, and it is told to sync."""
    have = read_auth(given).have
    if not have:
        return
    missing = await talk.missing(connection, have)
    if missing is None:
        server.tell(connection, "resync", {})
        return
    for entry in missing:
        server.tell(connection, "entry", entry)
