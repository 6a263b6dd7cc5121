"""The real bot behind the real socket: a command, its card, a press."""

import pytest

from hub.realtime.protocol import REQUESTS
from tests.support.hub import Running, fresh_id

pytestmark = pytest.mark.sqlite_only


async def test_a_command_over_the_socket_answers_with_a_card(bot_hub: Running):
    anna = await bot_hub.staff_socket()

    answer = await anna.ask("command", {"text": "help"})

    assert answer["ok"], answer
    model = REQUESTS["command"].answer
    assert model is not None
    model.model_validate(answer)


async def test_what_the_bot_refuses_has_a_sentence_and_a_code(bot_hub: Running):
    anna = await bot_hub.staff_socket()

    nonsense = await anna.ask("command", {"text": "zzzz qqqq"})
    absent = await anna.ask(
        "card.press", {"card": fresh_id(), "button": "save", "client_id": fresh_id()}
    )

    assert nonsense["ok"] or nonsense["error"]["message"]
    assert absent["error"]["code"] == "not_found"


async def test_the_composers_list_has_every_command(bot_hub: Running):
    headers = {"Authorization": f"Bearer {bot_hub.staff_token()}"}

    told = await (await bot_hub.http.get("/api/commands", headers=headers)).json()

    names = {each["name"] for each in told["commands"]}
    assert {"hours", "help"} <= names
    assert all(each["usage"] and each["summary"] for each in told["commands"])
