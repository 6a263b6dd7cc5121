"""The names a firm's people may type, indexed once; and the clients that a text names."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.language.activities import ActivityIndex, ActivityName
from bot.language.billing import is_billing_word
from bot.language.clients import ClientIndex, ClientName
from bot.language.comments import Span, left_over
from bot.language.dates import is_day_word
from bot.language.durations import UNIT_WORDS
from bot.language.naming import find_names, find_numbers_of_clients, find_phrases, settle
from bot.language.periods import is_month
from bot.language.weekdays import is_weekday
from bot.language.words import Line, Token


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A firm's clients and activities. Build it with `Vocabulary.of`; asking it is cheap."""

    clients: tuple[ClientName, ...]
    activities: tuple[ActivityName, ...]
    client_index: ClientIndex
    activity_index: ActivityIndex

    def __repr__(self) -> str:
        return f"<{len(self.clients)} clients and {len(self.activities)} activities>"

    @classmethod
    def of(cls, clients: Iterable[ClientName], activities: Iterable[ActivityName]) -> "Vocabulary":
        """The vocabulary of these names; for 2,000 clients this takes a quarter of a second."""
        all_clients, all_activities = tuple(clients), tuple(activities)
        activity_index = ActivityIndex.of(all_activities)
        known: dict[str, bool] = {}

        def is_meaning(word: str) -> bool:
            if word not in known:
                known[word] = any(_means(each, activity_index) for each in Line.of(word).tokens())
            return known[word]

        return cls(
            all_clients, all_activities, ClientIndex.of(all_clients, is_meaning), activity_index
        )

    def means(self, token: Token) -> bool:
        """Whether a word says something alone: a number, month, weekday, unit, activity, billing."""
        return _means(token, self.activity_index)


@dataclass(frozen=True, slots=True)
class ClientMatch:
    """Which clients a text names.

    `numbers`: one is the answer, several fit equally well, none is named. `spans` are the places
    of their names as (start, end) in the text's composed form; `rest` is the text without them.
    """

    numbers: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    rest: str


def find_clients(text: str, vocabulary: Vocabulary) -> ClientMatch:
    """The clients that a text names by number, name, alias or words of a name.

    Numbers, months, weekdays and activity words are taken for a name only where the whole stands.
    """
    line, index = Line.of(text), vocabulary.client_index
    parts = find_phrases(line, index, vocabulary.means)
    parts += find_numbers_of_clients(line.without(parts), index, digits=1)
    parts += find_names(line.without(parts), index, vocabulary.means)
    clients, counting = settle(parts)
    spans = sorted(Span(part.start, part.end) for part in counting)
    numbers = sorted(index.clients[client].number for client in clients)
    return ClientMatch(
        tuple(numbers),
        tuple((span.start, span.end) for span in spans),
        left_over(line, spans) or "",
    )


def _means(token: Token, activities: ActivityIndex) -> bool:
    word = token.plain
    return (
        word[:1].isnumeric()
        or word in UNIT_WORDS
        or is_month(word)
        or is_weekday(word)
        or is_day_word(word)
        or is_billing_word(word)
        or activities.means(token)
    )
