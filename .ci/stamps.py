"""Remembers what was installed or built from which inputs, so that a second ./run does nothing."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest(paths: Iterable[Path]) -> str:
    """Hash names and contents; a missing file counts as empty."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(str(path).encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes() if path.is_file() else b"").digest())
    return total.hexdigest()


def is_fresh(stamp: Path, inputs: str) -> bool:
    return stamp.is_file() and stamp.read_text() == inputs


def mark(stamp: Path, inputs: str) -> None:
    """Remember a digest taken before the work began: what was edited meanwhile counts as stale."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(inputs)


def files_under(folder: Path, *, but: frozenset[str] = frozenset()) -> list[Path]:
    """Every file below a folder, leaving out folders with these names."""
    found: list[Path] = []
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_dir() and path.name not in but:
            found += files_under(path, but=but)
        elif path.is_file():
            found.append(path)
    return found
