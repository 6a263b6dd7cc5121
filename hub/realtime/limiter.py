"""How much one person, one company and one address may ask; what is over says when to come back.

A token bucket in memory: a socket lives in one process, and the hot path pays no round trip.
"""

import math
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

FULL_SWEEP_AT = 20_000


@dataclass(frozen=True, slots=True)
class Rule:
    """`burst` at once, and `per_second` for ever."""

    burst: float
    per_second: float

    def times(self, factor: float) -> "Rule":
        return Rule(self.burst * factor, self.per_second * factor)


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Limiter:
    def __init__(self) -> None:
        self._buckets: dict[tuple[str, ...], _Bucket] = {}

    def take(self, key: tuple[str, ...], rule: Rule, cost: float = 1.0) -> int | None:
        """None when there is room; else whole seconds to wait, and nothing is taken."""
        now = time.monotonic()
        bucket = self._bucket(key, rule, now)
        bucket.left = min(rule.burst, bucket.left + (now - bucket.at) * rule.per_second)
        bucket.at = now
        if bucket.left < cost:
            return max(1, math.ceil((cost - bucket.left) / rule.per_second))
        bucket.left -= cost
        return None

    def take_all(self, wanted: Iterable[tuple[tuple[str, ...], Rule]]) -> int | None:
        waits = [wait for key, rule in wanted if (wait := self.take(key, rule)) is not None]
        return max(waits, default=None)

    def _bucket(self, key: tuple[str, ...], rule: Rule, now: float) -> _Bucket:
        bucket = self._buckets.get(key)
        if bucket is None:
            if len(self._buckets) >= FULL_SWEEP_AT:
                self._sweep(now)
            bucket = self._buckets[key] = _Bucket(rule.burst, now)
        return bucket

    def _sweep(self, now: float) -> None:
        # Idle for minutes is full again, whatever the rule.
        for key in [key for key, each in self._buckets.items() if now - each.at > 300]:  # noqa: PLR2004
            del self._buckets[key]


ANYTHING = Rule(300, 50)
RULES: Mapping[str, Rule] = {
    "hello": Rule(60, 6),
    "message.send": Rule(300, 50),
    "message.edit": Rule(100, 20),
    "message.delete": Rule(100, 20),
    "reaction.set": Rule(100, 20),
    "read.mark": Rule(200, 50),
    "sync": Rule(60, 6),
    "history": Rule(100, 20),
    "search": Rule(30, 3),
    "conversation.open": Rule(20, 0.2),
    "typing": Rule(30, 5),
    "command": Rule(60, 10),
    "card.press": Rule(60, 10),
}
STAFF_FACTOR = 4.0
COMPANY_FACTOR = 3.0
CONNECTS = Rule(300, 20)
REFUSED_CONNECTS = Rule(60, 1)
