"""Finding messages by their words, in every form of them, where the asker may read."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from uuid import UUID

from tortoise.connection import get_connection

from hub.access import Asker, access_conversation
from hub.entries import EntryView
from hub.queries.chat import entry_view
from models.backends import CONNECTION
from models.chat import ConversationKind, Entry

LONGEST_QUERY_WORDS = 8
# A shorter stem would find half of the dictionary.
SHORTEST_STEM = 3
_WORD = re.compile(r"[^\W_]+")
_FROM = "SELECT m.id, m.body FROM message m JOIN conversation c ON c.id = m.conversation_id"
_PLACES = "SELECT message_id FROM message_place JOIN message_words ON message_words.rowid = place"
_STEMMERS = ("finnish", "swedish", "english")


@dataclass(frozen=True, slots=True)
class Hit:
    """A message as it stands now; `marks` are the found words as (start, end) in its body."""

    entry: EntryView
    marks: tuple[tuple[int, int], ...]

    def as_json(self) -> dict[str, Any]:
        return {**self.entry.as_json(), "marks": [list(mark) for mark in self.marks]}


async def find_messages(
    asker: Asker,
    text: str,
    *,
    conversation_id: UUID | None = None,
    before: UUID | None = None,
    limit: int = 20,
) -> list[Hit]:
    """Messages that hold every word of the text in some form, the newest first.

    Deleted ones are in no index. Nobody finds what they may not read: contacts only their own
    company's conversations, and no notes. `before` is a message: older ones than that.
    """
    if conversation_id is not None:
        await access_conversation(asker, conversation_id)
    words = [each.casefold() for each in _WORD.findall(text)[:LONGEST_QUERY_WORDS]]
    if not words:
        return []
    wanted = [forms_of(word) for word in words]
    sql, values = _query(asker, wanted, conversation_id, before, limit)
    rows = await get_connection(CONNECTION).execute_query_dict(sql, values)
    bodies = {UUID(str(row["id"])): row["body"] for row in rows}
    entries = {entry.id: entry for entry in await Entry.filter(id__in=list(bodies))}
    return [
        Hit(replace(entry_view(entries[id_]), body=body), tuple(marks_in(body, wanted)))
        for id_, body in bodies.items()
        if id_ in entries
    ]


@cache
def _stemmers() -> Sequence[Any]:
    # It loads thirty languages: a quarter of a second that no command line should wait for.
    from snowballstemmer import stemmer  # noqa: PLC0415

    return [stemmer(language) for language in _STEMMERS]


def forms_of(word: str) -> tuple[str, ...]:
    """The beginnings that count as this word: itself, and its stem in each language."""
    stems = {each.stemWord(word) for each in _stemmers()}
    return tuple(sorted({word, *(stem for stem in stems if len(stem) >= SHORTEST_STEM)}))


def marks_in(body: str, wanted: Sequence[Sequence[str]]) -> Iterator[tuple[int, int]]:
    """Where the found words stand, as UTF-16 code units, which browsers count in."""
    beginnings = tuple(form for forms in wanted for form in forms)
    for found in _WORD.finditer(body):
        if found[0].casefold().startswith(beginnings):
            start = _units(body[: found.start()])
            yield start, start + _units(found[0])


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _query(
    asker: Asker,
    wanted: Sequence[Sequence[str]],
    conversation_id: UUID | None,
    before: UUID | None,
    limit: int,
) -> tuple[str, list[Any]]:
    """One statement for both engines, but for how words are matched; every value is bound."""
    is_sqlite = get_connection(CONNECTION).capabilities.dialect == "sqlite"
    values: list[Any] = [asker.firm_id]

    def bound(value: Any) -> str:
        values.append(value)
        return f"${len(values)}"

    holds = _in_fts5(wanted, bound) if is_sqlite else _in_tsvector(wanted, bound)
    where = ["c.firm_id = $1", holds]
    if asker.is_contact:
        where.append(f"c.kind = {bound(ConversationKind.CLIENT.value)}")
        where.append(f"c.client_id = {bound(asker.client_id)}")
        where.append(f"(c.private_to_id IS NULL OR c.private_to_id = {bound(asker.id)})")
    if conversation_id is not None:
        where.append(f"m.conversation_id = {bound(conversation_id)}")
    if before is not None:
        where.append(f"m.id < {bound(before)}")
    return f"{_FROM} WHERE {' AND '.join(where)} ORDER BY m.id DESC LIMIT {bound(limit)}", values


def _in_fts5(wanted: Sequence[Sequence[str]], bound: Any) -> str:
    # Words hold letters and digits only, so quoting them leaves nothing to interpret.
    match = " AND ".join(
        "(" + " OR ".join(f'"{form}"*' for form in forms) + ")" for forms in wanted
    )
    return f"m.id IN ({_PLACES} WHERE message_words MATCH {bound(match)})"


def _in_tsvector(wanted: Sequence[Sequence[str]], bound: Any) -> str:
    each = []
    for forms in wanted:
        beginnings = " | ".join(f"{form}:*" for form in forms)
        each.append(f"to_tsquery('pg_catalog.simple', {bound(beginnings)})")
    return f"words_of(m.body) @@ ({' && '.join(each)})"
