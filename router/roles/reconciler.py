"""The reconciler: holds the live index beside the store every minute, repairs what differs, and builds it anew when it was lost.

An act is written first and told to the index a moment later. So what differs at first sight is looked at again after a while,
and only what still stands wrong is repaired and counted.
"""

import asyncio
from collections.abc import Sequence

import structlog

from router.clock import Clock
from router.domain.errors import StoreDown
from router.measures import Measures
from router.queues.base import Index, no_place, place_of
from router.steps.rebuild_queues import rebuilt
from router.store.base import Store

log = structlog.get_logger()
EVERY = 60.0  #: seconds between two comparisons
SETTLE = 2.0  #: seconds, after which what was written has been told
PAGE = 1000  #: places compared at once
AT_ONCE = 200  #: cases read again at once
AGAIN = 1.0  #: seconds to wait for a store or an index that is away


class Reconciler:
    """One a deployment is enough; two do no harm, for what stands right stays."""

    def __init__(
        self, store: Store, queues: Index, clock: Clock, measures: Measures | None = None, settle: float = SETTLE
    ) -> None:
        self._store, self._queues, self._clock = store, queues, clock
        self.measures, self._settle = measures or Measures(), settle

    async def run(self) -> None:
        """Compare at once, for nobody knows what a process before us left untold."""
        within = 0.0
        while True:
            try:
                await (self.rebuild() if await self._queues.lost(within) else self.look())
                within = EVERY
            except StoreDown as error:
                log.error("queues.not-compared", reason=str(error))
                within = 0.0
                await asyncio.sleep(AGAIN)

    async def rebuild(self) -> int:
        """Returns how many places differed."""
        began = self._clock.monotonic()
        differed = await rebuilt(self._store, self._queues)
        self.measures.queue_rebuilds += 1
        log.warning("queues.rebuilt", differed=differed, seconds=round(self._clock.monotonic() - began, 3))
        return differed

    async def look(self) -> int:
        """Once through all of it; returns how many were repaired."""
        suspects = await self._suspects()
        if not suspects:
            return 0
        await asyncio.sleep(self._settle)
        repaired = 0
        for first in range(0, len(suspects), AT_ONCE):
            repaired += await self._repair(suspects[first : first + AT_ONCE])
        self.measures.queue_repairs += repaired
        if repaired:
            log.warning("queues.repaired", places=repaired)
        return repaired

    async def _suspects(self) -> Sequence[str]:
        """What the store has and the index has otherwise, then what only the index has."""
        mark, after, found = await self._queues.mark(), "", list[str]()
        while page := await self._store.places(after, PAGE):
            after = page[-1].reference
            found += await self._queues.differing(page, mark)
        known = set(found)
        return found + [each for each in await self._queues.surplus(mark) if each not in known]

    async def _repair(self, references: Sequence[str]) -> int:
        mark = await self._queues.mark()
        files = await self._store.files(references)
        places = [place_of(files[each].case) if each in files else no_place(each) for each in references]
        return await self._queues.mend(places, mark)
