"""The clock role: promises whose moment has come, in small batches, in due order. Timers live in the store alone."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

import structlog

from router.clock import Clock, Steadiness
from router.domain.case import Case
from router.domain.change import Change
from router.domain.errors import NotFound, Refused, StoreDown
from router.domain.promise import Promise
from router.queues.base import Depth, Queues
from router.rules.facts import NO_LOAD
from router.rules.rulebook import Rulebook
from router.steps.apply import applied
from router.steps.carry_out import Around
from router.steps.escalate import escalate
from router.steps.load_file import file_of
from router.steps.loads import loads_of
from router.store.base import Store

log = structlog.get_logger()
BATCH = 100
LOOK_EVERY = 0.25  #: seconds


class Ticker:
    """Fires what is due. After downtime everything due fires once, first due first."""

    def __init__(self, store: Store, queues: Queues, clock: Clock, book: Callable[[], Rulebook]) -> None:
        self._store, self._queues, self._clock, self._book = store, queues, clock, book
        self._steadiness = Steadiness(clock)
        self.alarmed = False

    async def run(self) -> None:
        while True:
            try:
                fired = await self.tick()
            except StoreDown as error:
                log.error("store.down", reason=str(error))
                fired = 0
            if fired < BATCH:
                await asyncio.sleep(LOOK_EVERY)

    async def tick(self) -> int:
        """Fire what is due now; returns how many. Nothing fires while the wall clock cannot be believed."""
        believed = self._steadiness.believed()
        if believed == self.alarmed:
            log.warning("clock.believed" if believed else "clock.jumped")
        self.alarmed = not believed
        if not believed:
            return 0
        due: Sequence[Promise] = await self._store.due(self._clock.now(), BATCH)
        depths = await self._queues.depths() if due else {}
        for promise in due:
            await self._fire(promise, depths)
        return len(due)

    async def _fire(self, promise: Promise, depths: Mapping[str, Depth]) -> None:
        async def verb() -> Change:
            file, now = await file_of(self._store, promise.case), self._clock.now()
            load = loads_of(depths, now).get(file.case.team, NO_LOAD)
            return escalate(file, promise, self._book(), now, await self._around(file.case), load)

        try:
            await applied(self._store, self._queues, verb)
        except (Refused, NotFound) as error:
            log.warning("promise.not-fired", promise=promise.id, reason=str(error))

    async def _around(self, case: Case) -> Around:
        party = await self._store.party(case.party) if case.party else None
        holds = await self._store.loads_of(case.assignee) if case.assignee else None
        return Around(has_phone=bool(party and party.phone), holds=holds)
