"""Which client a command is about: named in its text, or the one whose conversation it is."""

from dataclasses import dataclass

from bot.commands.base import Context
from bot.language import find_clients
from hub.errors import UserError


@dataclass(frozen=True, slots=True)
class Named:
    """The client, and what of the text is not its name."""

    number: str
    name: str
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
        return Named(context.client, names[context.client], text.strip())
    if text.strip():
        raise UserError("clients.unknown", field="client", client=text.strip()[:60])
    raise UserError("clients.which", field="client")
