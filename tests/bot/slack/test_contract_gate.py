"""The contract checks see what Slack would refuse: the seeded faults, and nothing that is right."""

from typing import Any

import pytest

from tests.support.fake_slack import (
    problems_of_blocks,
    problems_of_call,
    problems_of_message,
    problems_of_view,
)

PLAIN = {"type": "plain_text", "text": "Save"}
MRKDWN = {"type": "mrkdwn", "text": "*Hello*"}
SECTION = {"type": "section", "text": MRKDWN}
BUTTON = {"type": "button", "text": PLAIN, "action_id": "save", "value": "1"}


def view(*blocks, **more):
    title = {"type": "plain_text", "text": "Log time"}
    return {"type": "modal", "title": title, "blocks": list(blocks or [SECTION]), **more}


def option(value="v"):
    return {"text": PLAIN, "value": value}


def select(count):
    options = [option(f"v{number}") for number in range(count)]
    return {"type": "actions", "elements": [
        {"type": "static_select", "action_id": "a", "placeholder": PLAIN, "options": options},
    ]}  # fmt: skip


def actions(*elements):
    return {"type": "actions", "elements": list(elements)}


def text(length, kind="mrkdwn"):
    return {"type": kind, "text": "x" * length}


def problems(method, **arguments):
    found = problems_of_call(method, arguments)
    if "blocks" in arguments:
        found += problems_of_message(arguments)
    if "view" in arguments:
        found += problems_of_view(arguments["view"])
    return found


