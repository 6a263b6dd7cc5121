"""What the doors ask of the bot; assembly hands them one, so that they need not know it."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from hub.access import Asker
from hub.cards import Card


@dataclass(frozen=True, slots=True)
class CommandInfo:
    """A command as the composer lists it, in one language."""

    name: str
    usage: str
    summary: str


class Bot(Protocol):
    async def answer(self, text: str, asker: Asker, conversation_id: UUID | None) -> Card:
        """The card that answers a sentence. Raises UserError with a sentence for the person."""

    async def press(
        self, card_id: UUID, button: str, values: dict[str, str], asker: Asker, client_id: str
    ) -> Card:
        """The card's new state after a button; the same `client_id` again is the same press."""

    def commands(self, language: str) -> list[CommandInfo]:
        """Every command, for the list behind `/`."""
