"""Scanning: clean, infected, or no verdict; never a guess."""

import asyncio
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from integrations import scan
from integrations.errors import NoAnswerError
from integrations.scan import CHUNK, ClamdScanner, ScannerDownError, open_scanner
from tests.support.listening import listening


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source"
    path.write_bytes(b"x" * (2 * CHUNK + 10))
    return path


@asynccontextmanager
async def clamd(answer: Callable[[bytes], bytes | None]) -> AsyncIterator[str]:
    """Takes an INSTREAM as clamd does; `answer` gets the bytes, None hangs up."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
        body = b""
        while size := struct.unpack("!L", await reader.readexactly(4))[0]:
            body += await reader.readexactly(size)
        told = answer(body)
        if told is not None:
            writer.write(told)
            await writer.drain()
            await reader.read()

    async with listening(talk) as port:
        yield f"tcp://127.0.0.1:{port}"


async def test_the_whole_file_is_sent_and_a_clean_one_is_clean(source: Path):
    seen: list[bytes] = []

    def answer(body: bytes) -> bytes:
        seen.append(body)
        return b"stream: OK\0"

    async with clamd(answer) as url:
        verdict = await ClamdScanner(url).scan(source)

    assert verdict.is_clean
    assert seen == [b"x" * (2 * CHUNK + 10)]


async def test_malware_is_named(source: Path):
    async with clamd(lambda _: b"stream: Eicar-Test-Signature FOUND\0") as url:
        verdict = await ClamdScanner(url).scan(source)

    assert not verdict.is_clean
    assert verdict.found == "Eicar-Test-Signature"


@pytest.mark.parametrize(
    "answer",
    [b"INSTREAM size limit exceeded. ERROR\0", b"stream: \0", b"FOUNDED\0", None],
)
async def test_anything_else_is_no_verdict(source: Path, answer: bytes | None):
    async with clamd(lambda _: answer) as url:
        with pytest.raises(ScannerDownError) as down:
            await ClamdScanner(url).scan(source)

    assert isinstance(down.value, NoAnswerError)


async def test_a_silent_scanner_is_not_waited_for_for_ever(
    source: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(scan, "PATIENCE_S", 0.2)

    async def talk(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    async with listening(talk) as port:
        with pytest.raises(ScannerDownError):
            await ClamdScanner(f"tcp://127.0.0.1:{port}").scan(source)


async def test_where_no_scanner_listens_there_is_no_verdict(source: Path):
    async with clamd(lambda _: b"") as url:
        pass
    with pytest.raises(ScannerDownError):
        await ClamdScanner(url).scan(source)
    with pytest.raises(ScannerDownError):
        await ClamdScanner("unix:///nowhere/clamd.sock").scan(source)


def test_no_address_means_no_scanner():
    assert open_scanner("") is None
    assert isinstance(open_scanner("tcp://127.0.0.1:3310"), ClamdScanner)
