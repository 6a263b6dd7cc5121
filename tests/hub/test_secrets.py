"""Sealing, tokens' hashes and logs: what is kept and what is never written."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from hub import logs
from hub.ids import new_id
from hub.secrets import Sealer, SealError
from hub.tokens import StaffTokens, demo_code, read_demo_code

OLD, NEW = "an old secret that is long enough", "a new secret that is long enough"


def test_what_is_sealed_opens_with_the_same_secret_and_place():
    sealer = Sealer(NEW)
    sealed = sealer.seal("widget secret", "widget_key:1")

    assert "widget" not in sealed
    assert sealer.unseal(sealed, "widget_key:1") == "widget secret"
    assert sealer.seal("widget secret", "widget_key:1") != sealed
    for wrong in (
        lambda: sealer.unseal(sealed, "widget_key:2"),
        lambda: sealer.unseal(sealed[:-2] + "AA", "widget_key:1"),
        lambda: Sealer(OLD).unseal(sealed, "widget_key:1"),
        lambda: sealer.unseal("", "widget_key:1"),
        lambda: sealer.unseal("s1.x", "widget_key:1"),
        lambda: Sealer(""),
    ):
        with pytest.raises(SealError):
            wrong()


def test_a_rotation_opens_what_the_older_secret_sealed():
    sealed = Sealer(OLD).seal("x", "place")
    rotated = Sealer(NEW, [OLD])

    assert rotated.unseal(sealed, "place") == "x"
    assert rotated.needs_renewal(sealed)
    assert not rotated.needs_renewal(rotated.seal("x", "place"))


def test_staff_tokens_outlive_a_rotation():
    staff, firm = new_id(), new_id()
    token = StaffTokens(OLD).sign(staff, firm)

    assert StaffTokens(NEW, (OLD,)).read(token).staff_id == staff


def test_a_demo_code_names_one_contact():
    contact = new_id()
    code = demo_code(NEW, contact)

    assert read_demo_code(NEW, code) == contact
    for wrong in (
        "",
        ".",
        code[:-1],
        demo_code(OLD, contact),
        f"{new_id().hex}.{code[33:]}",
        "é.é",
    ):
        assert read_demo_code(NEW, wrong) is None


@pytest.fixture
def written(capsys: pytest.CaptureFixture[str]) -> Iterator[pytest.CaptureFixture[str]]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    logs.set_up_logs("json", "INFO")
    yield capsys
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_logs_name_the_request_and_hide_what_people_wrote(
    written: pytest.CaptureFixture[str],
):
    token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl"
    with logs.named_request("request-1"):
        structlog.get_logger().info(
            "said",
            body="private words",
            path="/x?token=private-words#private-words",
            header=f"Bearer {token}",
            nested={"text": "private words", "url": "https://a.example/b?c=private-words"},
            size=3,
        )
        logging.getLogger("some.library").warning("token %s, link /console/#/sign-in/abcdef", token)
        try:
            int("private words")
        except ValueError:
            structlog.get_logger().exception("failed")

    lines = written.readouterr().err.strip().splitlines()
    assert len(lines) == 3
    for line in lines:
        told = json.loads(line)
        assert told["request_id"] == "request-1"
        assert "private" not in line
        assert "eyJ" not in line
        assert "abcdef" not in line
    assert json.loads(lines[0])["size"] == 3
    assert json.loads(lines[2])["error"] == "ValueError"
    assert "test_secrets.py" in json.loads(lines[2])["places"][0]
