"""The main job from end to end, through promised doors, with a process killed on the way."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.slack.manifest import SCOPES
from hub.actions.firm import house_of_only_firm, staff_by_email
from hub.actions.slack import link_slack_user, save_installation
from hub.secrets import Sealer
from tests.support.fake_slack import Channel, FakeSlack, User
from tests.support.installation import (
    SECRET,
    Installation,
    Person,
    Program,
    in_store,
    installed,
    sandbox_invoices,
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

AINO, ACME = "aino.salminen@acme.example", "1001"
ANNA, KAISA = "anna@kirsikka.example", "kaisa@kirsikka.example"
MANY = 40


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(frozenset(SCOPES)) as fake:
        yield fake
        wrong = [(call.method, call.problems) for call in fake.calls if call.problems]
        assert not wrong, "every call must be one that Slack knows"
        await fake.pushes.stop()


@pytest.fixture
async def firm(
    database_url: str, request: pytest.FixtureRequest, slack: FakeSlack, tmp_path: Path
) -> AsyncIterator[tuple[Installation, bool]]:
    """The demo's firm; on PostgreSQL with Redis between two processes, else one on SQLite."""
    is_grown_up = database_url.startswith("postgres")
    redis_url = request.getfixturevalue("redis_url") if is_grown_up else ""
    async with installed(
        tmp_path,
        database_url,
        redis_url=redis_url,
        KIRJURI_SLACK_API_URL=slack.base_url,
        KIRJURI_SLACK_CLIENT_ID=slack.client_id,
        KIRJURI_SLACK_CLIENT_SECRET=slack.client_secret,
        KIRJURI_SLACK_SIGNING_SECRET=slack.signing_secret,
        KIRJURI_SLACK_UNDO_SECONDS="1",
    ) as installation:
        yield installation, is_grown_up


@dataclass
class Story:
    """Who is in it, and where."""

    slack: FakeSlack
    anna: User
    aino: Person
    kaisa: Person
    place: str
    notes: str
    channel: Channel | None = None


async def test_a_client_writes_and_an_invoice_stands_in_procountor(firm, slack, database_url):
    installation, is_grown_up = firm
    anna, kaisa_in_slack = slack.add_user("Anna", ANNA), slack.add_user("Kaisa", KAISA)
    await in_store(database_url, lambda: _connect_slack(slack, anna, kaisa_in_slack))
    sandbox = await installation.sandbox()
    first = await installation.hub()
    second = await installation.hub() if is_grown_up else None
    slack.deliver_to((second or first).address)
    aino = await installation.contact(first, AINO, ACME)
    kaisa = await installation.staff(second or first, KAISA)
    conversation = kaisa.conversation(ACME)
    story = Story(slack, anna, aino, kaisa, conversation["id"], conversation["notes"])

    await _a_client_writes_and_slack_answers(story)
    await _one_process_dies_while_the_client_writes(story, installation, first, second)
    await _hours_are_logged_from_slack(story)
    await _an_invoice_is_pushed_from_the_console(story, sandbox)
    await _the_bulletin_is_acknowledged(story)


async def _a_client_writes_and_slack_answers(story: Story) -> None:
    """The console and Slack see it; the thread stays inside but for what is marked."""
    slack, aino, kaisa, place = story.slack, story.aino, story.kaisa, story.place
    await aino.send(place, "Hei, onko alv jo ilmoitettu?")
    await kaisa.until(lambda: "Hei, onko alv jo ilmoitettu?" in kaisa.texts(place))
    story.channel, root = await _slack_shows(slack, "onko alv jo ilmoitettu?")

    await slack.post(story.anna, story.channel, "Tarkistan ensin Mikolta", root)
    await slack.post(story.anna, story.channel, "&gt;&gt; Kyllä, eilen. Maksa 12. päivä.", root)
    await aino.until(lambda: any("Kyllä, eilen" in text for text in aino.texts(place)))
    await kaisa.until(lambda: "Tarkistan ensin Mikolta" in kaisa.texts(story.notes))
    assert not any("Mikolta" in text for text in aino.texts(place)), "internal by default"


