"""What the bot understands of an hour entry, as the reference phrases state it; writes nothing."""

from datetime import date
from typing import Any

from bot.commands.hours import Hours
from bot.language import Vocabulary, understand_hours

# Without a slash only these: "tunti Acme" and "timme Acme" are entries of an hour.
_PLAIN = frozenset({"hours", "tunnit", "timmar", "h"})


def explain(text: str, vocabulary: Vocabulary, today: date, language: str) -> dict[str, Any]:
    """The reading as JSON: `minutes…`, `ask…` or `error`. The command's word may stand first."""
    first, _, rest = text.strip().partition(" ")
    word = first.casefold()
    slashed = word.startswith("/") and word[1:] in {Hours.name, *Hours.words}
    line = rest if slashed or word in _PLAIN else text
    read = understand_hours(line.strip(), today=today, vocabulary=vocabulary, language=language)
    return read.as_json()
