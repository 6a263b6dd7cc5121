"""Where two readings are possible the answer is a question; where none is, a refusal."""

from datetime import date

import pytest


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        # Lengths: two, none, a number too big to be hours, or one that may be something else.
        ("Acme 2h 2h", "duration"),
        ("Acme 2 3", "duration"),
        ("Acme 45", "duration"),
        ("Acme 25,5", "duration"),
        ("Acme 2h 5", "duration"),
        ("Acme 2h 75", "duration"),
        ("Acme 1:75", "duration"),
        ("Acme 1.30", "duration"),
        ("Acme 23.11", "duration"),
        ("Acme klo 9", "duration"),
        ("Acme at 1:30", "duration"),
        ("Acme 22-2", "duration"),
        ("Acme 9-25", "duration"),
        ("Acme 9-11 h", "duration"),
        ("Acme -2h", "duration"),
        ("Acme 2 päivää", "duration"),
        ("Acme 15 m", "duration"),
        ("Acme ½ h", "duration"),
        ("Acme kaksi ja puoli tuntia", "duration"),
        ("Acme an hour and a quarter", "duration"),
        ("Acme two hours", "duration"),
        ("Acme 2 October", "duration"),
        ("24 h Huolto", "duration"),
        ("Huolto 24h", "duration"),
        ("Studio 54 min", "duration"),
        # Days: two, one the calendar lacks, or words that settle none.
        ("1h Acme eilen 22.11.", "date"),
        ("1h Acme 31.11.", "date"),
        ("1h Acme 29.2.", "date"),
        ("1h Acme 11/23", "date"),
        ("1h Acme 23.-24.11.", "date"),
        ("1h Acme 23.11.26", "date"),
        ("1h Acme perjantain palaveri", "date"),
        ("1h Acme viime viikolla", "date"),
        ("1h Acme this Friday", "date"),
        ("viime lauantai Kahvila 1h", "date"),
        # Periods have no question of their own; a month that cannot be is asked about as a date.
        ("1h Acme 12/2026", "date"),
        ("1h Acme 13/2026", "date"),
        ("1h Acme lokakuu syyskuu", "date"),
        ("1h Acme last October", "date"),
        # Activities: two, or a word that may or may not be one.
        ("1h Acme kp alv", "activity"),
        ("1h Acme internal meeting", "activity"),
        ("1h Acme alv-tarkistus", "activity"),
        ("1h Acme ei laskutusta", "activity"),
        ("1h Acme phone calls", "activity"),
        ("1h Acme consulting", "activity"),
        ("1h Acme billable nb", "activity"),
        # Clients: none, or one whose legal form is another's.
        ("1h kp", "client"),
        ("1h Acme Ab", "client"),
        ("kp", "client duration"),
        ("1099 kp", "client duration"),
        ("", "client duration"),
        ("huomenna 25h Acme", "duration date"),
        ("kp alv 31.11.", "client duration date activity"),
    ],
)
def test_what_is_not_clear_is_asked(hears, text, asked):
    assert hears(text) == {"ask": asked.split()}


def test_to_is_thursday_only_to_a_finn(hears):
    assert hears("1h to Acme", "fi")["date"] == "2026-11-19"
    assert hears("1h to Acme", "en") == {"ask": ["date"]}


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("0h Acme", "duration_zero"),
        ("0 Acme", "duration_zero"),
        ("0:00 Acme", "duration_zero"),
        ("9-9 Acme", "duration_zero"),
        ("24:01 Acme", "duration_too_long"),
        ("1441 min Acme", "duration_too_long"),
        ("25h Acme", "duration_too_long"),
        ("1h Acme imorgon", "future_date"),
        ("1h Acme nästa måndag", "future_date"),
        ("1h Acme next Tue", "future_date"),
        ("1h Acme 25.11.", "future_date"),
        ("1h Acme 25.11.2026", "future_date"),
        ("1h Acme 2027-01-01", "future_date"),
    ],
)
def test_what_cannot_be_is_refused(hears, text, error):
    assert hears(text) == {"error": error}


def test_a_day_more_than_sixty_days_ahead_was_last_year(hears):
    today = date(2026, 3, 2)

    assert hears("1h Acme 1.5.", today=today) == {"error": "future_date"}
    assert hears("1h Acme 2.5.", today=today)["date"] == "2025-05-02"
    assert hears("2.5 Acme", today=today)["minutes"] == 150


@pytest.mark.parametrize(
    ("text", "comment"),
    [
        ("Kuitit 2h Acme, tositteet: kp Muistio", "Kuitit tositteet Muistio"),
        ("2h Acme - kp - kuitit, hyvitys - uusi", "kuitit, hyvitys - uusi"),
        ("2h for Acme at meeting på måndag", None),
        ("2h Acme avstämning på banken i oktober", "avstämning på banken"),
        ("2h Acme soitto klo", "soitto klo"),
        ("2h Acme opening hours", "opening hours"),
        ("2h Acme maanantaipalaveri", "maanantaipalaveri"),
        ("2h Acme internet", "internet"),
    ],
)
def test_the_comment_is_what_is_left(hears, text, comment):
    assert hears(text).get("comment") == comment


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("24h Huolto 24h", {"client": "1008", "minutes": 1440}),
        ("24h Acme", {"client": "1001", "minutes": 1440}),
        ("Moms & Kids moms 1h", {"client": "1010", "activity": "vat"}),
        ("moms 1h Kids", {"client": "1010", "activity": "vat"}),
        ("maaliskuu Maaliskuu Design 1h", {"client": "1009", "period": "2026-03"}),
        ("lauantai 1h Kahvila", {"client": "1011", "date": "2026-11-21"}),
        ("Lauantai Kahvila 1h", {"client": "1011", "date": "2026-11-24"}),
    ],
)
def test_a_name_owns_its_numbers_and_days_only_as_a_whole(hears, text, expected):
    assert hears(text).items() >= expected.items()
