"""A wire that the test holds: passes bytes, drops one direction, cuts, or lets nobody through."""

import asyncio
from contextlib import suppress
from typing import Literal, Self

Way = Literal["to_server", "to_client"]


class Proxy:
    """Listens on a port of its own and passes everything on to `host:port`."""

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        self._host, self._target = host, port
        self._dropped: set[Way] = set()
        self._is_shut = False
        self._pairs: set[tuple[asyncio.StreamWriter, asyncio.StreamWriter]] = set()
        self._server: asyncio.Server | None = None
        self._taken: set[asyncio.Task[None]] = set()
        self.port = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._begin, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server:
            self._server.close()
        self.shut()
        # What is not ended before the loop is would be blamed on a later test.
        for task in list(self._taken):
            task.cancel()
        await asyncio.gather(*self._taken, return_exceptions=True)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def lead_to(self, port: int) -> None:
        """New connections go there."""
        self._target = port

    def drop(self, *ways: Way) -> None:
        """Half-open: the connection stands, and what goes this way is never seen again."""
        self._dropped = set(ways)

    def cut(self) -> None:
        """Every connection ends at once, without a goodbye."""
        for pair in list(self._pairs):
            for writer in pair:
                transport = writer.transport
                if isinstance(transport, asyncio.WriteTransport):
                    transport.abort()

    def shut(self, *, is_shut: bool = True) -> None:
        """Nobody new comes through; who is there is cut off."""
        self._is_shut = is_shut
        if is_shut:
            self.cut()

    def _begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._take(reader, writer))
        self._taken.add(task)
        task.add_done_callback(self._taken.discard)

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        back = None
        try:
            if self._is_shut:
                return
            with suppress(OSError):
                back_reader, back = await asyncio.open_connection(self._host, self._target)
                await self._join(reader, writer, back_reader, back)
        finally:
            for each in filter(None, (writer, back)):
                each.transport.abort()
                with suppress(OSError):
                    await each.wait_closed()

    async def _join(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        back_reader: asyncio.StreamReader,
        back: asyncio.StreamWriter,
    ) -> None:
        pair = (writer, back)
        self._pairs.add(pair)
        try:
            await asyncio.gather(
                self._pass(reader, back, "to_server"), self._pass(back_reader, writer, "to_client")
            )
        finally:
            self._pairs.discard(pair)

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: Way
    ) -> None:
        with suppress(OSError):
            while chunk := await reader.read(65536):
                if way not in self._dropped:
                    writer.write(chunk)
                    await writer.drain()
        writer.close()
