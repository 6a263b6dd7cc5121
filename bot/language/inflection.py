"""Finnish and Swedish endings: every form of a word that counts as that word."""

import re
from functools import lru_cache

_VOWELS = "aeiouyåäö"

# Consonant gradation before the last vowel, strong to weak: kukka-kukan, pelto-pellon, puuseppä-puusepän.
_GRADES = (
    ("kk", "k"), ("pp", "p"), ("tt", "t"),
    ("nk", "ng"), ("nt", "nn"), ("mp", "mm"), ("lt", "ll"), ("rt", "rr"), ("ht", "hd"),
    ("lk", "l"), ("lk", "lj"), ("rk", "r"), ("rk", "rj"), ("hk", "h"), ("hk", "hj"),
    ("lp", "lv"), ("rp", "rv"), ("t", "d"), ("p", "v"), ("k", ""), ("k", "v"),
)  # fmt: skip

_CLUSTER = re.compile(rf"^(?P<head>.*?)(?P<cluster>[^\W\d_{_VOWELS}]*)(?P<vowel>[{_VOWELS}])$")

# Endings on the weak stem; "a" stands for "ä" too, because forms are compared without accents.
_WEAK_ENDINGS = ("n", "lle", "lla", "lta", "ssa", "sta", "ksi", "tta")
_WEAK_PLURAL_ENDINGS = ("lle", "lla", "lta", "ssa", "sta", "ksi", "tta")


@lru_cache(maxsize=32768)
def case_forms(word: str) -> frozenset[str]:
    """Every inflected form of a client's word: Finnish cases in its own number, Swedish genitive.

    `word` is folded (small letters, no accents) and so are the forms. A word in -t is taken both
    as a plural (`pojat` - `pojille`) and as a foreign word (`connect` - `connectin`). More forms
    are let through than the grammars know (`auton` and `audon`): a name is recognised, not taught.

    Source: Iso suomen kielioppi, its chapters on consonant gradation and on inflection types.
    """
    if len(word) < 2:  # noqa: PLR2004
        return frozenset()
    forms = _singular(word)
    if _is_plural(word):
        forms |= _plural(_strong(word[:-1]))
    if not word.endswith("s"):
        forms.add(word + "s")
    return frozenset(forms - {word})


@lru_cache(maxsize=4096)
def finnish_forms(word: str) -> frozenset[str]:
    """Every Finnish form of a common noun, singular and plural, of a word given in either."""
    forms = {word}
    if _is_plural(word):
        singulars = _strong(word[:-1])
        for singular in singulars:
            forms |= {singular} | _singular(singular)
        forms |= _plural(singulars)
    forms |= _singular(word)
    forms |= _plural({word, *_vowel_stems(word)}) | {stem + "t" for stem in _plural_bases(word)}
    # Three letters make no word to bend: "vat" has no "vatia", "alv" is written alv:n; but "työ" is one.
    bends = len(word) > 3 or word[-1] in _VOWELS  # noqa: PLR2004
    return frozenset(forms) if bends else frozenset({word})


@lru_cache(maxsize=4096)
def swedish_forms(word: str) -> frozenset[str]:
    """Every Swedish form of a common noun or adjective: definite, plural, their genitives."""
    forms = {word}
    if word.endswith("or"):
        forms |= {word + "na", word[:-2] + "a", word[:-2] + "an"}
    elif word.endswith(("er", "ar")):
        forms |= {word + "na"}
    elif word.endswith("a"):
        forms |= {word + "n", word[:-1] + "or", word[:-1] + "orna"}
    elif word.endswith("e"):
        forms |= {word + ending for ending in ("t", "n", "na", "r", "rna")}
    elif word[-1:] not in _VOWELS and (len(word) > 3 or not word.isascii()):  # noqa: PLR2004
        forms |= {word + ending for ending in ("en", "et", "er", "ar", "erna", "arna")}
    if word.endswith("nt"):
        forms.add(word[:-1] + "a")
    definite = {form for form in forms - {word} if form.endswith(("n", "t", "na"))}
    return frozenset(forms | {form + "s" for form in definite})


def _is_plural(word: str) -> bool:
    return len(word) > 3 and word[-1] == "t" and word[-2] in _VOWELS  # noqa: PLR2004


def _singular(word: str) -> set[str]:
    forms: set[str] = set()
    if word.endswith("nen"):
        forms |= _cases(word[:-3] + "se", {word[:-3] + "se"}) | {word[:-3] + "sta"}
    if word[-1] in _VOWELS:
        forms |= _cases(word, _weak(word))
    for stem in _vowel_stems(word):
        forms |= _cases(stem, _weak(stem))
    if word[-1] in "es":
        forms |= {word + "ta", word + "tta"}
    elif word.endswith("si"):
        forms |= {word[:-2] + "tta", word[:-2] + "den"}
    elif word.endswith(("li", "ni", "ri", "hi")):
        forms |= {word[:-1] + "ta"}
    return forms


