"""Figures that a process counts while it runs, for /metrics. Numbers only, never people."""

from bisect import bisect_left
from collections.abc import Iterable

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 10.0, 60.0, 600.0, 3600.0)  #: seconds


class Histogram:
    """How often each span of time was seen; the last count is of everything above the last bound."""

    def __init__(self, bounds: tuple[float, ...] = BOUNDS) -> None:
        self.bounds, self.counts, self.total = bounds, [0] * (len(bounds) + 1), 0.0

    def saw(self, seconds: Iterable[float]) -> None:
        for each in seconds:
            self.counts[bisect_left(self.bounds, each)] += 1
            self.total += each

    def buckets(self) -> list[tuple[str, float]]:
        """Upper bound to how many were at most that, as Prometheus wants them."""
        names, summed, found = (*map(str, self.bounds), "+Inf"), 0, []
        for name, count in zip(names, self.counts, strict=True):
            summed += count
            found.append((name, float(summed)))
        return found


class Measures:
    """One a process."""

    def __init__(self) -> None:
        self.lateness = Histogram()  #: seconds between the moment of a timer and its being written
        self.loop_lag = Histogram()  #: seconds that the loop came round late
        self.recounted = 0  #: promises that moved because the hours changed
        self.recounting = False
        self.offers_missed = 0  #: offers that rang out
        self.queue_repairs = 0  #: places of the live index that differed from the store, and were put right
        self.queue_rebuilds = 0  #: how often the live index was lost and built again
