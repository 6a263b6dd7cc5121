"""Whatever a person reads exists in fi, sv and en, with the same placeholders."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parents[2] / "hub" / "locale"
LANGUAGES = ("fi", "sv", "en")
SUBJECTS = sorted({path.name.split(".")[0] for path in LOCALE.glob("*.po")})
PLACEHOLDER = re.compile(r"\{(\w+)[^}]*\}")


def catalogue(subject: str, language: str) -> dict[str, str]:
    with (LOCALE / f"{subject}.{language}.po").open("rb") as file:
        return {
            str(entry.id): str(entry.string)
            for entry in read_po(file, locale=language, abort_invalid=True)
            if entry.id
        }


def test_there_are_catalogues_and_all_are_named_alike():
    names = {path.name for path in LOCALE.glob("*.po")}

    assert names == {f"{subject}.{language}.po" for subject in SUBJECTS for language in LANGUAGES}
    assert names


@pytest.mark.parametrize("subject", SUBJECTS)
def test_languages_have_equal_keys(subject: str):
    keys = {language: set(catalogue(subject, language)) for language in LANGUAGES}
    everywhere = set.union(*keys.values())

    assert not {
        language: sorted(everywhere - have) for language, have in keys.items() if everywhere - have
    }


@pytest.mark.parametrize("subject", SUBJECTS)
def test_no_sentence_is_empty(subject: str):
    empty = [
        (language, key)
        for language in LANGUAGES
        for key, sentence in catalogue(subject, language).items()
        if not sentence.strip()
    ]

    assert not empty


@pytest.mark.parametrize("subject", SUBJECTS)
def test_languages_have_equal_placeholders(subject: str):
    catalogues = {language: catalogue(subject, language) for language in LANGUAGES}
    found = {key: placeholders(key, catalogues) for key in catalogues["en"]}
    different = {
        key: names for key, names in found.items() if len(set(map(frozenset, names.values()))) > 1
    }

    assert not different


def placeholders(key: str, catalogues: dict[str, dict[str, str]]) -> dict[str, set[str]]:
    return {
        language: set(PLACEHOLDER.findall(sentences.get(key, "")))
        for language, sentences in catalogues.items()
    }


def test_a_key_stands_in_one_subject_only():
    seen: dict[str, str] = {}
    twice = []
    for subject in SUBJECTS:
        for key in catalogue(subject, "en"):
            if key in seen:
                twice.append((key, seen[key], subject))
            seen[key] = subject

    assert not twice
