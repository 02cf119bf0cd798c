"""The only place that reads the time."""

import time
from datetime import datetime, timedelta
from typing import Protocol

from router.domain.moments import EPOCH


class Clock(Protocol):
    def now(self) -> datetime:
        """Wall time, aware, UTC."""

    def monotonic(self) -> float:
        """Seconds that only go forward, from an unknown start."""


class SystemClock:
    """The machine's own clocks."""

    def now(self) -> datetime:
        return EPOCH + timedelta(microseconds=time.time_ns() // 1000)

    def monotonic(self) -> float:
        return time.monotonic()


class Steadiness:
    """Tells whether the wall clock can be believed: does it keep pace with the monotonic one?

    After a jump of more than `tolerance` it is not believed until it has held for `hold` seconds.
    """

    def __init__(self, clock: Clock, tolerance: float = 2.0, hold: float = 60.0) -> None:
        self._clock, self._tolerance, self._hold = clock, tolerance, hold
        self._wall, self._steady = clock.now(), clock.monotonic()
        self._doubted_until: float | None = None

    def believed(self) -> bool:
        wall, steady = self._clock.now(), self._clock.monotonic()
        drift = abs((wall - self._wall).total_seconds() - (steady - self._steady))
        self._wall, self._steady = wall, steady
        if drift > self._tolerance:
            self._doubted_until = steady + self._hold
        if self._doubted_until is not None and steady >= self._doubted_until:
            self._doubted_until = None
        return self._doubted_until is None
