"""`apply(entries, old) == fresh snapshot`: random histories of the real server, the real reducer."""

import asyncio
import json
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support.hub import Running, Socket, fresh_id

WEB = Path(__file__).parents[3] / "web-widget"
HISTORIES = 25
STEPS = 30
EMOJI = ("👍", "🎉", "❤️")

pytestmark = pytest.mark.sqlite_only


class History:
    """One conversation in which two people do whatever can be done."""

    def __init__(self, conversation: str, people: list[Socket], chance: random.Random) -> None:
        self.conversation = conversation
        self.people = people
        self.chance = chance
        self.messages: list[tuple[Socket, str]] = []
        self.old: list[dict[str, Any]] = []

    async def step(self) -> None:
        who = self.chance.choice(self.people)
        doing = self.chance.choice(["send", "send", "edit", "delete", "react", "react", "status"])
        if doing == "send" or not self.messages:
            sent = await who.send(self.conversation, f"sana {self.chance.random()}")
            self.messages.append((who, sent["entry"]["message"]))
            return
        author, message = self.chance.choice(self.messages)
        by = {"conversation": self.conversation, "message": message, "client_id": fresh_id()}
        if doing == "edit":
            await author.ask("message.edit", {**by, "body": f"muutos {self.chance.random()}"})
        elif doing == "delete":
            await author.ask("message.delete", by)
        elif doing == "react":
            emoji, on = self.chance.choice(EMOJI), self.chance.random() < 0.7
            await who.ask("reaction.set", {**by, "emoji": emoji, "on": on})
        else:
            await self.chance.choice([self._ask_for_material, self._close])()

    async def _ask_for_material(self) -> None:
        """Staff alone: a card that comes to stand in the conversation, with a line that says so."""
        staff, words = self.people[1], {"text": "materials Acme: kuitit 30.12."}
        card = (await staff.ask("command", {**words, "conversation": self.conversation}))["card"]
        pressed = {"card": card["id"], "button": "ask", "client_id": fresh_id()}
        await staff.ask("card.press", {**pressed, "values": {"items": "kuitit"}})

    async def _close(self) -> None:
        closing = {"conversation": self.conversation, "closed": self.chance.random() < 0.5}
        await self.people[1].ask("conversation.close", closing)

    async def log(self, have: int = 0) -> list[dict[str, Any]]:
        asked = {"have": {self.conversation: have}}
        [answer] = (await self.people[0].ask("sync", asked))["conversations"]
        assert answer["complete"]
        entries: list[dict[str, Any]] = answer["entries"]
        return entries

    async def lived(self) -> dict[str, Any]:
        """The history as a device lived it: in disorder, with doubles and losses."""
        middle = self.chance.randrange(STEPS)
        for number in range(STEPS):
            if number == middle:
                self.old = await self.log()
            await self.step()
        alive = [each for each in self.people[0].got("entry") if self._is_mine(each)]
        heard = [each for each in alive if self.chance.random() < 0.8]
        heard += self.chance.sample(heard, k=len(heard) // 3)
        self.chance.shuffle(heard)
        return {
            "conversation": self.conversation,
            "old": self.old,
            "heard": heard,
            "fresh": await self.log(),
        }

    def _is_mine(self, entry: dict[str, Any]) -> bool:
        return bool(entry["conversation"] == self.conversation)


async def test_what_a_device_makes_of_the_stream_is_what_a_new_one_is_told(
    bot_hub: Running, tmp_path: Path
):
    people = [await bot_hub.contact_socket(), await bot_hub.staff_socket()]
    seed = random.randrange(2**32)
    histories = []
    for number in range(HISTORIES):
        opened = await people[1].ask(
            "conversation.open", {"client": "1001", "title": f"Aihe {number}"}
        )
        chance = random.Random(f"{seed} {number}")
        histories.append(await History(opened["conversation"]["id"], people, chance).lived())

    file, program = tmp_path / "histories.json", tmp_path / "replay.mjs"
    file.write_text(json.dumps(histories), encoding="utf-8")
    bundle: list[str | Path] = [
        WEB / "node_modules/.bin/rolldown",
        WEB / "tests/replay.ts",
        "-o",
        program,
    ]
    await run(seed, *bundle, "--format", "esm", "--platform", "node")
    said = await run(seed, "node", program, file)
    assert f"{HISTORIES} histories" in said
    kinds = {entry["kind"] for each in histories for entry in each["fresh"]}
    assert {"message", "edit", "delete", "reaction", "card", "status"} <= kinds, kinds


async def run(seed: int, *command: str | Path) -> str:
    process = await asyncio.create_subprocess_exec(
        *command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    said = (await process.communicate())[0].decode()
    assert process.returncode == 0, f"seed {seed}: {said[:4000]}"
    return said
