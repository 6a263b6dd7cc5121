"""Socket.IO packets as we take them: JSON only, small, shallow, no binary, no tricks."""

import json
import math
import re
from typing import Any

from socketio import packet

from hub.shapes import LARGEST_FRAME

DEEPEST = 16
LONGEST_NUMBER = 20
LONGEST_NAME = 64
TAKEN_TYPES = (packet.CONNECT, packet.DISCONNECT, packet.EVENT)
# Names the library keeps for itself: as an event they would reach its own handlers.
RESERVED = frozenset({"connect", "disconnect", "connect_error", "message", "*"})

_HEAD = re.compile(r"([0-6])(?:(/[\w./-]{0,64})(?:\?[^,]{0,256})?(?:,|$))?(\d{1,15})?", re.ASCII)
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


class PacketError(ValueError):
    """A frame that is no packet of ours. `id` is set where the sender waits for an answer."""

    def __init__(self, code: str, namespace: str | None = None, id_: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.namespace = namespace
        self.id = id_


class StrictJson:
    """The `json` of our packets: compact, UTF-8, no NaN, no numbers without end."""

    @staticmethod
    def dumps(given: object, **_: object) -> str:
        return json.dumps(given, separators=(",", ":"), ensure_ascii=False)

    @staticmethod
    def loads(text: str, **_: object) -> Any:
        return json.loads(
            text, parse_int=_small_int, parse_float=_finite, parse_constant=_refuse_constant
        )


class StrictPacket(packet.Packet):
    """Decodes what `TAKEN_TYPES` allow; never looks for binary in what we send."""

    uses_binary_events = False
    json = StrictJson

    def encode(self) -> str:
        space = f"{self.namespace}," if self.namespace and self.namespace != "/" else ""
        number = "" if self.id is None else str(self.id)
        payload = "" if self.data is None else StrictJson.dumps(self.data)
        return f"{self.packet_type}{space}{number}{payload}"

    def decode(self, encoded_packet: object) -> int:
        """Raises PacketError. The size is checked before anything is parsed."""
        if not isinstance(encoded_packet, str):
            raise PacketError("invalid")
        head = _HEAD.match(encoded_packet)
        if head is None or int(head[1]) not in TAKEN_TYPES:
            raise PacketError("invalid")
        self.packet_type, self.namespace = int(head[1]), head[2]
        self.id = int(head[3]) if head[3] else None
        if is_too_large(encoded_packet):
            raise PacketError("too_large", self.namespace, self.id)
        self.data = self._payload(encoded_packet[head.end() :])
        if self.packet_type == packet.EVENT and not _is_event(self.data):
            raise PacketError("invalid", self.namespace, self.id)
        return 0

    def _payload(self, text: str) -> Any:
        if not text:
            return None
        if is_too_deep(text):
            raise PacketError("invalid", self.namespace, self.id)
        try:
            return StrictJson.loads(text)
        except (ValueError, RecursionError) as error:
            raise PacketError("invalid", self.namespace, self.id) from error


def is_too_large(text: str) -> bool:
    """In bytes of UTF-8, counted only where it can matter."""
    if len(text) > LARGEST_FRAME:
        return True
    return len(text) * 4 > LARGEST_FRAME and len(text.encode(errors="replace")) > LARGEST_FRAME


def is_too_deep(text: str) -> bool:
    """Whether brackets nest deeper than `DEEPEST`; brackets inside strings do not count."""
    if text.count("[") + text.count("{") <= DEEPEST:
        return False
    depth = 0
    for sign in _STRING.sub("", text):
        if sign in "[{":
            depth += 1
            if depth > DEEPEST:
                return True
        elif sign in "]}":
            depth -= 1
    return False


def _is_event(data: object) -> bool:
    if not isinstance(data, list) or not data:
        return False
    name = data[0]
    return isinstance(name, str) and 0 < len(name) <= LONGEST_NAME and name not in RESERVED


def _small_int(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise ValueError("number too long")
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("number too large")
    return number


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
