"""The command line's promises, and what bad input gets: a sentence, the right code, nothing written."""

import asyncio
import json
import os
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from typer.testing import CliRunner

from hub.cli import app
from tests.support.demo import KIRJURI, Demo
from tests.support.installation import SECRET, Person, free_port

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

ANNA = "anna@kirsikka.example"


def test_the_demo_names_its_people_with_links(demo):
    people = demo.people
    assert {"name", "email", "role", "link"} == set(people["staff"][0])
    assert {"name", "email", "client", "link"} == set(people["contacts"][0])
    assert len(people["staff"]) == 6
    first, second = people["contacts"][:2]
    assert first["client"] != second["client"]


COMMANDS = (
    "demo", "serve", "migrate", "check", "init", "import", "export", "say", "explain", "token",
    "person", "link", "slack-manifest", "slack-install", "sandbox",
)  # fmt: skip


def test_help_names_every_promised_command():
    told = CliRunner().invoke(app, ["--help"]).stdout
    assert [command for command in COMMANDS if f"  {command} " not in told] == []


@pytest.mark.parametrize("command", [*COMMANDS, "sandbox procountor"])
def test_help_is_worth_reading(command):
    told = CliRunner().invoke(app, [*command.split(), "--help"])
    assert told.exit_code == 0
    first, *_ = told.stdout.split("\n\n")[1:]
    assert len(first.split()) > 4, first


@pytest.mark.parametrize(
    "words",
    [
        "nothing",
        "say",
        "say help",
        "token",
        "token --staff a@b.example --contact c@d.example",
        "token --contact c@d.example",
        "token --staff a@b.example --minutes 0",
        "token --staff a@b.example --minutes 61",
        "import dogs file.csv",
        "import clients nowhere.csv",
        "export dogs",
        "explain --today tomorrow x",
        "explain",
        "explain --language de x",
        "init --name X",
        "init --name X --owner Y --email x@y.example --language de",
        "slack-manifest",
        "slack-manifest --url http://kirjuri.example",
        "serve --processes 0",
        "sandbox procountor --fault rain",
    ],
)
def test_wrong_usage_is_two(words):
    told = CliRunner().invoke(app, words.split())
    assert told.exit_code == 2, told.output
    assert "Traceback" not in told.output


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


KAISA, JOHANNA, OLIVER = (f"{name}@kirsikka.example" for name in ("kaisa", "johanna", "oliver"))


@pytest.mark.parametrize(
    ("said", "by", "sentence"),
    [
        ("status Olematon", KAISA, "Asiakasta Olematon ei löydy"),
        ("status Olematon", JOHANNA, "Klienten Olematon finns inte"),
        ("status Olematon", OLIVER, "There is no client Olematon"),
        ("status Virtanen", KAISA, "(1003)"),
        ("status Virtanen", OLIVER, "(1004)"),
        ("invoice Acme", OLIVER, "You lack the right"),
        ("dance", JOHANNA, "dance"),
    ],
)
def test_what_cannot_be_is_refused_in_the_persons_language(demo, said, by, sentence):
    done = demo.run("say", said, "--as", by)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


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
    mine = demo.cli(*named, contact["client"]).strip()
    assert demo.run(*named, "1002").returncode == 1, "not that client's person"
    staff = json.loads(demo.cli("token", "--staff", ANNA, "--minutes", "1", "--json"))
    assert staff["expires_in"] == 60

    me, clients = asyncio.run(_hello(demo.address, mine))
    assert (me, clients) == (contact["name"], {contact["client"]})
    asked = Request(
        f"{demo.address}/api/clients?limit=1",
        headers={"Authorization": f"Bearer {staff['token']}"},
    )
    assert urlopen(asked).status == 200
    assert len(_rows(demo, "SELECT 1 FROM audit_row WHERE verb = 'token' AND channel = 'cli'")) == 2


async def _hello(address: str, token: str) -> tuple[str, set[str]]:
    person = Person(address, "/client", token)
    await person.connect()
    await person.close()
    return person.hello["me"]["name"], {each["client"] for each in person.hello["conversations"]}


def _rows(demo: Demo, sql: str) -> list[Any]:
    with sqlite3.connect(demo.folder / "kirjuri.sqlite3") as database:
        return database.execute(sql).fetchall()


def test_a_sign_in_link_works_once(demo):
    link = json.loads(demo.cli("link", "--staff", ANNA, "--json"))["link"]
    token = link.rpartition("/")[2]
    assert _sign_in(demo.address, token) == 200
    assert demo.run("link", "--staff", "nobody@nowhere.example").returncode == 1


def _sign_in(address: str, token: str) -> int:
    body = json.dumps({"token": token}).encode()
    asked = Request(f"{address}/api/session", body, {"Content-Type": "application/json"})
    return int(urlopen(asked).status)


