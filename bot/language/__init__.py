"""Durations, dates, clients and activities as people write them: a closed grammar, never a guess."""

from bot.language.activities import ActivityName
from bot.language.clients import ClientName
from bot.language.dates import parse_day
from bot.language.hours import understand_hours
from bot.language.numbers import parse_duration
from bot.language.periods import parse_period
from bot.language.results import Ask, Partial, Refused, Understood
from bot.language.vocabulary import ClientMatch, Vocabulary, find_clients

__all__ = [
    "ActivityName",
    "Ask",
    "ClientMatch",
    "ClientName",
    "Partial",
    "Refused",
    "Understood",
    "Vocabulary",
    "find_clients",
    "parse_day",
    "parse_duration",
    "parse_period",
    "understand_hours",
]