async def _one_process_dies_while_the_client_writes(
    story: Story, installation: Installation, first: Program, second: Program | None
) -> None:
    """SIGKILL half-way: the client goes on at the other process, or at the one started anew."""
    aino, kaisa, place = story.aino, story.kaisa, story.place
    sent = [f"viesti {number}" for number in range(MANY)]
    survivor = second
    for number, text in enumerate(sent):
        if number == MANY // 2:
            first.kill()
            survivor = second or await installation.hub()
            story.slack.deliver_to(survivor.address)
        await aino.send(place, text, elsewhere=survivor.address if survivor else "")
    assert survivor is not None
    await kaisa.connect(survivor.address)
    await kaisa.until(lambda: set(sent) <= set(kaisa.texts(place)))
    await aino.sync()
    for person in (aino, kaisa):
        mine = [text for text in person.texts(place) if text.startswith("viesti ")]
        assert mine == sent, "nothing lost, nothing doubled, in order"
        assert not person.doubled


async def _hours_are_logged_from_slack(story: Story) -> None:
    """A preview for Anna's eyes, and Save."""
    slack, anna = story.slack, story.anna
    assert story.channel is not None
    answer = await slack.command(anna, story.channel, "/hours", "1,5 Acme alv")
    assert answer.status == 200
    await _settled(slack, lambda: _live(slack, anna, "card:save") is not None)
    await slack.press(anna, _live(slack, anna, "card:save"), "card:save")
    await _settled(slack, lambda: _live(slack, anna, "card:save") is None)


async def _an_invoice_is_pushed_from_the_console(story: Story, sandbox: Program) -> None:
    """Approved, pushed, pressed twice: one invoice, and its number comes back into the notes."""
    kaisa, notes = story.kaisa, story.notes
    period = kaisa.hello["server_time"][:7]
    answered = await kaisa.command(f"/invoice Acme {period}", story.place)
    assert answered["ok"], answered
    card = answered["card"]
    assert any(button["id"] == "approve" for button in card["buttons"]), card
    card = await kaisa.press(card, "approve")
    card = await kaisa.press(card, "push")
    await kaisa.until(
        lambda: any(each["state"] == "done" for each in kaisa.cards(notes, "invoice")),
        "the result is told in the notes",
    )
    await kaisa.press(card, "push")
    [invoice] = await sandbox_invoices(sandbox)
    told = [e["body"] for e in kaisa.entries[notes].values() if e["kind"] == "status"]
    assert any(str(invoice["invoiceNumber"]) in text for text in told), told
    assert not story.aino.cards(story.place, "invoice"), "money is not the client's chat"


async def _the_bulletin_is_acknowledged(story: Story) -> None:
    """One press of the client's, and the roll-up by company says so."""
    [bulletin] = story.aino.cards(story.place, "bulletin")
    done = await story.aino.press(bulletin, "acknowledge")
    assert any(field["label"] == "Aino Salminen" for field in done["fields"]), done
    receipts = await story.kaisa.command("/bulletin receipts")
    assert "1/40" in receipts["card"]["lines"][0], receipts


async def _connect_slack(slack: FakeSlack, anna, kaisa) -> None:
    house = await house_of_only_firm()
    await save_installation(
        house,
        team_id=slack.team.id,
        team_name=slack.team.name,
        enterprise_id="",
        app_id=slack.app_id,
        bot_id=slack.team.bot_id,
        bot_user_id=slack.team.bot_user_id,
        bot_token=slack.bot_token,
        scopes=",".join(SCOPES),
        sealer=Sealer(SECRET),
    )
    for email, user in ((ANNA, anna), (KAISA, kaisa)):
        person = await staff_by_email(email)
        assert person.id
        await link_slack_user(house, staff_id=person.id, team_id=slack.team.id, user_id=user.id)


async def _slack_shows(slack: FakeSlack, text: str):
    """The channel, and the root of the thread in which a text stands."""

    def found():
        for channel in slack.world.channels.values():
            for message in channel.in_order():
                if text in str(message.blocks) + message.text:
                    return channel, message.thread_ts
        return None

    await _settled(slack, lambda: found() is not None)
    return found()


async def _settled(slack: FakeSlack, holds) -> None:
    async with asyncio.timeout(15):
        while not holds():
            await asyncio.sleep(0.1)
            await slack.settle()


def _live(slack: FakeSlack, user, action: str):
    """The newest message shown to the user alone that has this button."""
    shown = [each for each in slack.ephemerals_of(user) if action in each.buttons]
    return shown[-1] if shown else None