@pytest.mark.parametrize("register", ["clients", "activities", "staff", "products"])
def test_what_is_exported_is_taken_again(demo, tmp_path: Path, register: str):
    file = tmp_path / f"{register}.csv"
    demo.cli("export", register, str(file))
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert json.loads(demo.cli("export", register, "--json")) is not None
    again = demo.run("import", register, str(file), "--json")
    rows = json.loads(again.stdout)["rows"] if again.stdout else []
    # Every row is read, and refused only because it is there already.
    assert len(rows) == max(len(file.read_text().splitlines()) - 1, 0)
    assert all("already" in row["error"] for row in rows)


def test_explain_says_which_line_it_cannot_read(demo):
    refused = demo.run("explain", "--batch", given="fi\t2026-11-24\t1 h Acme\nfi\tx\n")
    assert refused.returncode == 2
    assert "line 2" in refused.stderr


def test_the_manifest_is_made_of_the_commands():
    told = CliRunner().invoke(app, ["slack-manifest", "--url", "https://kirjuri.example"])
    manifest = json.loads(told.stdout)
    named = {each["command"] for each in manifest["features"]["slash_commands"]}
    assert {"/hours", "/invoice", "/materials", "/bulletin"} <= named
    assert "https://kirjuri.example/slack/events" in told.stdout


