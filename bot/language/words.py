"""A typed line as words: folded letter by letter, cut into tokens, with understood parts blanked out."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


def listed(words: str) -> tuple[str, ...]:
    """The words of a list that is written as one line."""
    return tuple(words.split())


# Stands where an understood part stood: no letter, no blank, so nothing is read across it.
FILLER = "\x00"

# What may stand after a colon or an apostrophe as a case ending: alv:n, PPP:lle, Acme's.
_ENDING = r"""(?:i?lle|i?ll[aä]|i?lt[aä]|i?ss[aä]|i?st[aä]|i?ksi|i?tt[aä]|t[aä]|n[aä]|i?[aä]|i?in|i?n
    |h[aeiouyäö]n|iden|ien|t|s|en|et|ar|er)"""

_TOKEN = re.compile(rf"(?P<word>[^\W_]+)(?:[:'’´](?P<ending>{_ENDING})(?![^\W_]))?", re.VERBOSE)

# A number begins after a blank, a bracket, a blanked part, or a mark that follows a letter.
NUMBER_START = rf"(?:(?<!\S)|(?<=[(\[{FILLER}])|(?<=[^\W\d_][-–—,;:]))"
# A number ends where neither a letter nor a further number part follows.
NUMBER_END = r"(?![^\W_]|[.,:/–—−-][0-9]|[%€$£°])"
# A word begins and ends where no letter, digit or case ending goes on.
WORD_START = r"(?<![^\W_])"
WORD_END = r"(?![^\W_]|[:'’´][^\W\d_])"

SMALL_WORDS = frozenset(listed("for on at för åt till på i klo kl"))
AND_WORDS = frozenset({"ja", "och", "and"})


class Spanned(Protocol):
    """Anything found in a line: where it begins and where it has ended."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Token:
    """One word: `lower` keeps its accents, `plain` has none; `ending` is what followed a colon."""

    start: int
    end: int
    lower: str
    plain: str
    ending: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A text in three spellings of one length: as typed, in small letters, and without accents."""

    text: str
    lower: str
    plain: str

    @classmethod
    def of(cls, text: str) -> "Line":
        """The line of a text; positions count characters of its composed (NFC) form."""
        typed = unicodedata.normalize("NFC", text).replace(FILLER, " ")
        if typed.isascii():
            return cls(typed, typed.lower(), typed.lower())
        lower = "".join(map(_small, typed))
        return cls(typed, lower, "".join(map(_unaccented, lower)))

    def without(self, parts: Iterable[Spanned]) -> "Line":
        """The same line with these parts blanked out; what was typed is kept."""
        lower, plain = list(self.lower), list(self.plain)
        for part in parts:
            blank = FILLER * (part.end - part.start)
            lower[part.start : part.end] = blank
            plain[part.start : part.end] = blank
        return Line(self.text, "".join(lower), "".join(plain))

    def tokens(self) -> list[Token]:
        """The words that are not blanked out, in order."""
        return [
            Token(
                found.start(),
                found.end(),
                found["word"],
                self.plain[found.start("word") : found.end("word")],
                found["ending"],
            )
            for found in _TOKEN.finditer(self.lower)
        ]


def fold(text: str) -> str:
    """Small letters without accents: `Äijälä` and `aijala` are one."""
    return Line.of(text).plain


def plain_words(text: str) -> tuple[str, ...]:
    """The words of a name, folded; `&`, hyphens and other marks only part them."""
    return tuple(token.plain for token in Line.of(text).tokens())


def _small(letter: str) -> str:
    small = letter.lower()
    return small if len(small) == 1 else letter


def _unaccented(letter: str) -> str:
    if letter.isascii():
        return letter
    base = _LETTERS.get(letter) or unicodedata.normalize("NFD", letter)[0]
    return base if base.isalnum() == letter.isalnum() else letter


# Letters that Unicode does not take apart, but a keyboard does.
_LETTERS = {"ø": "o", "æ": "a", "đ": "d", "ł": "l", "ß": "s", "þ": "t", "ð": "d"}
