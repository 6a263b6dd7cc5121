"""The comment of an entry: the words that are left when everything understood is taken out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.language.words import SMALL_WORDS, Line, Spanned

_MARKS = " \t\r\n\f\v\xa0,:;-‐‑‒–—―−/|+&*_"
_BEGIN_MARKS = _MARKS + ".)]}!?"
_END_MARKS = _MARKS + "([{"
_LAST_WORD = re.compile(rf"(?<![^\W_])(?:{'|'.join(sorted(SMALL_WORDS))})[.:]?$")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a line."""

    start: int
    end: int


def left_over(line: Line, parts: Iterable[Spanned]) -> str | None:
    """What stands between the parts, as typed and in order; None when no word does.

    Marks at the edges fall away, and so does a small word ("for", "till", "klo") right before a
    part. Blanks are single.
    """
    pieces: list[str] = []
    at = 0
    for part in sorted(parts, key=lambda each: each.start):
        pieces.append(_piece(line, at, part.start, before_a_part=True))
        at = max(at, part.end)
    pieces.append(_piece(line, at, len(line.text), before_a_part=False))
    return " ".join(filter(None, pieces)) or None


def _piece(line: Line, start: int, end: int, *, before_a_part: bool) -> str:
    # The text's beginning may open with a bracket; after a part it only closes one.
    marks = _BEGIN_MARKS if start else _MARKS
    begin = end - len(line.text[start:end].lstrip(marks))
    stop = begin + len(line.text[begin:end].rstrip(_END_MARKS))
    while before_a_part and (small := _LAST_WORD.search(line.lower, begin, stop)):
        stop = begin + len(line.text[begin : small.start()].rstrip(_END_MARKS))
    words = line.text[begin:stop]
    return " ".join(words.split()) if any(map(str.isalnum, words)) else ""
