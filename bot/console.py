"""The bot in the web console: what the socket's `command` and `card.press` reach."""

from uuid import UUID

from bot import commands
from hub.access import Asker
from hub.cards import Card
from hub.realtime.bot_port import CommandInfo


class ConsoleBot:
    """Answers staff in the console, and presses of cards from either side."""

    async def answer(self, text: str, asker: Asker, conversation_id: UUID | None) -> Card:
        return await commands.answer(text, asker, conversation_id)

    async def press(
        self, card_id: UUID, button: str, values: dict[str, str], asker: Asker, client_id: str
    ) -> Card:
        return await commands.press(card_id, button, values, asker, client_id)

    def commands(self, language: str) -> list[CommandInfo]:
        """The commands with their usage, for the composer's list."""
        listed = []
        for command in commands.COMMANDS.values():
            usage, summary = commands.usage(command, language)
            listed.append(CommandInfo(name=command.name, usage=usage, summary=summary))
        return listed
