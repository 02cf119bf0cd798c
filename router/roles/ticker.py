"""The clock role: promises whose moment has come, in small batches, in due order. Timers live in the store alone."""

import asyncio
from collections.abc import Callable, Sequence

import structlog

from router.clock import Clock, Steadiness
from router.domain.change import Change
from router.domain.errors import BadRow, Stale, StoreDown
from router.domain.promise import Promise
from router.measures import Measures
from router.queues.base import Queues
from router.rules.rulebook import Rulebook
from router.steps.apply import tell
from router.steps.fire import Surroundings, fired
from router.steps.loads import loads_of
from router.store.base import Store

log = structlog.get_logger()
READ = 1000  #: due ones read at once: a burst is not held up by reading
BATCH = 200  #: in one transaction: some ms, which is what people may wait behind
LOOK_EVERY = 0.25  #: seconds: the longest sleep, so that a jump of the clock is noticed, and a timer of another process


class Ticker:
    """Fires what is due. After downtime everything due fires once, first due first."""

    def __init__(
        self, store: Store, queues: Queues, clock: Clock, book: Callable[[], Rulebook], measures: Measures | None = None
    ) -> None:
        self._store, self._queues, self._clock, self._book = store, queues, clock, book
        self._steadiness = Steadiness(clock)
        self.measures = measures or Measures()
        self.alarmed = False
        self._apart = set[tuple[str, int]]()  #: timers that cannot be fired, by promise and generation: said once

    async def run(self) -> None:
        while True:
            try:
                if await self.tick() < READ:
                    await self._sleep()
            except StoreDown as error:
                log.error("store.down", reason=str(error))
                await asyncio.sleep(LOOK_EVERY)

    async def tick(self) -> int:
        """Fire what is due now; returns how many. Nothing fires while the wall clock cannot be believed."""
        believed = self._steadiness.believed()
        if believed == self.alarmed:
            log.warning("clock.believed" if believed else "clock.jumped")
        self.alarmed = not believed
        if not believed:
            return 0
        found = await self._store.due(self._clock.now(), READ + len(self._apart))
        due = [promise for promise in found if (promise.id, promise.generation) not in self._apart]
        await self._fire(due)
        return len(due)

    async def _sleep(self) -> None:
        """Until the next moment, or one that is written meanwhile and comes before it."""
        if self.alarmed:
            await asyncio.sleep(LOOK_EVERY)
            return
        next_at = await self._store.next_at()
        left = LOOK_EVERY if next_at is None or self._apart else (next_at - self._clock.now()).total_seconds()
        if left > 0:
            await self._store.earlier(next_at, min(left, LOOK_EVERY))

    async def _fire(self, due: Sequence[Promise]) -> None:
        """A transaction a batch; while one is written the next is decided."""
        if not due:
            return
        around, now, writing = await self._around(due), self._clock.now(), None
        for first in range(0, len(due), BATCH):
            some = due[first : first + BATCH]
            changes = fired(some, around, self._book(), now)
            if writing is not None:
                await writing
            writing = asyncio.create_task(self._write(some, changes))
            await asyncio.sleep(0)  # it begins
        if writing is not None:
            await writing

    async def _write(self, due: Sequence[Promise], changes: Sequence[Change]) -> None:
        """Where somebody changed a case meanwhile the halves are read again, down to the one."""
        try:
            if changes:
                await self._store.apply(changes)
        except (Stale, BadRow) as error:
            await self._halve(due, error)
            return
        self._measure(due)
        await tell(self._queues, changes)

    async def _halve(self, due: Sequence[Promise], error: Stale | BadRow) -> None:
        middle = len(due) // 2
        if not middle and isinstance(error, BadRow):
            self._set_apart(due[0], str(error))
            return
        for half in (due[:middle], due[middle:]) if middle else (due,):
            await self._fire(half)

    def _set_apart(self, promise: Promise, reason: str) -> None:
        """The others go on. It is tried again when its row changes, and after a restart."""
        self._apart.add((promise.id, promise.generation))
        log.error("promise.not-fired", promise=promise.id, reason=reason)

    def _measure(self, due: Sequence[Promise]) -> None:
        now = self._clock.now()
        self.measures.lateness.saw((now - each.next_at).total_seconds() for each in due if each.next_at is not None)

    async def _around(self, due: Sequence[Promise]) -> Surroundings:
        """Read a query a table for all of them."""
        files = await self._store.files({promise.case for promise in due})
        for promise in due:
            if promise.case not in files:
                self._set_apart(promise, "its case is not there")
        parties = await self._store.parties({file.case.party for file in files.values() if file.case.party})
        accounts = {file.case.assignee for file in files.values() if file.case.assignee}
        holds = {account: await self._store.loads_of(account) for account in accounts}
        return Surroundings(files, parties, holds, loads_of(await self._queues.depths(), self._clock.now()))
