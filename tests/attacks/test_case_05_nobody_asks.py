"""Case 5: every event before CONNECT, after DISCONNECT and of nobody is refused.

Comes from CVE-2026-48929 (Rocket.Chat: a socket without a user deleted files).
"""

import json
from typing import Any

import pytest

from hub.realtime.answering import Answering
from hub.realtime.limiter import Limiter
from hub.realtime.protocol import REQUESTS
from hub.realtime.talk import Talk
from tests.support.hub import Running, fresh_id
from tests.support.ledgers import all_rows
from tests.support.raw_socket import raw_socket
from tests.support.samples import sample_of
from tests.support.twins import Twins

pytestmark = [pytest.mark.sqlite_only, pytest.mark.usefixtures("boundless")]


async def test_events_before_connect_and_after_disconnect_are_refused(hub: Running):
    raw = await raw_socket(hub.base_url)
    asked = '["hello",{}]'

    early = await raw.ask(1, f"42/client,1{asked}")
    await raw.join("/client", hub.contact_token())
    inside = await raw.ask(2, f"42/client,2{asked}")
    await raw.send("41/client,")
    late = await raw.ask(3, f"42/client,3{asked}")

    assert (early["error"]["code"], inside["ok"], late["error"]["code"]) == (
        "forbidden",
        True,
        "forbidden",
    )
    await raw.close()


async def test_no_event_is_answered_outside_a_namespace(twins: Twins):
    """Each with ids that exist: before it joins, after it left, and in the namespace of nobody."""
    hub, before = twins.ours.hub, await all_rows()
    raw = await raw_socket(hub.base_url)
    await raw.join("/client", hub.contact_token())
    await raw.send("41/client,")

    number = 0
    for event in REQUESTS:
        for namespace in ("/client,", "/staff,", "/other,", ""):
            number += 1
            asked = json.dumps([event, known_things(twins, event)])
            await raw.send(f"42{namespace}{number}{asked}")
            said = await raw.next(f"43{namespace}{number}[")
            assert json.loads(said[said.index("[") :])[0]["error"]["code"] == "forbidden", event

    assert await all_rows() == before
    await raw.close()


def known_things(twins: Twins, event: str) -> dict[str, Any]:
    ids = {"conversation": "conversation", "message": "message", "card": "card", "files": "file"}

    def pick(name: str) -> str:
        return twins.ours.id(ids[name]) if name in ids else fresh_id()

    return sample_of(REQUESTS[event].request, pick)


async def test_no_handler_answers_nobody(hub: Running):
    """The wrapper itself, if a way past the server's own check should ever appear."""
    talk = Talk(hub.bot, hub.realtime.manager, hub.realtime.presence)
    answering = Answering("/staff", {**talk.handlers(), "command": talk.command}, Limiter())

    for event in REQUESTS:
        answer = await answering.answer(None, event, [{}])
        assert (answer["ok"], answer["error"]["code"]) == (False, "forbidden"), event
