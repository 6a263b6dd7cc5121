"""Whatever is typed, an answer comes, and soon; also in a firm of 2,000 clients."""

import json
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language import ClientName, Understood, Vocabulary, find_clients, understand_hours
from tests.support.hour_parts import ACTIVITIES, BARE, CLIENTS, DAYS, DURATIONS, PERIODS, TODAY

PIECES = [
    *DURATIONS, *BARE, *DAYS, *PERIODS, *(name for each in CLIENTS.values() for name in each),
    *" ".join(ACTIVITIES.values()).split(), *"-–—:;,.&/'’()\n\t", "½", "²", "٣", "ﬁ", "İ", "ß", "\x1f",
    "00", "99", "1e9", "1.1.1", "31.2.", "2026-02-30", "viime", "ensi", "klo", "to", ":n", "ja",
]  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(
    st.one_of(
        st.text(max_size=200),
        st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join),
        st.lists(st.sampled_from(PIECES), max_size=25).map("".join),
    ),
    st.sampled_from(["fi", "sv", "en"]),
)
def test_any_text_gets_an_answer(vocabulary, text, language):
    answer = understand_hours(text, today=TODAY, vocabulary=vocabulary, language=language)

    json.dumps(answer.as_json())
    if isinstance(answer, Understood):
        assert 0 < answer.minutes <= 24 * 60
        assert answer.date <= TODAY
        assert answer.period is None or answer.period <= "2026-11"
        comment = (answer.comment or "").split()
        typed = unicodedata.normalize("NFC", text)
        assert all(word in typed for word in comment)
    spans = find_clients(text, vocabulary).spans
    assert all(0 <= start < end <= len(text) * 3 for start, end in spans)


@pytest.fixture(scope="module")
def big(vocabulary) -> Vocabulary:
    syllables = [*map("".join, zip("kklmnprstv", "aiuaoeiaao", strict=True))]
    words = [a + b + c for a in syllables for b in syllables for c in syllables]
    names = [f"{words[i % 1000].title()} {words[i * 7 % 1000].title()}nen Oy" for i in range(1960)]
    clients = [ClientName(str(2000 + i), name) for i, name in enumerate(names)]
    return Vocabulary.of([*vocabulary.clients, *clients], vocabulary.activities)


def _best_ms(text: str, vocabulary: Vocabulary) -> float:
    taken = []
    for _ in range(5):
        begin = time.perf_counter()
        understand_hours(text, today=TODAY, vocabulary=vocabulary)
        taken.append((time.perf_counter() - begin) * 1000)
    return min(taken)


@pytest.mark.parametrize(
    "text",
    [
        "eilen 1h 30 Äijälän Öljy alv lokakuu puuttuvat kuitit",
        "2 hours Brigthwaterille reporting missing receipts",
    ],
)
def test_an_entry_takes_a_few_milliseconds_among_2000_clients(big, text):
    assert _best_ms(text, big) < 20


@pytest.mark.parametrize(
    "piece",
    [
        "1h ",
        "9-",
        "1.",
        "a",
        "virtanen ",
        "korhonen & ",
        "kaka ",
        "puoli tuntia ja ",
        "ja ",
        "-",
        " ",
    ],
)
def test_2000_letters_of_anything_take_bounded_time(big, piece):
    assert _best_ms((piece * 2000)[:2000], big) < 500
