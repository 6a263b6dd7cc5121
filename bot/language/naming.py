"""Which clients a line names: the longest name wins, and a tie is left as a tie."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from bot.language.clients import (
    LEGAL_FORMS,
    SHORTEST_BEGINNING,
    ClientIndex,
    Fit,
    Phrase,
    Reading,
    is_word_of,
)
from bot.language.durations import HOUR, MINUTE
from bot.language.words import AND_WORDS, FILLER, NUMBER_END, NUMBER_START, Line, Token

_NUMBER = re.compile(
    rf"{NUMBER_START}(?P<number>[0-9]+)(?:[:'’´](?:n|lle|lla|lta|ssa|sta|s))?{NUMBER_END}(?!\.\s*[0-9])"
    rf"(?!\s*(?:{HOUR}|{MINUTE})(?![^\W_]))"
)
# The words of one name may have these between them.
_JOINED = re.compile(r"\s*[&+]?\s*|[-‐‑]")
# A number is as good as a name of many words.
_NUMBER_LENGTH = 99


@dataclass(frozen=True, slots=True)
class NamePart:
    """A place in a line that names a client, or as many as fit it equally well.

    `length` counts the words; `is_whole` says that a full name, an alias or a number stands.
    """

    start: int
    end: int
    clients: frozenset[int]
    length: int
    fit: Fit
    is_whole: bool

    @property
    def weight(self) -> tuple[int, Fit]:
        """What wins: more words, then exact words over beginnings, and typos last."""
        return self.length, self.fit


@dataclass(frozen=True, slots=True)
class _Naming:
    """One client's reading of a row of words."""

    positions: frozenset[int]
    fits: tuple[Fit, ...]

    def score(self, length: int) -> tuple[bool, int]:
        whole = len(self.positions) == length or -1 in self.positions
        return whole and min(self.fits) == Fit.EXACT, sum(self.fits)


def find_numbers_of_clients(line: Line, index: ClientIndex, *, digits: int) -> list[NamePart]:
    """Every client's number in the line that has at least so many digits."""
    return [
        NamePart(
            each.start(),
            each.end(),
            frozenset({index.by_number[each["number"]]}),
            _NUMBER_LENGTH,
            Fit.EXACT,
            is_whole=True,
        )
        for each in _NUMBER.finditer(line.plain)
        if each["number"] in index.by_number and len(each["number"]) >= digits
    ]


def find_phrases(
    line: Line, index: ClientIndex, is_meaning: Callable[[Token], bool]
) -> list[NamePart]:
    """Every name that counts only as a whole, such as `Studio 54` or `Moms & Kids`."""
    tokens = line.tokens()
    found: dict[tuple[int, int], set[int]] = {}
    for at, token in enumerate(tokens):
        for phrase in index.phrases.get(token.plain, ()):
            linked = AND_WORDS if phrase.client in index.with_and else frozenset[str]()
            stands = _phrase_at(phrase, at, line, tokens, linked, is_meaning)
            if stands:
                found.setdefault(stands, set()).add(phrase.client)
    parts = [_whole(line, tokens, index, *span, clients) for span, clients in found.items()]
    return _apart(sorted(parts, key=lambda each: (-each.length, each.start)))


def find_names(
    line: Line, index: ClientIndex, is_meaning: Callable[[Token], bool]
) -> list[NamePart]:
    """Every row of words that names clients in full or in part, the longest first."""
    tokens = line.tokens()
    readings = [[] if is_meaning(token) else index.readings(token) for token in tokens]
    parts = [
        part
        for at in range(len(tokens))
        if readings[at] and (part := _name_at(at, line, tokens, readings, index))
    ]
    parts += _hyphenated(line, tokens, index)
    return _apart(sorted(parts, key=lambda each: (-each.length, -each.fit, each.start)))


def settle(parts: list[NamePart]) -> tuple[frozenset[int], list[NamePart]]:
    """The clients that a line's names come to, and the names that count.

    One client is the answer; several are equally good ones; none is none. A word that fits a name
    worse than another name's words is no name, unless it is whole.
    """
    if not parts:
        return frozenset(), []
    best = max(part.weight for part in parts)
    counting = [part for part in parts if part.is_whole or part.weight >= best]
    shared = frozenset.intersection(*(part.clients for part in counting))
    if len(counting) > 1 and any(part.clients != shared for part in counting):
        sure = any(part.clients == shared and _is_sure(part) for part in counting)
        if not (sure and len(shared) == 1):
            shared = frozenset()
    clients = shared or frozenset().union(*(part.clients for part in counting))
    return clients, counting + [part for part in parts if _repeats(part, counting)]


def _repeats(part: NamePart, counting: list[NamePart]) -> bool:
    """Whether a worse name only says once more whose number stands in the line."""
    return part not in counting and any(
        part.clients >= other.clients and other.length == _NUMBER_LENGTH for other in counting
    )


def _is_sure(part: NamePart) -> bool:
    return part.is_whole or part.length > 1


