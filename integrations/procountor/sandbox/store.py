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
        self._known: dict[str, dict[int, Document]] = {}
        self._read_all()

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
            self._read_all()
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
        found = self._known.get(kind, {}).get(number)
        return dict(found) if found is not None else None

    def all(self, kind: str) -> list[Document]:
        """In no order that matters. To be read, not changed."""
        return list(self._known.get(kind, {}).values())

    def put(self, kind: str, number: int, document: Document) -> None:
        text = render(document)
        self._base.execute("INSERT OR REPLACE INTO document VALUES (?, ?, ?)", (kind, number, text))
        self._known.setdefault(kind, {})[number] = _document(text)

    def _read_all(self) -> None:
        """Everything is kept parsed, too: a list of ten thousand is asked for page by page."""
        self._known = {}
        for kind, number, text in self._base.execute(
            "SELECT kind, id, body FROM document ORDER BY kind, id"
        ):
            self._known.setdefault(kind, {})[number] = _document(text)


def _document(body: str) -> Document:
    found = parse(body)
    return found if isinstance(found, dict) else {}
