"""Which client and month a command is about: named in its text, or the conversation's client."""

from dataclasses import dataclass

from bot.commands.base import Context
from bot.language import find_clients
from bot.language.periods import find_periods
from bot.language.words import SMALL_WORDS, Line
from hub.errors import UserError


@dataclass(frozen=True, slots=True)
class Named:
    """The client, and what of the text is not its name."""

    number: str
    name: str
    rest: str
    # Nobody was named: it is the client whose conversation it is.
    is_places: bool = False


@dataclass(frozen=True, slots=True)
class Months:
    """The months that a text names, None for one that is not settled, and what else it says."""

    named: frozenset[str | None]
    rest: str


def client_in(text: str, context: Context) -> Named:
    """The client that the text names, else the conversation's.

    Raises UserError when none is named, or when several fit: it never guesses.
    """
    names = {each.number: each.name for each in context.vocabulary.clients}
    match = find_clients(text, context.vocabulary)
    if len(match.numbers) == 1:
        return Named(match.numbers[0], names[match.numbers[0]], match.rest)
    if match.numbers:
        fitting = ", ".join(f"{names[number]} ({number})" for number in sorted(match.numbers))
        raise UserError("clients.several", field="client", clients=fitting)
    if context.client is not None and context.client in names:
        return Named(context.client, names[context.client], text.strip(), is_places=True)
    if text.strip():
        raise UserError("clients.unknown", field="client", client=text.strip()[:60])
    raise UserError("clients.which", field="client")


def months_in(text: str, context: Context) -> Months:
    """Small words aside, whoever asks must understand all of the rest, or ask."""
    line = Line.of(text)
    parts = find_periods(line, context.today)
    words = [token for token in line.without(parts).tokens() if token.plain not in SMALL_WORDS]
    rest = " ".join(line.text[word.start : word.end] for word in words)
    return Months(frozenset(part.month for part in parts), rest)
