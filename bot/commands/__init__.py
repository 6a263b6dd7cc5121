"""Every command by its name, and the two ways in: a typed line and a pressed button."""

from uuid import UUID

from bot.commands.base import Command, Context, Pressed
from bot.commands.bulletin import Bulletin
from bot.commands.help import Help
from bot.commands.hours import Hours
from bot.commands.invoice import Invoice
from bot.commands.materials import Materials
from bot.commands.reminders import Reminders
from bot.commands.status import Status
from bot.commands.task import Task
from bot.commands.vocabulary import vocabulary_of
from hub.access import Asker, require_staff
from hub.actions.cards import shown_card
from hub.cards import Card
from hub.clock import today
from hub.errors import NotFoundError, UserError
from hub.queries.clients import client_number_of_conversation
from hub.texts import say

# In the order in which they are listed.
_EVERY: tuple[Command, ...] = (
    Hours(),
    Task(),
    Status(),
    Materials(),
    Invoice(),
    Bulletin(),
    Reminders(),
)
COMMANDS: dict[str, Command] = {command.name: command for command in _EVERY}
COMMANDS["help"] = Help(COMMANDS)

_BY_WORD = {word: each for each in COMMANDS.values() for word in (each.name, *each.words)}


async def answer(text: str, asker: Asker, conversation_id: UUID | None = None) -> Card:
    """The card that answers a typed command, with or without its slash.

    Raises UserError when there is no such command, or the command cannot be understood. Contacts
    press buttons, but type no commands.
    """
    require_staff(asker)
    word, _, rest = text.strip().removeprefix("/").partition(" ")
    command = _BY_WORD.get(word.casefold().removesuffix(":"))
    if command is None:
        raise UserError("bot.no_such_command", word=word)
    return await command.answer(rest.strip(), await _context(asker, conversation_id))


async def press(
    card_id: UUID, button: str, values: dict[str, str], asker: Asker, client_id: str
) -> Card:
    """The card after a button was pressed; a button that it no longer has changes nothing."""
    stored, card = await shown_card(asker, card_id)
    if button not in {each.id for each in card.buttons}:
        return card
    command = COMMANDS.get(stored.command)
    if command is None:
        raise NotFoundError
    pressed = Pressed(card, stored.payload, button, values, client_id, stored.version)
    return await command.press(pressed, await _context(asker, stored.conversation_id))


def refusal(error: UserError, language: str) -> Card:
    """A refusal as a card, for the faces that show only cards."""
    return Card(kind="refusal", title=error.say(language), state="failed")


def usage(command: Command, language: str) -> tuple[str, str]:
    """How a command is typed, and what it does, in a person's language."""
    return say(f"{command.name}.usage", language), say(f"{command.name}.summary", language)


async def _context(asker: Asker, conversation_id: UUID | None) -> Context:
    return Context(
        asker=asker,
        today=today(),
        vocabulary=await vocabulary_of(asker),
        conversation_id=conversation_id,
        client=await client_number_of_conversation(asker, conversation_id),
    )
