"""What the sandbox remembers: one SQLite file (or memory), written before it answers."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from integrations.procountor.wire import LOCAL, parse, render

Document = dict[str, object]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS document (
    kind TEXT NOT NULL, id INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS mark (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
# Ids of different registers must not look alike in a test.
_FIRST = {"partner": 2001, "product": 7001, "invoice": 50_001, "number": 1001, "payment": 90_001}


class Store:
    """Documents by kind and id. One process at a time; each change is one transaction."""

    def __init__(self, path: Path | None) -> None:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._base = sqlite3.connect(path or ":memory:", isolation_level=None)
        self._base.execute("PRAGMA journal_mode=WAL")
        # A killed process loses nothing of what is committed; only a power cut could.
        self._base.execute("PRAGMA synchronous=NORMAL")
        self._base.executescript(_SCHEMA)

    def close(self) -> None:
        self._base.close()

    @contextmanager
    def change(self) -> Iterator[None]:
        """All of it, or nothing."""
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")

    def next_of(self, name: str) -> int:
        """The next number of a series; series never go back."""
        row = self._base.execute(
            "INSERT INTO counter VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
            (name, _FIRST.get(name, 1)),
        ).fetchone()
        return int(row[0])

    def next_version(self) -> str:
        """Local time without a zone, to the millisecond, and never the same twice."""
        row = self._base.execute("SELECT value FROM mark WHERE name = 'version'").fetchone()
        moment = datetime.now(LOCAL).replace(tzinfo=None)
        if row is not None:
            moment = max(moment, datetime.fromisoformat(row[0]) + timedelta(milliseconds=1))
        text = moment.isoformat(timespec="milliseconds")
        self._base.execute("INSERT OR REPLACE INTO mark VALUES ('version', ?)", (text,))
        return text

    def get(self, kind: str, number: int) -> Document | None:
        row = self._base.execute(
            "SELECT body FROM document WHERE kind = ? AND id = ?", (kind, number)
        ).fetchone()
        return _document(row[0]) if row else None

    def all(self, kind: str) -> list[Document]:
        """Oldest id first."""
        rows = self._base.execute(
            "SELECT body FROM document WHERE kind = ? ORDER BY id", (kind,)
        ).fetchall()
        return [_document(row[0]) for row in rows]

    def put(self, kind: str, number: int, document: Document) -> None:
        self._base.execute(
            "INSERT OR REPLACE INTO document VALUES (?, ?, ?)", (kind, number, render(document))
        )


def _document(body: str) -> Document:
    found = parse(body)
    return found if isinstance(found, dict) else {}
