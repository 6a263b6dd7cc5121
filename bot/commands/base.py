"""What a command is, and what it is told about the person and the moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from bot.language import Vocabulary
from hub.access import Asker
from hub.cards import Card


@dataclass(frozen=True, slots=True)
class Context:
    """On whose behalf, on which day, in which words; the conversation when there is one."""

    asker: Asker
    today: date
    vocabulary: Vocabulary
    conversation_id: UUID | None = None
    # The number of the conversation's client, so that it need not be typed.
    client: str | None = None

    @property
    def language(self) -> str:
        return self.asker.language


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button of a kept card that somebody pressed, with what the form held."""

    card: Card
    payload: Mapping[str, Any]
    button: str
    values: Mapping[str, str]
    # The press's own id: the same again is the same press.
    client_id: str
    version: int

    @property
    def card_id(self) -> UUID:
        if self.card.id is None:
            raise ValueError("a card without an id has no live buttons")
        return self.card.id


class Command(Protocol):
    """A command is written once and used from console, Slack and the command line.

    `name` is what people type after the slash, `words` other names in fi, sv and en. Usage and
    summary are the sentences `<name>.usage` and `<name>.summary` of the catalogue.
    """

    @property
    def name(self) -> str: ...
    @property
    def words(self) -> tuple[str, ...]: ...

    async def answer(self, text: str, context: Context) -> Card:
        """Understand the text after the command word; writes nothing but the card it keeps.

        Raises UserError with a sentence for the person.
        """

    async def press(self, pressed: Pressed, context: Context) -> Card:
        """Do what a button says, once, and return the card's new state."""