# The numbers are those of the contract's table of seeded faults. Fault 11 (file_id for id in
# files.completeUploadExternal) is refused by the fake itself: see test_fake_slack.
SEEDED: dict[str, tuple[str, dict[str, Any]]] = {
    "1 unknown argument": ("chat.postMessage", {"channel": "C1", "text": "a", "client_msg_id": "1"}),
    "2 no channel": ("chat.postMessage", {"text": "a"}),
    "3 misspelt key": (
        "chat.postMessage",
        {"channel": "C1", "text": "a", "blocks": [{**SECTION, "accesory": BUTTON}]},
    ),
    "4 unknown block": (
        "chat.postMessage",
        {"channel": "C1", "text": "a", "blocks": [{"type": "nonsense"}]},
    ),
    "5 thread_ts as number": ("chat.postMessage", {"channel": "C1", "text": "a", "thread_ts": 1.1}),
    "6 ts for timestamp": ("reactions.add", {"channel": "C1", "name": "eyes", "ts": "1.1"}),
    "7 title as string": ("views.open", {"trigger_id": "1", "view": view(title="Log time")}),
    "8 no post_at": ("chat.scheduleMessage", {"channel": "C1", "text": "a"}),
    "9 unknown method": ("chat.postMesage", {"channel": "C1", "text": "a"}),
    "10 mrkdwn button": (
        "chat.postMessage",
        {"channel": "C1", "text": "a", "blocks": [actions({**BUTTON, "text": MRKDWN})]},
    ),
    "12 no user": ("chat.postEphemeral", {"channel": "C1", "text": "a"}),
    "13 header with style": (
        "chat.postMessage",
        {"channel": "C1", "text": "a", "blocks": [
            {"type": "header", "text": PLAIN, "style": "primary"},
        ]},
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", SEEDED)
def test_a_seeded_fault_is_caught(fault):
    method, arguments = SEEDED[fault]

    assert problems(method, **arguments)


TOO_LONG = {
    "section 3001": [{"type": "section", "text": text(3001)}],
    "header 151": [{"type": "header", "text": text(151, "plain_text")}],
    "26 actions": [actions(*({**BUTTON, "action_id": f"a{n}"} for n in range(26)))],
    "11 section fields": [{"type": "section", "fields": [MRKDWN] * 11}],
    "field 2001": [{"type": "section", "fields": [text(2001)]}],
    "markdown 12001": [{"type": "markdown", "text": "x" * 12_001}],
    "button value 2001": [actions({**BUTTON, "value": "x" * 2001})],
    "button text 76": [actions({**BUTTON, "text": text(76, "plain_text")})],
    "option value 151": [
        actions({**select(1)["elements"][0], "options": [option("x" * 151)]}),
    ],
    "101 options": [select(101)],
    "no options": [select(0)],
    "empty text": [{"type": "section", "text": text(0)}],
    "table of 101 rows": [{"type": "table", "rows": [[]] * 101}],
    "action_id 256": [actions({**BUTTON, "action_id": "x" * 256})],
    "action_id twice": [actions(BUTTON, BUTTON)],
    "block_id twice": [{**SECTION, "block_id": "b"}, {**SECTION, "block_id": "b"}],
    "51 blocks": [SECTION] * 51,
    "together 13.2 k": [{"type": "section", "text": text(3000)}] * 5,
    "confirm text 301": [actions({**BUTTON, "confirm": {
        "title": PLAIN, "text": text(301), "confirm": PLAIN, "deny": PLAIN,
    }})],
    "input in a button row": [actions({"type": "plain_text_input", "action_id": "a"})],
}  # fmt: skip


@pytest.mark.parametrize("case", TOO_LONG)
def test_blocks_beyond_a_limit_are_caught(case):
    assert problems_of_message({"text": "a", "blocks": TOO_LONG[case]})


INPUT = {
    "type": "input", "label": PLAIN, "element": {"type": "plain_text_input", "action_id": "a"},
}  # fmt: skip
WRONG_VIEWS = {
    "title 25": view(title=text(25, "plain_text")),
    "101 blocks": view(*[SECTION] * 101),
    "private_metadata 3001": view(private_metadata="x" * 3001),
    "callback_id 256": view(callback_id="x" * 256),
    "input without submit": view(INPUT),
    "no title": {"type": "modal", "blocks": [SECTION]},
    "no blocks": {"type": "home", "blocks": []},
}


@pytest.mark.parametrize("case", WRONG_VIEWS)
def test_a_wrong_view_is_caught(case):
    assert problems_of_view(WRONG_VIEWS[case])


RIGHT: dict[str, tuple[str, dict[str, Any]]] = {
    "a post with everything": ("chat.postMessage", {
        "channel": "C1", "text": "a", "thread_ts": "1.1", "username": "Aino · Acme Oy",
        "icon_url": "https://example.com/a.png",
        "metadata": {"event_type": "kirjuri", "event_payload": {"hub_id": "1"}},
        "blocks": [SECTION, actions(BUTTON, {**BUTTON, "action_id": "b", "style": "danger"})],
    }),
    "a modal with a number": ("views.open", {
        "trigger_id": "1",
        "view": view(
            {**INPUT, "element": {
                "type": "number_input", "action_id": "a", "is_decimal_allowed": False,
            }},
            submit=PLAIN,
        ),
    }),
    "an upload": ("files.completeUploadExternal", {
        "files": [{"id": "F1", "title": "a"}], "channel_id": "C1", "thread_ts": "1.1",
        "initial_comment": "a",
    }),
    "a reaction": ("reactions.add", {"channel": "C1", "name": "eyes", "timestamp": "1.1"}),
    "a scheduled post": ("chat.scheduleMessage", {"channel": "C1", "text": "a", "post_at": 1}),
    "an unfurl": ("chat.unfurl", {"channel": "C1", "ts": "1.1", "unfurls": {"https://a": {}}}),
}  # fmt: skip


@pytest.mark.parametrize("case", RIGHT)
def test_a_right_call_stays_green(case):
    method, arguments = RIGHT[case]

    assert problems(method, **arguments) == []


def test_a_home_view_needs_no_title():
    assert problems_of_view({"type": "home", "blocks": [SECTION]}) == []
    assert problems_of_blocks([SECTION]) == []
