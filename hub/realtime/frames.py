"""One encoded event for any number of sockets: the WebSocket frame is built once."""

from dataclasses import dataclass
from functools import cached_property

SHORT = 126
MEDIUM = 1 << 16
TEXT_FRAME = 0x81
CLOSE_FRAME = 0x88
# Engine.IO's packet type `message`.
MESSAGE = "4"


@dataclass(frozen=True)
class Frame:
    """`text` is an Engine.IO packet. A droppable one may be left out for a slow reader."""

    text: str
    is_droppable: bool = False

    @cached_property
    def wire(self) -> bytes:
        return text_frame(self.text)


def text_frame(text: str) -> bytes:
    """An unmasked, uncompressed WebSocket text frame (RFC 6455 §5.2), as servers send."""
    payload = text.encode()
    return _head(TEXT_FRAME, len(payload)) + payload


def close_frame(code: int) -> bytes:
    return _head(CLOSE_FRAME, 2) + code.to_bytes(2, "big")


def _head(first: int, length: int) -> bytes:
    if length < SHORT:
        return bytes((first, length))
    if length < MEDIUM:
        return bytes((first, SHORT)) + length.to_bytes(2, "big")
    return bytes((first, SHORT + 1)) + length.to_bytes(8, "big")
