"""How much one person, one company and one address may ask; what is over says when to come back.

A token bucket in memory: a socket lives in one process, and the hot path pays no round trip. What
is taken in other processes arrives a moment later (hub.realtime.shared_limits).
"""

import math
import time
from collections.abc import Iterable
from dataclasses import dataclass

FULL_SWEEP_AT = 20_000


@dataclass(frozen=True, slots=True)
class Rule:
    """`burst` at once, and `per_second` for ever."""

    burst: float
    per_second: float

    def times(self, factor: float) -> "Rule":
        return Rule(self.burst * factor, self.per_second * factor)


Key = tuple[str, ...]


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float
    burst: float
    # Taken here since others were told.
    untold: float = 0.0


class Limiter:
    def __init__(self) -> None:
        self._buckets: dict[Key, _Bucket] = {}

    def take(self, key: Key, rule: Rule, cost: float = 1.0) -> int | None:
        """None when there is room; else whole seconds to wait, and nothing is taken."""
        return self.take_all([(key, rule)], cost)

    def take_all(self, wanted: Iterable[tuple[Key, Rule]], cost: float = 1.0) -> int | None:
        """From all or from none: who is refused for themselves uses up nothing of their company's."""
        now = time.monotonic()
        buckets = [(self._filled(key, rule, now), rule) for key, rule in wanted]
        waits = [
            max(1, math.ceil((cost - bucket.left) / rule.per_second))
            for bucket, rule in buckets
            if bucket.left < cost
        ]
        if waits:
            return max(waits)
        for bucket, _ in buckets:
            bucket.left -= cost
            bucket.untold += cost
        return None

    def busy(self) -> dict[Key, int]:
        """What was taken since the last look, of those who took half of what they may at once."""
        told = {}
        for key, bucket in self._buckets.items():
            if bucket.untold >= 1 and bucket.left < bucket.burst / 2:
                told[key] = int(bucket.untold)
                bucket.untold -= told[key]
        return told

    def charge(self, key: Key, taken: int) -> None:
        """What was taken elsewhere; nobody owes more than one burst."""
        if (bucket := self._buckets.get(key)) is not None:
            bucket.left = max(-bucket.burst, bucket.left - taken)

    def _filled(self, key: Key, rule: Rule, now: float) -> _Bucket:
        bucket = self._buckets.get(key)
        if bucket is None:
            if len(self._buckets) >= FULL_SWEEP_AT:
                self._sweep(now)
            bucket = self._buckets[key] = _Bucket(rule.burst, now, rule.burst)
        bucket.left = min(rule.burst, bucket.left + (now - bucket.at) * rule.per_second)
        bucket.at = now
        return bucket

    def _sweep(self, now: float) -> None:
        # Idle for minutes is full again, whatever the rule.
        for key in [key for key, each in self._buckets.items() if now - each.at > 300]:  # noqa: PLR2004
            del self._buckets[key]


REFUSED_CONNECTS = Rule(60, 1)
