"""The gatherer: gives one answer to all of a burst, some at a time, and to those who join while it lasts."""

import asyncio

import structlog

from router.domain.errors import Refused, Stale, StoreDown
from router.steps.answer_together import Together

log = structlog.get_logger()
BATCH = 25  #: answers a round: people's own acts go between
LOOK_EVERY = 2.0  #: seconds


class Gatherer:
    """One a deployment is enough; two do no harm, for each answer has its own key."""

    def __init__(self, together: Together) -> None:
        self._together = together

    async def run(self) -> None:
        while True:
            done = 0
            try:
                done = await self.round()
            except (StoreDown, Stale, Refused) as error:
                log.error("gathering.failed", reason=type(error).__name__)
            await asyncio.sleep(0 if done == BATCH else LOOK_EVERY)

    async def round(self) -> int:
        """Returns how many got an answer."""
        done = await self._together.go_on(BATCH)
        if done:
            log.info("gathering.answered", count=done)
        return done