def test_the_folder_that_is_named_goes_before_the_environment(demo, tmp_path: Path):
    elsewhere = f"sqlite://{tmp_path / 'other.sqlite3'}"
    environment = {**os.environ, "KIRJURI_DATABASE_URL": elsewhere, "KIRJURI_SECRET": "x" * 40}
    command = [*KIRJURI, "token", "--staff", ANNA, "--data", str(demo.folder)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    asked = Request(
        f"{demo.address}/api/today", headers={"Authorization": f"Bearer {done.stdout.strip()}"}
    )
    assert urlopen(asked).status == 200
    assert not (tmp_path / "other.sqlite3").exists()


def test_check_says_what_is_well(demo):
    told = json.loads(demo.cli("check", "--json"))
    assert told == dict.fromkeys(("settings", "database", "storage", "procountor"))


# --- starting ---


@contextmanager
def _process(*words: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    started = subprocess.Popen(
        [*KIRJURI, *words],
        env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield started
    finally:
        started.send_signal(signal.SIGINT)
        started.wait(timeout=15)


def _done(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*KIRJURI, *words],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_an_interrupted_first_start_is_begun_anew_and_nothing_else_is_touched(tmp_path: Path):
    folder, elsewhere = tmp_path / "demo", tmp_path / "other.sqlite3"
    words = ("demo", "--port", str(free_port()), "--data", str(folder))
    with _process(*words, KIRJURI_DATABASE_URL=f"sqlite://{elsewhere}") as started:
        database = folder / "kirjuri.sqlite3"
        _until(lambda: database.is_file() and _firms(database) == 1)
        started.kill()
    assert not (folder / "seeded").exists()
    port = free_port()
    demo = Demo(folder, port)
    demo.start()
    try:
        assert _firms(database) == 1
        assert len(demo.people["staff"]) == 6
        assert not elsewhere.exists()
        assert (folder / "demo-people.json").stat().st_mode & 0o077 == 0
        taken = _done("demo", "--port", str(port), "--data", str(tmp_path / "second"))
        assert taken.returncode == 1
        assert f"port {port} is taken" in taken.stderr
        assert not (tmp_path / "second").exists()
        _second_start_is_quick(demo)
    finally:
        demo.kill()


def _second_start_is_quick(demo: Demo) -> None:
    """The same firm with new links; --reset begins anew, but never in a stranger's folder."""
    before = demo.people
    demo.kill()
    begun = time.monotonic()
    demo.start()
    assert time.monotonic() - begun < 15, "it does not fill the firm again"
    assert _firms(demo.folder / "kirjuri.sqlite3") == 1
    names = [each["email"] for each in demo.people["staff"]]
    assert names == [each["email"] for each in before["staff"]]
    token = demo.people["staff"][0]["link"].rpartition("/")[2]
    assert _sign_in(demo.address, token) == 200


def _until(holds: Any) -> None:
    for _ in range(600):
        if holds():
            return
        time.sleep(0.05)
    pytest.fail("it did not come")


def _firms(database: Path) -> int:
    try:
        with sqlite3.connect(database) as opened:
            return int(opened.execute("SELECT count(*) FROM firm").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


@pytest.mark.parametrize("reset", [(), ("--reset",)])
def test_a_strangers_folder_is_left_alone(tmp_path: Path, reset: tuple[str, ...]):
    (tmp_path / "kirjuri.sqlite3").write_text("somebody's own")
    refused = _done("demo", "--port", str(free_port()), "--data", str(tmp_path), *reset)
    assert refused.returncode == 1
    assert [each.name for each in tmp_path.iterdir()] == ["kirjuri.sqlite3"]
    assert (tmp_path / "kirjuri.sqlite3").read_text() == "somebody's own"


def test_from_nothing_to_a_first_sign_in(tmp_path: Path):
    """Refused while something is wrong, with nothing left behind; then founded, once."""
    data, given = tmp_path / "new" / "data", tmp_path / "given"
    given.mkdir()
    (given / "clients.csv").write_text("number,name,business_id\n1,Ankka Oy,1234567-8\n2,B,\n")
    words = ["init", "--name", "Oma Oy", "--owner", "Olli", "--email", "olli@oma.example"]
    words += ("--folder", str(given), "--hour-price", "78,50", "--data", str(data))
    own = {"KIRJURI_SECRET": SECRET, "LC_ALL": "C.UTF-8"}

    weak = _done(*words, KIRJURI_SECRET="short")
    assert (weak.returncode, "KIRJURI_SECRET" in weak.stderr) == (1, True)
    unfounded = _done("serve", "--data", str(data), **own)
    assert (unfounded.returncode, "kirjuri init" in unfounded.stderr) == (1, True)
    wrong = _done(*words, **own)
    assert wrong.returncode == 1
    assert "clients.csv, line 2: The business ID 1234567-8 is wrong" in wrong.stderr
    (given / "clients.csv").write_text("number,name,business_id\n1,Ankka Oy,9104217-6\n")
    founded = json.loads(_done(*words, "--json", **own).stdout)
    again = _done(*words, **own)
    assert (again.returncode, "already" in again.stderr) == (1, True)
    assert "Traceback" not in weak.stderr + unfounded.stderr + wrong.stderr + again.stderr

    port = free_port()
    with _process("serve", "--port", str(port), "--data", str(data), **own) as serving:
        _until(lambda: serving.poll() is not None or _answers(port))
        assert _sign_in(f"http://127.0.0.1:{port}", founded["link"].rpartition("/")[2]) == 200
    draft = _done("say", "status Ankka", "--as", "olli@oma.example", "--data", str(data), **own)
    assert draft.returncode == 0, draft.stderr


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_serve_says_what_keeps_it_from_starting(demo, tmp_path: Path):
    old = tmp_path / "old"
    old.mkdir()
    sqlite3.connect(old / "kirjuri.sqlite3").close()
    data = ("--data", str(old))
    own = {"KIRJURI_SECRET": SECRET}
    for words, environment, reason in (
        (data, {}, "KIRJURI_SECRET"),
        (data, {**own, "KIRJURI_SLACK_CLIENT_ID": "1"}, "KIRJURI_SLACK_SIGNING_SECRET"),
        (data, {**own, "KIRJURI_PROCOUNTOR_CLIENT_ID": "1"}, "PROCOUNTOR_CLIENT_SECRET"),
        (data, own, "kirjuri migrate"),
        (data, {**own, "KIRJURI_DATABASE_URL": "postgres://u:hush@127.0.0.1:1/x"}, "refused"),
        (data, {**own, "KIRJURI_PORT": "many"}, "KIRJURI_PORT"),
        ((*data, "--processes", "2"), own, "KIRJURI_REDIS_URL"),
        (("--data", str(tmp_path / "nowhere")), own, "no folder"),
        (("--data", str(demo.folder), "--port", str(demo.port)), {}, "cannot listen"),
    ):
        refused = _done("serve", *words, **environment)
        assert refused.returncode == 1, (words, environment, refused)
        assert reason in refused.stderr, refused.stderr
        assert "Traceback" not in refused.stderr
        assert "hush" not in refused.stderr
    migrated = _done("migrate", "--json", *data)
    assert json.loads(migrated.stdout)["applied"]
    assert json.loads(_done("migrate", "--json", *data).stdout) == {"applied": []}


def test_the_sandbox_stands_alone_and_misbehaves_on_demand():
    port = free_port()
    words = ("sandbox", "procountor", "--port", str(port), "--fault", "429:POST:/invoices:2")
    with _process(*words) as started:
        _until(lambda: started.poll() is not None or _answers(port))
        page = urlopen(f"http://127.0.0.1:{port}/").read().decode()
        faults = json.load(urlopen(f"http://127.0.0.1:{port}/sandbox/faults"))["faults"]
        taken = _done("sandbox", "procountor", "--port", str(port))
    assert "SANDBOX" in page
    assert [(each["kind"], each["times"]) for each in faults] == [("429", 2)]
    assert (taken.returncode, "cannot listen" in taken.stderr) == (1, True)


def test_a_persons_data_is_handed_out_and_erased(demo):
    last = demo.people["contacts"][-1]
    named = ["--contact", last["email"], "--client", last["client"]]
    told = json.loads(demo.cli("person", "export", *named))
    assert told["person"]["email"] == last["email"]

    refused = demo.run("person", "erase", *named)
    assert refused.returncode == 1
    assert "--yes" in refused.stderr
    done = json.loads(demo.cli("person", "erase", *named, "--yes", "--json"))
    assert set(done) == {"messages", "kept"}
    assert demo.run("person", "export", *named).returncode == 1, "nobody is there any more"
