"""The command line's promises, and what bad input gets: a sentence, the right code, nothing written."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.support.demo import KIRJURI

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

ANNA = "anna@kirsikka.example"


def test_the_demo_names_its_people_with_links(demo):
    people = demo.people
    assert {"name", "email", "role", "link"} == set(people["staff"][0])
    assert {"name", "email", "client", "link"} == set(people["contacts"][0])
    assert len(people["staff"]) == 6
    first, second = people["contacts"][:2]
    assert first["client"] != second["client"]


def test_help_names_every_promised_command():
    told = subprocess.run([*KIRJURI, "--help"], capture_output=True, text=True, check=True).stdout
    for command in (
        "demo", "serve", "migrate", "check", "init", "import", "export", "explain", "say",
        "token", "link", "slack-manifest", "slack-install", "sandbox",
    ):  # fmt: skip
        assert command in told, command


def test_say_prints_a_card_and_writes_nothing(demo):
    before = json.loads(demo.cli("say", "hours list", "--as", ANNA, "--json"))
    card = json.loads(demo.cli("say", "hours 1.5 Acme VAT", "--as", ANNA, "--json"))
    assert card["state"] == "open"
    assert card["buttons"][0]["id"] == "save"
    again = json.loads(demo.cli("say", "hours list", "--as", ANNA, "--json"))
    assert (again["lines"], again["fields"]) == (before["lines"], before["fields"])


def test_explain_speaks_the_shape_of_the_language_page(demo):
    one = json.loads(
        demo.cli("explain", "hours 1.5 Acme VAT March", "--as", ANNA, "--today", "2026-11-24")
    )
    assert one == {
        "minutes": 90,
        "client": "1001",
        "date": "2026-11-24",
        "activity": "vat",
        "period": "2026-03",
        "comment": None,
        "billable": None,
    }
    given = "fi\t2026-11-24\thours 0 Acme\nsv\t2026-11-24\t2 h Nordic\n"
    lines = demo.run("explain", "--batch", given=given).stdout.splitlines()
    assert json.loads(lines[0]) == {"error": "duration_zero"}
    assert json.loads(lines[1])["ask"] == ["client"]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("status Olematon", "Olematon"),
        ("status Virtanen", "1003"),
        ("hours 25 h Acme", "24"),
        ("hours 2 Acme tomorrow", "in the future"),
        ("dance", "dance"),
    ],
)
def test_what_cannot_be_is_refused_in_words(demo, said, sentence):
    done = demo.run("say", said, "--as", ANNA)
    text = done.stdout + done.stderr
    assert sentence in text
    assert "Traceback" not in text


def test_a_wrong_business_id_imports_nothing(demo, tmp_path: Path):
    file = tmp_path / "clients.csv"
    file.write_text(
        "number;name;business_id\n5001;Hyvä Oy;9104217-6\n5002;Väärä Oy;9104217-5\n",
        encoding="utf-8",
    )
    refused = demo.run("import", "clients", str(file))
    assert refused.returncode == 1
    assert "Line 3: The business ID 9104217-5 is wrong" in refused.stdout
    assert "Nothing was imported" in refused.stderr
    assert "Hyvä Oy" not in demo.cli("export", "clients")

    partly = demo.run("import", "clients", str(file), "--partial", "--json")
    assert json.loads(partly.stdout)["imported"] == 1
    exported = demo.cli("export", "clients")
    assert "Hyvä Oy" in exported
    assert "Väärä Oy" not in exported


def test_a_file_without_its_columns_is_refused(demo, tmp_path: Path):
    file = tmp_path / "clients.csv"
    file.write_text("nimi\nAcme\n", encoding="utf-8")
    refused = demo.run("import", "clients", str(file))
    assert refused.returncode == 1
    assert "number, name" in refused.stderr


def test_wrong_usage_is_two_and_a_refusal_is_one(demo):
    assert demo.run("token").returncode == 2
    assert demo.run("say", "help").returncode == 2
    assert demo.run("token", "--staff", "nobody@nowhere.example").returncode == 1
    assert demo.run("say", "help", "--as", "nobody@nowhere.example").returncode == 1


def test_tokens_are_for_the_people_they_name(demo):
    contact = demo.people["contacts"][0]
    named = ("token", "--contact", contact["email"], "--client")
    assert demo.cli(*named, contact["client"]).count(".") == 2
    assert demo.run(*named, "1002").returncode == 1, "not that client's person"


def test_check_says_what_is_well(demo):
    told = json.loads(demo.cli("check", "--json"))
    assert told == dict.fromkeys(("settings", "database", "storage", "procountor"))
