"""Satisfaction: what citizens said after closing, from very bad (1) to very good (5), added up for a team (D7, Z9)."""

from collections import Counter
from collections.abc import Iterable

from router.domain.record import Record

WORST, BEST = 1, 5
LEAST = 5  #: answers below which a mean says more about one person than about a team


class Satisfaction(Record):
    """How often each answer was given, the worst first."""

    counts: tuple[int, ...] = (0,) * BEST

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def mean(self) -> float | None:
        """Of 5; None where too few answered."""
        if self.total < LEAST:
            return None
        return sum(score * count for score, count in enumerate(self.counts, WORST)) / self.total


def satisfaction(scores: Iterable[int]) -> Satisfaction:
    """One score a case: its last."""
    counted = Counter(scores)
    return Satisfaction(counts=tuple(counted[score] for score in range(WORST, BEST + 1)))
