"""The pulse: how late the loop comes round. What blocks it blocks every page, call and promise of this process."""

import asyncio

import structlog

from router.clock import Clock
from router.measures import Measures

log = structlog.get_logger()
BEAT = 0.1  #: seconds between two looks
TOO_LATE = 1.0  #: seconds, of which somebody should hear


class Pulse:
    """Asks to be woken and sees how late that is."""

    def __init__(self, measures: Measures, clock: Clock) -> None:
        self._measures, self._clock = measures, clock

    async def run(self) -> None:
        while True:
            asked = self._clock.monotonic()
            await asyncio.sleep(BEAT)
            self.woken(asked)

    def woken(self, asked: float) -> None:
        """`asked` is when, on the monotonic clock, it was asked to be woken one beat later."""
        late = max(0.0, self._clock.monotonic() - asked - BEAT)
        self._measures.loop_lag.saw([late])
        if late > TOO_LATE:
            log.error("loop.blocked", seconds=round(late, 1))
