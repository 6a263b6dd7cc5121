"""What lies inside a file: archives in archives, bombs, macros, links out of it, what is locked."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

LARGEST_UNPACKED = 1024 * 1024 * 1024
MOST_PACKED_FILES = 20_000
LARGEST_RATIO = 200
RATIO_COUNTS_FROM = 50 * 1024 * 1024
# A ZIP of Office files is a ZIP of ZIPs; nobody sends more than one around that.
DEEPEST = 2
MOST_NESTED = 200
LARGEST_NESTED = 32 * 1024 * 1024
LOOKED_AT = 32 * 1024 * 1024

MACROS, LINKS, ACTIVE, LOCKED = "macros", "external_links", "active", "locked"
ARCHIVE, OLD_OFFICE, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-"
_ENCRYPTED_FLAG = 0x1
# Links that a reader presses are no danger; what the program fetches by itself is.
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_FIELD = re.compile(rb"\bDDE(AUTO)?\b|\bINCLUDE(PICTURE|TEXT)\b.{0,40}https?:")
_PDF_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia)\b")


class BombError(Exception):
    """It is far more than it looks."""


def flags_of(path: Path, head: bytes) -> frozenset[str]:
    """What a reader must be warned of. Blocks on the disk: call it in a thread.

    Raises BombError.
    """
    if head.startswith(b"PK"):
        with path.open("rb") as file:
            return frozenset(_in_archive(file, path.stat().st_size, 1, _Nested()))
    if head.startswith(OLD_OFFICE):
        return frozenset(_in_old_office(_start_of(path)))
    if PDF in head[:1024]:
        return frozenset(_in_pdf(_start_of(path)))
    return frozenset()


class _Nested:
    """How many archives were opened in one file, and how much all of them hold."""

    def __init__(self) -> None:
        self.opened = 0
        self.unpacked = 0


def _in_archive(file: IO[bytes], size: int, depth: int, nested: _Nested) -> Iterator[str]:
    try:
        with zipfile.ZipFile(file) as archive:
            packed = archive.infolist()
            _check_sizes(packed, size, nested)
            yield from _in_office(archive, packed)
            for each in packed:
                if each.flag_bits & _ENCRYPTED_FLAG:
                    yield LOCKED
                elif not each.is_dir() and _is_archive(archive, each):
                    yield from _in_nested(archive, each, depth, nested)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
        # No archive after all, or one that nobody can unpack.
        return


def _check_sizes(packed: list[zipfile.ZipInfo], size: int, nested: _Nested) -> None:
    """Only the directory is read. Entries that share bytes claim more than the file is long."""
    unpacked = sum(each.file_size for each in packed)
    nested.unpacked += unpacked
    is_tight = unpacked / max(1, size) > LARGEST_RATIO and unpacked > RATIO_COUNTS_FROM
    is_shared = sum(each.compress_size for each in packed) > size
    is_much = nested.unpacked > LARGEST_UNPACKED or len(packed) > MOST_PACKED_FILES
    if is_tight or is_shared or is_much:
        raise BombError


def _is_archive(archive: zipfile.ZipFile, each: zipfile.ZipInfo) -> bool:
    with archive.open(each) as inner:
        return inner.read(len(ARCHIVE)) == ARCHIVE


def _in_nested(
    archive: zipfile.ZipFile, each: zipfile.ZipInfo, depth: int, nested: _Nested
) -> Iterator[str]:
    nested.opened += 1
    if depth >= DEEPEST or nested.opened > MOST_NESTED or each.file_size > LARGEST_NESTED:
        raise BombError
    # In memory: reading an archive where it lies would unpack it anew at every step back.
    with archive.open(each) as inner:
        whole = inner.read(LARGEST_NESTED)
    yield from _in_archive(io.BytesIO(whole), len(whole), depth + 1, nested)


def _in_office(archive: zipfile.ZipFile, packed: list[zipfile.ZipInfo]) -> Iterator[str]:
    names = {each.filename for each in packed}
    if "[Content_Types].xml" not in names:
        return
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        yield MACROS
    if any(name.startswith(("xl/externalLinks/", "xl/queryTables/")) for name in names):
        yield LINKS
    for each in packed:
        if each.filename.endswith(".rels") and _fetches(_start(archive, each)):
            yield LINKS
        if each.filename == "word/document.xml" and _FIELD.search(_start(archive, each)):
            yield LINKS
        if each.filename == "xl/connections.xml":
            yield LINKS


def _fetches(relations: bytes) -> bool:
    return any(
        b'TargetMode="External"' in each and b"/hyperlink" not in each
        for each in _RELATION.findall(relations)
    )


def _in_old_office(content: bytes) -> Iterator[str]:
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        yield MACROS
    if "EncryptedPackage".encode("utf-16-le") in content:
        yield LOCKED


def _in_pdf(content: bytes) -> Iterator[str]:
    if _PDF_ACTIVE.search(content):
        yield ACTIVE
    if b"/Encrypt" in content:
        yield LOCKED


def _start(archive: zipfile.ZipFile, each: zipfile.ZipInfo) -> bytes:
    if each.flag_bits & _ENCRYPTED_FLAG:
        return b""
    with archive.open(each) as inner:
        return inner.read(LOOKED_AT)


def _start_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LOOKED_AT)
