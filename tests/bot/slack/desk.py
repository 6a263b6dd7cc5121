"""The real hub with Slack's doors, a fake Slack that pushes at them, and what each side sees."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from bot.slack.app import SlackBot
from hub import clock, outbox
from hub.access import Asker, contact_asker, house_asker, staff_asker
from hub.actions.cards import keep_card, update_card
from hub.actions.chat import send_message
from hub.actions.conversations import open_conversation
from hub.actions.files import Incoming, receive_file
from hub.actions.slack import link_slack_channel, link_slack_user, save_installation
from hub.cards import Button, Card
from hub.clock import now
from hub.errors import UserError
from hub.jobs.to_client import ToClientChannel
from hub.queries.chat import entries_after
from hub.realtime.bot_port import CommandInfo
from hub.secrets import Sealer
from hub.settings import Settings
from models.chat import Conversation
from models.clients import Client, Contact, Responsibility
from models.firm import Firm, Role, Staff
from tests.support.fake_slack import Channel, FakeSlack, Message, User

SECRET = "a secret of the tests that is long enough"


class Clerk:
    """A bot that echoes, keeps its cards live, and counts what was pressed."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, UUID | None]] = []
        self.pressed: list[tuple[str, dict[str, str]]] = []

    async def answer(self, text: str, asker: Asker, conversation_id: UUID | None) -> Card:
        self.asked.append((text, asker.name, conversation_id))
        if "25 h" in text:
            raise UserError("slack.no_note")
        card = Card("echo", f"Save {text}?", buttons=(Button("save", "Save", "primary"),))
        return await keep_card(asker, card, command="echo", payload={"text": text})

    async def press(
        self, card_id: UUID, button: str, values: dict[str, str], asker: Asker, client_id: str
    ) -> Card:
        self.pressed.append((button, values))
        done = Card("echo", f"Saved by {asker.name}", state="done")
        return await update_card(asker, card_id, done)

    def commands(self, language: str) -> list[CommandInfo]:
        names = ("hours", "status", "task", "materials", "invoice", "bulletin", "reminders", "help")
        return [CommandInfo(name, f"{name} …", f"{name} in {language}") for name in names]


@dataclass
class Desk:
    """Both ends of the bridge: Anna at the firm, Aino at Acme, and Slack between them."""

    slack: FakeSlack
    bot: SlackBot
    clerk: Clerk
    firm: Firm
    staff: dict[str, Asker]
    contacts: dict[str, Asker]
    conversation_id: UUID
    notes_id: UUID
    anna: User
    address: str
    _numbers: int = 0

    # --- what people do in the hub ---

    async def client_writes(self, body: str, **more: Any) -> UUID:
        """Aino writes in the widget; gives the message's id."""
        return await self.write(self.contacts["aino"], self.conversation_id, body, **more)

    async def write(self, asker: Asker, conversation_id: UUID, body: str, **more: Any) -> UUID:
        self._numbers += 1
        entry = await send_message(
            asker, conversation_id, client_id=f"t{self._numbers}", body=body, **more
        )
        await self.settle()
        assert entry.message
        return entry.message

    # --- what people see in the hub ---

    async def client_sees(self) -> list[str]:
        """The texts in the client's conversation, as they stand now."""
        return await self.texts(self.contacts["aino"], self.conversation_id)

    async def notes(self) -> list[str]:
        return await self.texts(self.staff["anna"], self.notes_id)

    async def texts(self, asker: Asker, conversation_id: UUID) -> list[str]:
        shown: dict[UUID | None, str] = {}
        for entry in (await entries_after(asker, conversation_id, 0)).entries:
            if entry.kind in {"message", "edit"}:
                shown[entry.message] = entry.body or ""
            elif entry.kind == "delete":
                shown.pop(entry.message, None)
        return list(shown.values())

    async def sent_to_client(self) -> str:
        """Everything that was ever told to the client, whole."""
        page = await entries_after(self.contacts["aino"], self.conversation_id, 0)
        return "\n".join(str(entry.as_json()) for entry in page.entries)

    # --- Slack ---

    @property
    def channel(self) -> Channel:
        """Acme's channel, which the bot made."""
        [channel] = [c for c in self.slack.world.channels.values() if c.name.startswith("as-")]
        return channel

    @property
    def root(self) -> Message:
        return self.channel.in_order()[0]

    @property
    def thread(self) -> list[Message]:
        """What stands under the root card."""
        return self.channel.thread(self.root.ts)[1:]

    async def reply(self, text: str, by: User | None = None) -> Message:
        """Somebody answers in the client's thread."""
        if by is not None and by.id not in self.channel.members:
            self.channel.members.append(by.id)
        message = await self.slack.post(by or self.anna, self.channel, text, self.root.ts)
        await self.settle()
        return message

    async def settle(self, later_s: float = 0) -> None:
        """Let everything that is under way arrive; `later_s` looks that far ahead."""
        with clock.travel(now() + timedelta(seconds=later_s)) if later_s else ExitStack():
            while True:
                await self.slack.settle()
                await self.bot.idle()
                handled = await self.bot.inbox.drain() + await outbox.drain(self.bot.channel)
                if not handled + await outbox.drain(ToClientChannel()):
                    return

    async def sent_in_notes(self) -> str:
        page = await entries_after(self.staff["anna"], self.notes_id, 0)
        return "\n".join(str(entry.as_json()) for entry in page.entries)

    async def message_id(self, body: str) -> UUID:
        """The message in the client's conversation that reads so."""
        page = await entries_after(self.contacts["aino"], self.conversation_id, 0)
        return next(e.message for e in page.entries if e.body == body and e.message)

    async def client_uploads(self, name: str, content: bytes) -> UUID:
        async def chunks() -> AsyncIterator[bytes]:
            yield content

        assert self.bot.files.rules
        incoming = Incoming(self.conversation_id, f"up-{name}", name, chunks())
        return (await receive_file(self.contacts["aino"], incoming, self.bot.files.rules)).id

    def shown(self, message: Message) -> str:
        """What a reader sees of a message."""
        return "\n".join(_words(message.blocks)) or message.text


