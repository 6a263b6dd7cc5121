"""Clients' names taken apart into words, and which clients a single typed word may mean."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeVar

from rapidfuzz.distance import OSA

from bot.language.inflection import case_forms
from bot.language.words import AND_WORDS, SMALL_WORDS, Token, fold, listed, plain_words

_Key = TypeVar("_Key")

_HYPHENATED = re.compile(r"[^\W_]+(?:[-‐‑][^\W_]+)+")
LEGAL_FORMS = frozenset({"oy", "ab", "tmi", "ky", "ry", "rf", "oyj", "abp", "ay", "osk"})
SHORTEST_BEGINNING = 3
SHORTEST_BENT_BEGINNING = 5
SHORTEST_TYPO = 5
SHORTEST_BENT_TYPO = 7
_LONGEST_ENDING = 5
_FAR = 3

# Words that begin names by chance ("and" - Andersson) and never stand for one.
_NO_NAMES = (
    SMALL_WORDS
    | AND_WORDS
    | frozenset(
        listed(
            "the with from not ole oli sen sekä kun koko per via med från ett den det som var har inte"
            " about all new old his her our has was are ilman joka vain"
        )
    )
)
_ENDINGS = listed("ille illa ilta issa ista iksi lle lla lta ssa sta ksi iin in na ta n a s")


@dataclass(frozen=True, slots=True)
class ClientName:
    """A client as staff may name it: number, name with its legal form, aliases."""

    number: str
    name: str
    aliases: tuple[str, ...] = ()


class Fit(IntEnum):
    """How well a typed word fits a name's word; an inflected word is as good as an exact one."""

    TYPO = 1
    BENT_BEGINNING = 2
    BEGINNING = 3
    EXACT = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """A client that a typed word may mean; `position` is the word in its name, -1 an alias."""

    client: int
    position: int
    fit: Fit


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name or alias that counts only as a whole, legal form aside."""

    client: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClientIndex:
    """The words of all clients, by spelling; client indices point into `clients`."""

    clients: tuple[ClientName, ...]
    by_number: dict[str, int]
    words: dict[str, tuple[Reading, ...]]
    in_order: tuple[str, ...]
    by_initial: dict[str, tuple[str, ...]]
    by_edge: dict[tuple[str, str, int], tuple[str, ...]]
    phrases: dict[str, tuple[Phrase, ...]]
    lengths: tuple[int, ...]
    legal_forms: tuple[frozenset[str], ...]
    with_and: frozenset[int]

    @classmethod
    def of(cls, clients: Iterable[ClientName], is_meaning: Callable[[str], bool]) -> "ClientIndex":
        """The index of a firm's clients.

        `is_meaning` tells of a folded word whether it means something alone (a number, month,
        weekday, activity): a name that holds one counts as a whole for that word, never in part.
        """
        every = tuple(clients)
        words: dict[str, list[Reading]] = {}
        phrases: dict[str, list[Phrase]] = {}
        for index, client in enumerate(every):
            name = _content(client.name)
            for position, word in enumerate(name):
                if not is_meaning(word):
                    words.setdefault(word, []).append(Reading(index, position, Fit.EXACT))
            for position, word in _hyphenated(client.name):
                words.setdefault(word, []).append(Reading(index, position, Fit.EXACT))
            aliases = [plain_words(alias) for alias in client.aliases]
            if not client.number.isdecimal():
                aliases.append(plain_words(client.number))
            for alias in aliases:
                if len(alias) == 1 and not is_meaning(alias[0]):
                    words.setdefault(alias[0], []).append(Reading(index, -1, Fit.EXACT))
            wholes = [alias for alias in aliases if len(alias) > 1 or any(map(is_meaning, alias))]
            if any(map(is_meaning, name)):
                wholes.append(name)
            for whole in wholes:
                for word in set(whole):
                    phrases.setdefault(word, []).append(Phrase(index, whole))
        return cls(
            clients=every,
            by_number={each.number: index for index, each in enumerate(every)},
            words={word: tuple(readings) for word, readings in words.items()},
            in_order=tuple(sorted(words)),
            by_initial=_grouped((word[:1], word) for word in words),
            by_edge=_grouped(edge for word in words for edge in _edges(word)),
            phrases={word: tuple(each) for word, each in phrases.items()},
            lengths=tuple(len(_content(each.name)) for each in every),
            legal_forms=tuple(LEGAL_FORMS & {*plain_words(each.name)} for each in every),
            with_and=frozenset(i for i, each in enumerate(every) if "&" in each.name),
        )

    def readings(self, token: Token) -> list[Reading]:
        """Every client's word that a typed word may be, the exact ones first.

        A typo is looked for only when the word fits no name otherwise.
        """
        word = token.plain
        found = list(self.words.get(word, ()))
        if not token.ending:
            found += self._of(self._inflected(word), Fit.EXACT)
        if word in _NO_NAMES or token.lower in _NO_NAMES or not word.isalpha():
            return found
        if len(word) >= SHORTEST_BEGINNING:
            found += self._of(self._beginning(word), Fit.BEGINNING, in_names=True)
        if not found:
            found += self._of(self._bent_beginnings(word), Fit.BENT_BEGINNING, in_names=True)
        if not found and len(word) >= SHORTEST_TYPO:
            found += self._of(self._misspelt(word), Fit.TYPO)
        return found

    def _of(self, words: Iterable[str], fit: Fit, *, in_names: bool = False) -> list[Reading]:
        return [
            Reading(each.client, each.position, fit)
            for word in words
            for each in self.words[word]
            if not in_names or each.position >= 0
        ]

    def _inflected(self, word: str) -> Iterator[str]:
        """The words of which this is a case form; their beginnings are alike."""
        for base in self.by_initial.get(word[:1], ()):
            kept = max(1, len(base) - 3)
            if (
                len(word) >= len(base) - 1
                and word[:kept] == base[:kept]
                and word in case_forms(base)
            ):
                yield base

    def _beginning(self, word: str) -> Iterator[str]:
        for at in range(bisect_left(self.in_order, word), len(self.in_order)):
            if not self.in_order[at].startswith(word):
                return
            if self.in_order[at] != word:
                yield self.in_order[at]

    def _bent_beginnings(self, word: str) -> set[str]:
        """`Brightille`, `Äijälälle`: a beginning that is itself inflected."""
        stems = {
            word.removesuffix(ending)
            for ending in _ENDINGS
            if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_BENT_BEGINNING
        }
        return {base for stem in stems for base in self._beginning(stem)}

    def _misspelt(self, word: str) -> set[str]:
        """One letter missing, added, changed, or two neighbours swapped; also in a case form."""
        near = {
            base
            for length in (len(word) - 1, len(word), len(word) + 1)
            for edge in (("^", word[:2], length), ("$", word[-2:], length))
            for base in self.by_edge.get(edge, ())
            if OSA.distance(word, base, score_cutoff=1) <= 1
        }
        return near | set(self._misspelt_forms(word))

    def _misspelt_forms(self, word: str) -> Iterator[str]:
        """Misspelt and inflected at once: only long words, and the ending must be right."""
        for base in self.by_initial.get(word[:1], ()):
            if len(base) < SHORTEST_BENT_TYPO or not -1 <= len(word) - len(base) <= _LONGEST_ENDING:
                continue
            kept = len(base) - 2
            far = OSA.distance(word[:kept], base[:kept], score_cutoff=2) >= _FAR
            if not far and any(
                form[-3:] == word[-3:] and OSA.distance(word, form, score_cutoff=1) <= 1
                for form in case_forms(base)
            ):
                yield base


def is_word_of(token: Token, word: str, *, last: bool) -> bool:
    """Whether a typed word is a phrase's word; only the last one may be inflected."""
    if token.plain == word:
        return last or not token.ending
    if last and token.plain in case_forms(word):
        return True
    return (
        min(len(token.plain), len(word)) >= SHORTEST_TYPO
        and OSA.distance(token.plain, word, score_cutoff=1) <= 1
    )


def _content(name: str) -> tuple[str, ...]:
    words = plain_words(name)
    return tuple(word for word in words if word not in LEGAL_FORMS) or words


def _hyphenated(name: str) -> Iterator[tuple[int, str]]:
    """The words of a name that a hyphen makes, as one: Ala-Korhonen is Alakorhonen too."""
    content = _content(name)
    for found in _HYPHENATED.finditer(fold(name)):
        words = plain_words(found.group())
        if words[0] in content:
            yield content.index(words[0]), "".join(words)


def _edges(word: str) -> Iterator[tuple[tuple[str, str, int], str]]:
    if len(word) >= SHORTEST_TYPO:
        yield ("^", word[:2], len(word)), word
        yield ("$", word[-2:], len(word)), word


def _grouped(pairs: Iterable[tuple[_Key, str]]) -> dict[_Key, tuple[str, ...]]:
    groups: dict[_Key, list[str]] = {}
    for key, word in pairs:
        groups.setdefault(key, []).append(word)
    return {key: tuple(each) for key, each in groups.items()}