def _phrase_at(
    phrase: Phrase,
    at: int,
    line: Line,
    tokens: list[Token],
    linked: frozenset[str],
    is_meaning: Callable[[Token], bool],
) -> tuple[int, int] | None:
    """Where the phrase stands in full around one of its words; its marks do not matter."""
    start = at - phrase.words.index(tokens[at].plain)
    if start < 0:
        return None
    place = start
    for number, word in enumerate(phrase.words):
        if number and place < len(tokens) and tokens[place].plain in linked:
            place += 1
        if place >= len(tokens) or not is_word_of(
            tokens[place], word, last=number == len(phrase.words) - 1
        ):
            return None
        # A word that means something of its own is no misspelling.
        if (
            tokens[place].plain != word
            and number < len(phrase.words) - 1
            and is_meaning(tokens[place])
        ):
            return None
        place += 1
    joined = all(_is_joined(line, a, b) for a, b in pairwise(tokens[start:place]))
    return (start, place) if joined else None


def _whole(
    line: Line, tokens: list[Token], index: ClientIndex, first: int, after: int, clients: set[int]
) -> NamePart:
    start, end = _with_legal_forms(line, tokens, index, first, after, clients)
    return NamePart(start, end, frozenset(clients), after - first, Fit.EXACT, is_whole=True)


def _name_at(
    at: int, line: Line, tokens: list[Token], readings: list[list[Reading]], index: ClientIndex
) -> NamePart | None:
    """The longest row of words from here that still names somebody."""
    short = len(tokens[at].plain) < SHORTEST_BEGINNING
    namings = _first(readings[at], aliases_only=short)
    if not namings:
        return None
    length, after, place = 1, at + 1, at + 1
    while place < len(tokens) and _is_joined(line, tokens[place - 1], tokens[place]):
        word = tokens[place].plain
        if word in LEGAL_FORMS:
            longer = {c: naming for c, naming in namings.items() if word in index.legal_forms[c]}
        elif word in AND_WORDS and namings.keys() & index.with_and:
            place += 1
            continue
        else:
            longer = _extended(namings, readings[place])
            length += bool(longer)
        if not longer:
            break
        namings, place = longer, place + 1
        after = place
    score = max(naming.score(index.lengths[c]) for c, naming in namings.items())
    best = {c for c, naming in namings.items() if naming.score(index.lengths[c]) == score}
    fit = max(min(namings[c].fits) for c in best)
    start, end = _with_legal_forms(line, tokens, index, at, after, best)
    return NamePart(start, end, frozenset(best), length, fit, is_whole=score[0])


def _hyphenated(line: Line, tokens: list[Token], index: ClientIndex) -> list[NamePart]:
    """Words that a hyphen was put into: `Rak-Vir` is RakVir."""
    parts: list[NamePart] = []
    for left, right in pairwise(tokens):
        if line.plain[left.end : right.start] in {"-", "‐", "‑"} and not left.ending:
            one = Token(
                left.start,
                right.end,
                left.lower + right.lower,
                left.plain + right.plain,
                right.ending,
            )
            exact = [each for each in index.readings(one) if each.fit == Fit.EXACT]
            if exact:
                clients = frozenset(each.client for each in exact)
                whole = any(each.position < 0 for each in exact)
                parts.append(NamePart(one.start, one.end, clients, 2, Fit.EXACT, is_whole=whole))
    return parts


def _first(readings: list[Reading], *, aliases_only: bool) -> dict[int, _Naming]:
    namings: dict[int, _Naming] = {}
    for each in sorted(readings, key=lambda each: each.fit):
        if each.position < 0 or not aliases_only:
            namings[each.client] = _Naming(frozenset({each.position}), (each.fit,))
    return namings


def _extended(namings: dict[int, _Naming], readings: list[Reading]) -> dict[int, _Naming]:
    longer: dict[int, _Naming] = {}
    for each in sorted(readings, key=lambda each: each.fit):
        naming = namings.get(each.client)
        if naming and each.position >= 0 and not naming.positions & {each.position, -1}:
            longer[each.client] = _Naming(
                naming.positions | {each.position}, (*naming.fits, each.fit)
            )
    return longer


def _with_legal_forms(
    line: Line, tokens: list[Token], index: ClientIndex, first: int, after: int, clients: set[int]
) -> tuple[int, int]:
    """The span of a name with the legal forms right before and after it that are its own."""
    own = frozenset().union(*(index.legal_forms[client] for client in clients))
    while (
        first
        and tokens[first - 1].plain in own
        and _is_joined(line, *tokens[first - 1 : first + 1])
    ):
        first -= 1
    while (
        after < len(tokens)
        and tokens[after].plain in own
        and _is_joined(line, *tokens[after - 1 : after + 1])
    ):
        after += 1
    return tokens[first].start, tokens[after - 1].end


def _is_joined(line: Line, left: Token, right: Token) -> bool:
    between = line.plain[left.end : right.start]
    return FILLER not in between and _JOINED.fullmatch(between) is not None


def _apart(parts: list[NamePart]) -> list[NamePart]:
    kept: list[NamePart] = []
    for part in parts:
        if all(part.end <= other.start or other.end <= part.start for other in kept):
            kept.append(part)
    return kept
