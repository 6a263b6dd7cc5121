"""Looking for malware in files: a port, and clamd behind it."""

import asyncio
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from integrations.errors import NoAnswerError

CHUNK = 64 * 1024
PATIENCE_S = 60.0
PORT = 3310


class ScannerDownError(NoAnswerError):
    """No verdict: it may be clean or not."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`found` names the malware; empty means clean."""

    found: str = ""

    @property
    def is_clean(self) -> bool:
        return not self.found


class Scanner(Protocol):
    async def scan(self, source: Path) -> Verdict:
        """Raises ScannerDownError when there is no verdict."""


class ClamdScanner:
    """clamd over TCP (`tcp://host:3310`) or a socket file (`unix:///run/clamd.sock`), INSTREAM."""

    def __init__(self, url: str) -> None:
        self._address = urlsplit(url)

    async def scan(self, source: Path) -> Verdict:
        try:
            async with asyncio.timeout(PATIENCE_S):
                return _verdict(await self._ask(source))
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            raise ScannerDownError(type(error).__name__) from error

    async def _ask(self, source: Path) -> str:
        reader, writer = await self._connect()
        try:
            writer.write(b"zINSTREAM\0")
            with await asyncio.to_thread(source.open, "rb") as file:
                while chunk := await asyncio.to_thread(file.read, CHUNK):
                    writer.write(struct.pack("!L", len(chunk)) + chunk)
                    await writer.drain()
            writer.write(struct.pack("!L", 0))
            await writer.drain()
            return (await reader.readuntil(b"\0")).rstrip(b"\0").decode(errors="replace")
        finally:
            writer.transport.abort()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._address.scheme == "unix":
            return await asyncio.open_unix_connection(self._address.path)
        return await asyncio.open_connection(self._address.hostname, self._address.port or PORT)


def _verdict(answer: str) -> Verdict:
    """`stream: OK`, `stream: Eicar-Test-Signature FOUND`, or an error."""
    text = answer.removeprefix("stream:").strip()
    if text == "OK":
        return Verdict()
    if text.endswith("FOUND"):
        return Verdict(found=text.removesuffix("FOUND").strip() or "unnamed")
    raise ScannerDownError("no verdict")


def open_scanner(url: str) -> Scanner | None:
    return ClamdScanner(url) if url else None
