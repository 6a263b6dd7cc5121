"""/help — the list of commands, or one command with examples."""

from collections.abc import Mapping

from bot.cards import Card, CardField
from bot.commands.base import Command, Context, Pressed
from hub.errors import NotFoundError
from hub.texts import catalogue, say


class Help:
    name = "help"
    words = ("apua", "ohje", "ohjeet", "hjälp", "?")

    def __init__(self, commands: Mapping[str, Command]) -> None:
        self._commands = commands

    async def answer(self, text: str, context: Context) -> Card:
        """Everything that can be asked, or how one thing is asked."""
        word = text.strip().removeprefix("/").casefold()
        if not word:
            return self._list(say("help.title", context.language), context.language)
        for command in self._commands.values():
            if word in {command.name, *command.words}:
                return _one(command, context.language)
        title = say("help.unknown", context.language, word=word[:40])
        return self._list(title, context.language)

    async def press(self, pressed: Pressed, context: Context) -> Card:  # noqa: ARG002
        # Help only tells; no card of it is kept.
        raise NotFoundError

    def _list(self, title: str, language: str) -> Card:
        lines = [
            say(
                "help.line",
                language,
                usage=say(f"{each.name}.usage", language),
                summary=say(f"{each.name}.summary", language),
            )
            for each in self._commands.values()
        ]
        return Card("help", title, lines=(*lines, say("help.more", language)), state="info")


def _one(command: Command, language: str) -> Card:
    """How it is typed, by example; the words it also goes by."""
    key = f"{command.name}.examples"
    if key not in catalogue(language):
        key = f"{command.name}.usage"
    names = ", ".join(f"/{word}" for word in (command.name, *command.words))
    return Card(
        kind="help",
        title=say(f"{command.name}.summary", language),
        lines=tuple(say(key, language).splitlines()),
        fields=(CardField(say("help.names", language), names),),
        state="info",
    )
