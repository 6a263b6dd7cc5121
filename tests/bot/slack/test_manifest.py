"""The manifest is one that Slack takes, and asks for the scopes of what we call."""

import json
from pathlib import Path

import jsonschema

from bot.slack.manifest import EVENTS, SCOPES, manifest_of
from tests.bot.slack.desk import Clerk
from tests.support.fake_slack.contract import methods

ROOT = Path(__file__).resolve().parents[3]
SCHEMA = ROOT / "tests" / "reference" / "slack" / "manifest-schema.v2.json"
# Everything the bot calls; the fake refuses what the manifest's scopes do not cover.
CALLED = {
    "auth.test", "chat.delete", "chat.postEphemeral", "chat.postMessage", "chat.update",
    "conversations.create", "conversations.history", "conversations.info", "conversations.invite",
    "conversations.list", "conversations.open", "conversations.replies", "conversations.setTopic",
    "files.completeUploadExternal", "files.getUploadURLExternal", "files.info", "reactions.add",
    "reactions.remove", "users.info", "views.open", "views.publish", "views.update",
}  # fmt: skip


def made():
    return manifest_of("https://kirjuri.example/", Clerk().commands("en"))


def test_the_manifest_is_valid():
    jsonschema.validate(made(), json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_every_command_is_a_slash_command_but_slacks_own_help():
    commands = [each["command"] for each in made()["features"]["slash_commands"]]

    assert commands[0] == "/kirjuri"
    assert {"/hours", "/status", "/task", "/materials", "/invoice", "/bulletin", "/reminders"} == (
        set(commands[1:])
    )


def test_every_address_is_a_door_of_ours():
    text = json.dumps(made())
    for path in ("events", "commands", "interactive", "options", "oauth_redirect"):
        assert f"https://kirjuri.example/slack/{path}" in text


def test_the_scopes_cover_every_method_that_is_called():
    for name in CALLED:
        wanted = set(methods()[name].scopes)
        assert not wanted or wanted & set(SCOPES), name


def test_every_subscribed_event_has_its_scope():
    needed = {
        "app_mention": "app_mentions:read", "message.channels": "channels:history",
        "message.groups": "groups:history", "reaction_added": "reactions:read",
        "reaction_removed": "reactions:read",
    }  # fmt: skip
    assert {needed[event] for event in EVENTS if event in needed} <= set(SCOPES)


def test_called_names_every_method_in_the_code():
    source = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "bot" / "slack").glob("*.py")
    )
    spelled = {name.replace(".", "_") for name in methods()}
    used = {name for name in spelled if f".{name}(" in source}

    assert used == {name.replace(".", "_") for name in CALLED}
