"""What kind of work it was: any synonym of an activity, inflected or not; in fi, sv and en."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from bot.language.inflection import finnish_forms, swedish_forms
from bot.language.words import Line, Token, fold

# Forms by the rules that are words of their own.
_OTHER_WORDS = frozenset({"internet", "internets", "reporter", "reporters", "verona"})
# An activity's word in a client's name that is no synonym: alone it is asked about, in either sense.
UNCLEAR_WORDS = frozenset({"consulting"})


@dataclass(frozen=True, slots=True)
class ActivityName:
    """An activity: its code, its name in three languages, and its further synonyms."""

    code: str
    fi: str
    sv: str
    en: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActivityPart:
    """An activity named in a line; more than one code, or none, where the words do not settle it."""

    start: int
    end: int
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Synonym:
    """Its words as lists of forms; `words` keep their accents, to tell `älven` from `alv`."""

    code: str
    words: tuple[str, ...]
    forms: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class ActivityIndex:
    """Synonyms by each form of their first word, the longest first."""

    by_form: dict[str, list[_Synonym]] = field(default_factory=dict)

    @classmethod
    def of(cls, activities: Iterable[ActivityName]) -> "ActivityIndex":
        """The index of a firm's activities, built once."""
        index: dict[str, list[_Synonym]] = {}
        synonyms = [
            synonym
            for each in activities
            for name in _names(each)
            for synonym in _synonyms(each.code, name)
        ]
        for synonym in sorted(synonyms, key=lambda each: (-len(each.words), not each.code)):
            for form in synonym.forms[0]:
                index.setdefault(form, []).append(synonym)
        return cls(index)

    def means(self, token: Token) -> bool:
        """Whether a word alone is an activity's."""
        return bool(_codes_of(self.by_form, token)) or token.plain in UNCLEAR_WORDS

    def find(self, line: Line) -> list[ActivityPart]:
        """Every activity named in the line, the longest synonym at each place."""
        tokens = line.tokens()
        found: list[ActivityPart] = []
        at = 0
        while at < len(tokens):
            length, codes = self._at(line, tokens, at)
            if length:
                found.append(ActivityPart(tokens[at].start, tokens[at + length - 1].end, codes))
            at += length or 1
        return found

    def _at(self, line: Line, tokens: list[Token], at: int) -> tuple[int, frozenset[str]]:
        length, codes = 0, set[str]()
        # Those that settle nothing stand last among those of their length.
        for synonym in self.by_form.get(tokens[at].plain, ()):
            if len(synonym.words) < length:
                break
            if _stands(synonym, line, tokens[at : at + len(synonym.words)]):
                length = len(synonym.words)
                codes |= {synonym.code} if synonym.code else set()
        return length, frozenset(codes)


def _names(activity: ActivityName) -> list[str]:
    return [*dict.fromkeys((activity.fi, activity.sv, activity.en, *activity.synonyms))]


def _synonyms(code: str, name: str) -> list[_Synonym]:
    """A name, and its English number or Swedish genitive that is not listed: "meetings", without code."""
    words = tuple(token.lower for token in Line.of(name).tokens())
    if not words:
        return []
    forms = tuple(map(_forms, words))
    last = fold(words[-1])
    others = {last + "s", last + "es"} | ({last[:-1]} if last[-1:] == "s" else set())
    unlisted = frozenset(others - forms[-1])
    return [_Synonym(code, words, forms), _Synonym("", words, (*forms[:-1], unlisted))]


@lru_cache(maxsize=4096)
def _forms(word: str) -> frozenset[str]:
    plain = fold(word)
    if len(word) == 1:
        return frozenset({plain})
    forms = {plain} | finnish_forms(plain) | {fold(form) for form in swedish_forms(word)}
    return frozenset(forms - (_OTHER_WORDS - {plain}))


def _codes_of(by_form: dict[str, list[_Synonym]], token: Token) -> set[str]:
    return {
        synonym.code
        for synonym in by_form.get(token.plain, ())
        if synonym.code
        and len(synonym.words) == 1
        and _is_form(token, synonym.words[0], synonym.forms[0])
    }


def _stands(synonym: _Synonym, line: Line, tokens: list[Token]) -> bool:
    if len(tokens) < len(synonym.words):
        return False
    gaps = pairwise(tokens)
    joined = all(line.plain[a.end : b.start].strip(" ") in {"", "-", "‐", "‑"} for a, b in gaps)
    return joined and all(map(_is_form, tokens, synonym.words, synonym.forms))


def _is_form(token: Token, word: str, forms: frozenset[str]) -> bool:
    """Accents may be left out, but not differ."""
    if token.plain not in forms:
        return False
    return token.lower == token.plain or all(
        typed in {letter, plain}
        for typed, letter, plain in zip(token.lower[:-1], word[:-1], token.plain, strict=False)
        if plain == fold(letter)
    )


def is_glued(part: ActivityPart, rest: Line) -> bool:
    """Whether a hyphen makes one word of it and a neighbour that nothing has read: `alv-tarkistus`."""
    before, after = rest.lower[max(0, part.start - 2) : part.start], rest.lower[part.end :][:2]
    return (before[-1:] in {*"-‐‑"} and before[0].isalpha()) or (
        after[:1] in {*"-‐‑"} and after[1:].isalpha()
    )
