"""Where the bytes of files lie: a folder of this machine, or a bucket that speaks S3."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Protocol

import obstore
from obstore.store import ObjectStore, from_url

from integrations.errors import IntegrationError

CHUNK = 256 * 1024


class MissingError(IntegrationError):
    """Nothing lies under this key."""


class Storage(Protocol):
    async def put(self, key: str, source: Path) -> None:
        """Keep a copy of the file; the same key again replaces it."""

    def read(self, key: str) -> AsyncIterator[bytes]:
        """The bytes, chunk by chunk. Raises MissingError before the first."""

    async def remove(self, key: str) -> None:
        """Forget it; what is not there is forgotten already."""

    async def is_ready(self) -> bool:
        """Whether it can be written to."""


class FolderStorage:
    """Keys are ours (letters, digits, `/`), never what people called their files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, key: str, source: Path) -> None:
        await asyncio.to_thread(self._put, key, source)

    def _put(self, key: str, source: Path) -> None:
        target = self._path(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        # A name of its own: two may write the same key at once, and the last one stays whole.
        with NamedTemporaryFile(dir=target.parent, prefix=".part-", delete=False) as half_way:
            try:
                with source.open("rb") as file:
                    shutil.copyfileobj(file, half_way, CHUNK)
                half_way.flush()
                # Whoever sent it will be told that it is kept: a power cut must not undo that.
                os.fsync(half_way.fileno())
                Path(half_way.name).replace(target)
            except BaseException:
                Path(half_way.name).unlink(missing_ok=True)
                raise

    async def read(self, key: str) -> AsyncIterator[bytes]:
        try:
            file = await asyncio.to_thread(self._path(key).open, "rb")
        except FileNotFoundError as error:
            raise MissingError(key) from error
        try:
            while chunk := await asyncio.to_thread(file.read, CHUNK):
                yield chunk
        finally:
            file.close()

    async def remove(self, key: str) -> None:
        await asyncio.to_thread(self._path(key).unlink, missing_ok=True)

    async def is_ready(self) -> bool:
        try:
            await asyncio.to_thread(self._folder.mkdir, parents=True, exist_ok=True)
        except OSError:
            return False
        return True

    def _path(self, key: str) -> Path:
        return self._folder / checked_key(key)


class BucketStorage:
    """`s3://bucket/prefix`; credentials and region come from the usual AWS_* variables."""

    def __init__(self, url: str) -> None:
        self._store: ObjectStore = from_url(url)

    async def put(self, key: str, source: Path) -> None:
        await obstore.put_async(self._store, checked_key(key), source)

    async def read(self, key: str) -> AsyncIterator[bytes]:
        try:
            found = await obstore.get_async(self._store, checked_key(key))
        except FileNotFoundError as error:
            raise MissingError(key) from error
        async for chunk in found.stream(min_chunk_size=CHUNK):
            yield bytes(chunk)

    async def remove(self, key: str) -> None:
        try:
            await obstore.delete_async(self._store, checked_key(key))
        except FileNotFoundError:
            return

    async def is_ready(self) -> bool:
        try:
            await obstore.list_with_delimiter_async(self._store)
        except Exception:  # noqa: BLE001 - each backend has errors of its own
            return False
        return True


def checked_key(key: str) -> str:
    """Raises ValueError: a key that climbs out of its place is a fault of ours."""
    parts = key.split("/")
    if not all(part and part.isascii() and part.replace("-", "").isalnum() for part in parts):
        raise ValueError("not a storage key")
    return key


def open_storage(url: str, folder: Path) -> Storage:
    """The bucket if an address is set, else the folder."""
    return BucketStorage(url) if url else FolderStorage(folder)