def _words(thing: Any) -> list[str]:
    if isinstance(thing, list):
        return [word for each in thing for word in _words(each)]
    if not isinstance(thing, dict):
        return []
    own = [thing["text"]] if isinstance(thing.get("text"), str) else []
    return own + [word for value in thing.values() for word in _words(value)]


def settings_for(slack: FakeSlack, data: Any, **changes: Any) -> Settings:
    return Settings(
        **{
            "_env_file": None,
            "data": data,
            "secret": SECRET,
            "slack_api_url": slack.base_url,
            "slack_client_id": slack.client_id,
            "slack_client_secret": slack.client_secret,
            "slack_signing_secret": slack.signing_secret,
            **changes,
        },
    )


async def furnish(slack: FakeSlack, bot: SlackBot, clerk: Clerk, address: str) -> Desk:
    firm = await Firm.create(name="Tilitoimisto Testi", language="en")
    house = house_asker(firm)
    await save_installation(
        house,
        team_id=slack.team.id,
        team_name=slack.team.name,
        enterprise_id="",
        app_id=slack.app_id,
        bot_id=slack.team.bot_id,
        bot_user_id=slack.team.bot_user_id,
        bot_token=slack.bot_token,
        scopes="",
        sealer=Sealer(SECRET),
    )
    staff = {}
    for name in ("anna", "mikko"):
        row = await Staff.create(
            firm=firm, name=name.title(), email=f"{name}@tilitoimisto.example",
            role=Role.OWNER, language="en",
        )  # fmt: skip
        staff[name] = staff_asker(row, "console")
    acme = await Client.create(firm=firm, number="1001", name="Acme Oy", search_text="acme oy")
    await Responsibility.create(firm=firm, client=acme, staff_id=staff["anna"].id)
    aino = await Contact.create(
        firm=firm, client=acme, external_id="u1", name="Aino Virtanen", language="fi"
    )
    anna = slack.add_user("Anna")
    assert staff["anna"].id
    await link_slack_user(house, staff_id=staff["anna"].id, team_id=slack.team.id, user_id=anna.id)
    opened = await open_conversation(house_asker(firm, "demo"), client="1001", title="VAT")
    twin = await Conversation.get(notes_of_id=opened)
    return Desk(
        slack, bot, clerk, firm, staff, {"aino": contact_asker(aino)}, opened, twin.id,
        anna, address,
    )  # fmt: skip


async def use_channel(desk: Desk, channel: Channel, *, is_direct: bool = False) -> None:
    """Let an existing channel be Acme's."""
    await link_slack_channel(
        house_asker(desk.firm), client="1001", team_id=channel.team.id, channel_id=channel.id,
        is_direct=is_direct,
    )  # fmt: skip


async def wait_for(seconds: float) -> None:
    """Real time, where the grace given to overtaking events is the subject."""
    await asyncio.sleep(seconds)