def _cases(strong: str, weak: set[str]) -> set[str]:
    vowel = strong[-1]
    forms = {stem + ending for stem in weak | {strong} for ending in _WEAK_ENDINGS}
    forms |= {strong + ending for ending in ("a", "ta", "na", vowel + "n", "h" + vowel + "n")}
    if strong[-2:-1] == vowel:
        forms.add(strong + "seen")
    return forms


def _vowel_stems(word: str) -> set[str]:
    """The stems that differ from the word itself: pilvi - pilve-, rinne - rintee-, hylje - hylkee-."""
    head, last = word[:-1], word[-1]
    if last == "i":
        stems = {head + "e"}
        return stems | ({word[:-2] + "te", word[:-2] + "de"} if word.endswith("si") else set())
    if last == "e":
        return {stem + "e" for stem in _strong(word)}
    if last in _VOWELS:
        return set()
    stems = {word + "i"}
    if last == "s" and head and head[-1] in _VOWELS:
        stems |= {head + "kse"} | {stem + stem[-1] for stem in _strong(head)}
        stems |= {head + "te", head + "de"} if head[-1] in "uy" else set()
    elif word.endswith("in"):
        stems.add(word[:-1] + "me")
    return stems


def _weak(stem: str) -> set[str]:
    found = _CLUSTER.match(stem)
    if found is None:
        return {stem}
    head, cluster, vowel = found["head"], found["cluster"], found["vowel"]
    stems = {stem}
    for strong, weak in _GRADES:
        if cluster == strong or (strong in {"kk", "pp", "tt"} and cluster.endswith(strong)):
            stems.add(head + cluster[: len(cluster) - len(strong)] + weak + vowel)
    if cluster == "k" and head.endswith("i") and head[-2:-1] in tuple(_VOWELS):
        stems.add(head[:-1] + "j" + vowel)
    return stems


def _strong(stem: str) -> set[str]:
    found = _CLUSTER.match(stem)
    if found is None:
        return {stem}
    head, cluster, vowel = found["head"], found["cluster"], found["vowel"]
    stems = {stem}
    for strong, weak in _GRADES:
        if weak and cluster == weak:
            stems.add(head + strong + vowel)
    if len(cluster) > 1 and cluster[-1] in "kpt" and cluster[-2] in "lnr":
        stems.add(head + cluster + cluster[-1] + vowel)
    if cluster == "j" and head[-1:] in tuple(_VOWELS) and head:
        stems.add(head + "ik" + vowel)
    return stems


def _plural_bases(word: str) -> set[str]:
    if word.endswith("nen"):
        return {word[:-3] + "se"}
    if word[-1] in _VOWELS:
        return _weak(word) | {each for stem in _vowel_stems(word) for each in _weak(stem)}
    return _vowel_stems(word)


def _plural(singulars: set[str]) -> set[str]:
    forms: set[str] = set()
    for singular in singulars:
        if singular.endswith("nen"):
            forms |= {singular[:-3] + "sten"} | _plural_cases(singular[:-3] + "se")
        elif singular[-1] in _VOWELS:
            forms |= _plural_cases(singular)
        elif singular.endswith("s"):
            forms |= {singular + "ten"}
    return forms


def _plural_cases(strong: str) -> set[str]:
    weak_stems = {each for stem in _weak(strong) for each in _plural_stems(stem)}
    forms = {stem + ending for stem in weak_stems for ending in _WEAK_PLURAL_ENDINGS}
    for stem in _plural_stems(strong):
        forms |= {stem + ending for ending in ("a", "ta", "na", "en", "den", "tten", "in", "hin")}
        forms.add(stem + "siin")
        if stem[:-1].endswith(("o", "u", "y", "a", "ö")):
            forms |= {stem[:-1] + "ja", stem[:-1] + "jen"}
        if stem.endswith("ei"):
            forms |= {stem[:-2] + "eja", stem[:-2] + "ien"}
    return forms


def _plural_stems(stem: str) -> set[str]:
    head, last = stem[:-1], stem[-1]
    if head.endswith(last):
        return {head + "i"}
    if last in "aä":
        return {head + "i", head + ("oi" if last == "a" else "öi")}
    if last in "ei":
        return {head + "i", head + "ei"} if last == "i" else {head + "i"}
    return {stem + "i"}
