"""What a person, their company and their address may ask of each event: numbers, and whom they bind."""

from collections.abc import Iterator, Mapping

from hub.addresses import is_loopback
from hub.realtime.connections import Connection
from hub.realtime.limiter import Key, Rule

ANYTHING = Rule(300, 50)
RULES: Mapping[str, Rule] = {
    "connect": Rule(300, 20),
    "hello": Rule(60, 6),
    "message.send": Rule(300, 50),
    "message.edit": Rule(100, 20),
    "message.delete": Rule(100, 20),
    "reaction.set": Rule(100, 20),
    "read.mark": Rule(200, 50),
    "sync": Rule(60, 6),
    "history": Rule(100, 20),
    "search": Rule(30, 3),
    "conversation.open": Rule(20, 0.2),
    "typing": Rule(30, 5),
    "command": Rule(60, 10),
    "card.press": Rule(60, 10),
}
STAFF_FACTOR = 4.0
COMPANY_FACTOR = 3.0
# A whole office, or a client's, may stand behind one address.
ADDRESS_FACTOR = 20.0


def limits_of(connection: Connection, event: str) -> Iterator[tuple[Key, Rule]]:
    """Who pays for this event, and from which purse."""
    asker, rule = connection.asker, RULES.get(event, ANYTHING)
    own = rule.times(STAFF_FACTOR) if asker.is_staff and event != "connect" else rule
    yield (str(asker.id), event), own
    if asker.client_id is not None:
        yield (str(asker.client_id), event), rule.times(COMPANY_FACTOR)
    # Behind a proxy that we were not told of everybody comes from this machine.
    if connection.address and not is_loopback(connection.address):
        yield ("address", connection.address, event), rule.times(ADDRESS_FACTOR)
