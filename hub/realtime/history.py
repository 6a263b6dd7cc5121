"""Pages of a conversation as they travel: each below the frame that we take ourselves."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from hub.access import Asker
from hub.entries import EntryView
from hub.queries.changes import changes_of
from hub.queries.chat import entries_after, entries_before
from hub.realtime import requests
from hub.realtime.packets import StrictJson
from hub.shapes import LARGEST_FRAME

Wire = dict[str, Any]

# An answer stays below the frame that we take ourselves.
LARGEST_PAGE = LARGEST_FRAME - 4096


class Wired(Protocol):
    def as_json(self) -> Wire: ...


async def read_history(asker: Asker, asked: requests.History) -> Wire:
    if asked.around is not None:
        return await _around(asker, asked, asked.around)
    if asked.after is not None:
        page = await entries_after(asker, asked.conversation, asked.after, asked.limit)
        fitting, size = fit(page.entries, LARGEST_PAGE)
        kept: Sequence[EntryView] = page.entries[: len(fitting)]
    else:
        page = await entries_before(asker, asked.conversation, asked.before, asked.limit)
        fitting, size = fit(reversed(page.entries), LARGEST_PAGE)
        fitting.reverse()
        kept = page.entries[len(page.entries) - len(fitting) :]
    answer: Wire = {"entries": fitting, "more": page.more or len(fitting) < len(page.entries)}
    if asked.after is not None or asked.before is not None:
        answer["changes"] = await _changes(asker, asked, kept, LARGEST_PAGE - size)
    return answer


async def _around(asker: Asker, asked: requests.History, seq: int) -> Wire:
    """The one that is asked for is always there: what is cut off is far from it."""
    half = max(1, asked.limit // 2)
    after = await entries_after(asker, asked.conversation, max(0, seq - 1), half)
    before = await entries_before(asker, asked.conversation, seq, half)
    newer, size = fit(after.entries, LARGEST_PAGE // 2)
    older, more_size = fit(reversed(before.entries), LARGEST_PAGE - LARGEST_PAGE // 2 - 4096)
    older.reverse()
    kept = (
        *before.entries[len(before.entries) - len(older) :],
        *after.entries[: len(newer)],
    )
    return {
        "entries": older + newer,
        "more": before.more or len(older) < len(before.entries),
        "newer": after.more or len(newer) < len(after.entries),
        "changes": await _changes(asker, asked, kept, LARGEST_PAGE - size - more_size),
    }


async def _changes(
    asker: Asker, asked: requests.History, kept: Sequence[EntryView], room: int
) -> list[Wire]:
    changes = await changes_of(asker, asked.conversation, kept)
    if not changes:
        return []
    # The latest decide what a message says now.
    fitting, _ = fit(reversed(changes), max(room, 0))
    return fitting[::-1]


def fit(entries: Iterable[Wired], room: int) -> tuple[list[Wire], int]:
    """The first entries that fit into `room` bytes (at least one), and what they take."""
    fitting: list[Wire] = []
    taken = 0
    for entry in entries:
        wire = entry.as_json()
        size = len(StrictJson.dumps(wire).encode()) + 1
        if fitting and taken + size > room:
            break
        fitting.append(wire)
        taken += size
    return fitting, taken
