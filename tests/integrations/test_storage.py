"""Storage: bytes come back as they went, chunk by chunk, and keys never climb."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from integrations.storage import (
    CHUNK,
    BucketStorage,
    FolderStorage,
    MissingError,
    Storage,
    checked_key,
    open_storage,
)
from tests.support.s3 import bucket

KEY = "0198a0c4/0198a0c5"
BYTES = bytes(range(256)) * (3 * CHUNK // 256) + b"end"


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    with bucket() as address:
        yield address


@pytest.fixture(params=["folder", "s3", "bucket in memory", "bucket on disk"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "folder":
        return FolderStorage(tmp_path / "files")
    if request.param == "s3":
        return BucketStorage(request.getfixturevalue("s3"))
    if request.param == "bucket in memory":
        return BucketStorage("memory:///")
    (tmp_path / "bucket").mkdir()
    return BucketStorage((tmp_path / "bucket").as_uri())


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source"
    path.write_bytes(BYTES)
    return path


@pytest.fixture
def other(tmp_path: Path) -> Path:
    path = tmp_path / "other"
    path.write_bytes(b"shorter")
    return path


async def read(storage: Storage, key: str = KEY) -> list[bytes]:
    return [chunk async for chunk in storage.read(key)]


async def test_bytes_come_back_in_chunks(storage: Storage, source: Path):
    await storage.put(KEY, source)

    chunks = await read(storage)
    assert b"".join(chunks) == BYTES
    assert await storage.is_ready()


async def test_the_same_key_again_replaces_it(storage: Storage, source: Path, other: Path):
    await storage.put(KEY, source)
    await storage.put(KEY, other)

    assert b"".join(await read(storage)) == b"shorter"


async def test_what_is_not_there_is_missing_and_forgotten_already(storage: Storage, source: Path):
    await storage.put(KEY, source)
    await storage.remove(KEY)
    await storage.remove(KEY)

    with pytest.raises(MissingError):
        await read(storage)


async def test_a_bucket_that_is_not_there_is_not_ready(s3: str):
    assert await BucketStorage(s3).is_ready()
    assert not await BucketStorage("s3://no-such-bucket/files").is_ready()


async def test_a_file_is_never_held_whole(tmp_path: Path, source: Path):
    storage = FolderStorage(tmp_path / "files")
    await storage.put(KEY, source)

    assert max(len(chunk) for chunk in await read(storage)) <= CHUNK


async def test_two_at_once_under_one_key_leave_a_whole_one(tmp_path: Path):
    storage = FolderStorage(tmp_path / "files")
    sources = []
    for letter in b"abcdefgh":
        path = tmp_path / chr(letter)
        path.write_bytes(bytes([letter]) * 500_000)
        sources.append(path)

    await asyncio.gather(*(storage.put(KEY, path) for path in sources))

    found = b"".join(await read(storage))
    assert len(set(found)) == 1
    assert len(found) == 500_000
    assert [each.name for each in (tmp_path / "files" / "0198a0c4").iterdir()] == ["0198a0c5"]


@pytest.mark.parametrize("key", ["../x", "/etc/passwd", "a//b", "a/./b", "", "a/b.txt", "ä/b"])
async def test_a_key_never_climbs(storage: Storage, source: Path, key: str):
    with pytest.raises(ValueError, match="not a storage key"):
        checked_key(key)
    with pytest.raises(ValueError, match="not a storage key"):
        await storage.put(key, source)


async def test_a_folder_that_cannot_be_made_is_not_ready(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")

    assert not await FolderStorage(tmp_path / "file" / "below").is_ready()


def test_an_address_means_a_bucket(tmp_path: Path):
    assert isinstance(open_storage("", tmp_path), FolderStorage)
    assert isinstance(open_storage("memory:///", tmp_path), BucketStorage)
