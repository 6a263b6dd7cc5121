"""Clients by number, name, alias, beginning, case form and slip of the finger; never by guess."""

import random

import pytest

from bot.language import find_clients
from tests.support.hour_parts import CLIENTS

# Unknown companies, pieces of names that mean something else alone, and too little.
NOBODY = [
    "Hämäläinen",
    "Salonen",
    "Virtala",
    "Metsälä",
    "Lindgren",
    "Lindström",
    "Aaltonen",
    "Mäkinen",
    "Viklund",
    "Nordea",
    "54",
    "24h",
    "maaliskuu",
    "lauantaina",
    "moms",
    "consulting",
    "Maalis",
    "Lauan",
    "Ac",
    "Oy",
    "Ky",
    "and",
    "for",
    "alv",
    "tax",
    "Co",
    "2h",
]


@pytest.mark.parametrize(("number", "names"), CLIENTS.items())
def test_every_way_to_name_a_client(vocabulary, number, names):
    for name in names:
        assert find_clients(name, vocabulary).numbers == (number,), name


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Virtanen", "1003 1004"),
        ("Virtasen", "1003 1004"),
        ("Mäkelälle", "1027 1028"),
        ("Korhosen", "1018 1019"),
        ("Aallon", "1034 1035"),
        ("Nordic", "1005 1006"),
        ("Nor", "1005 1006 1038"),
        ("Green", "1024 1025"),
        ("Lind", "1016 1017"),
        ("Asunto Oy", "1013 1014"),
        ("Mänty", "1013 1014"),
        # A whole word of one name, and a case form of another's.
        ("Salon", "1021 1022"),
        ("Lights", "1025 1038"),
        ("Acme, Brightwater", "1001 1023"),
        ("1031 Acme", "1001 1031"),
    ],
)
def test_several_that_fit_equally_well_are_candidates(vocabulary, text, numbers):
    assert " ".join(find_clients(text, vocabulary).numbers) == numbers


@pytest.mark.parametrize(
    "text",
    NOBODY,
)
def test_nobody_is_found_where_nobody_is_named(vocabulary, text):
    assert find_clients(text, vocabulary).numbers == ()


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [
        ("Nordic Bygg Ab, löner", "1005", "löner"),
        ("för Nordic Bakery", "1006", ""),
        ("Korhonen Tmi tositteet", "1018", "tositteet"),
        ("Green Light soitto", "1025", "soitto"),
        ("Northern Lights Travel", "1038", ""),
        ("Bright-water", "1023", ""),
        ("Pelto ja Metsä", "1033", ""),
        ("Moms och Kids moms", "1010", "moms"),
        ("Studio 54 54", "1007", "54"),
        ("1031 Ruissalo kuitit", "1031", "kuitit"),
    ],
)
def test_the_longest_name_wins_and_the_rest_is_left(vocabulary, text, number, rest):
    match = find_clients(text, vocabulary)

    assert (match.numbers, match.rest) == ((number,), rest)


def test_one_slip_in_a_long_word_never_names_another_client(vocabulary):
    own = {
        "brightwater": "1023",
        "veneveistämö": "1031",
        "segelsällskap": "1020",
        "hylkeet": "1039",
    }
    own |= {"lindqvist": "1016", "wikström": "1036", "fysioterapia": "1034", "järvinen": "1026"}
    slips = random.Random(54)
    for word, number in own.items():
        for at in range(1, len(word) - 1):
            letter = slips.choice("qxz")
            missing, added = word[:at] + word[at + 1 :], word[:at] + letter + word[at:]
            changed = word[:at] + letter + word[at + 1 :]
            swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            for slip in (missing, added, changed, swapped):
                # "Wkström" is one slip from Wikström and from Ekström.
                assert number in find_clients(slip, vocabulary).numbers, slip
