"""The recounter: when other hours went live, what was promised is counted again, the first to fall due first.

A line of history says for which calendars it was done last; after a restart, or an edit while we were down, it goes on from there.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog

from router.clock import Clock
from router.domain.calendar import Calendar
from router.domain.change import Change, History
from router.domain.closing import CalendarError
from router.domain.due import Term
from router.domain.due_many import due_moments
from router.domain.errors import Refused, Stale, StoreDown
from router.domain.moments import EPOCH, to_micros
from router.domain.promise import Promise
from router.measures import Measures
from router.queues.base import Queues
from router.rules.rulebook import Rulebook
from router.steps.apply import applied, tell
from router.steps.load_file import file_of
from router.steps.recount import Cause, recount
from router.store.base import Store

log = structlog.get_logger()
DONE = "recounted"
BATCH = 500  #: promises looked at in one reading
AT_ONCE = 50  #: cases written in one transaction: some ms, which is what people may wait behind
SETTLE = 2.0  #: seconds, after which no decision under way can still make a promise on the old hours
AGAIN = 1.0  #: seconds to wait for a store that is away
YEARS_BACK, YEARS_ON = 2, 4  #: the closed days that are written down, to tell later which are new


class Recounter:
    """One a deployment is enough; two do no harm, for what stands right stays."""

    def __init__(
        self,
        store: Store,
        queues: Queues,
        clock: Clock,
        book: Callable[[], Rulebook],
        measures: Measures | None = None,
        settle: float = SETTLE,
    ) -> None:
        self._store, self._queues, self._clock, self._book = store, queues, clock, book
        self.measures, self._settle = measures or Measures(), settle
        self._wanted = asyncio.Event()
        self._wanted.set()

    def wake(self) -> None:
        """Other rules are live."""
        self._wanted.set()

    async def run(self) -> None:
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            try:
                await self.catch_up()
            except StoreDown as error:
                log.error("store.down", reason=str(error))
                self._wanted.set()
                await asyncio.sleep(AGAIN)

    async def catch_up(self) -> int:
        """Count again if the live hours are not those that were counted on last; returns how many promises moved."""
        last, book = await self._store.told_last(DONE), self._book()
        versions = {name: each.version for name, each in book.municipality.calendars.items()}
        if last is not None and last.data["calendars"] == versions:
            return 0
        moved = 0
        if last is not None:
            self.measures.recounting = True
            try:
                moved = await self._twice(_cause(last, book))
            finally:
                self.measures.recounting = False
        if book is not self._book():
            self._wanted.set()  # others went live meanwhile: that is another round
        await self._store.apply([_done(book, versions, moved, self._clock.now())])
        log.info("promises.recounted", rulebook=book.version, moved=moved)
        return moved

    async def _twice(self, cause: Cause) -> int:
        """The second time finds what a decision made meanwhile, that had begun on the old hours."""
        moved = await self._all(cause)
        await asyncio.sleep(self._settle)
        return moved + await self._all(cause)

    async def _all(self, cause: Cause) -> int:
        moved, cursor = 0, (EPOCH, "")
        while batch := await self._store.to_come(cursor, BATCH):
            cursor = (batch[-1].next_at or EPOCH, batch[-1].id)
            cases = await asyncio.to_thread(_off, batch, self._book())
            for first in range(0, len(cases), AT_ONCE):
                moved += await self._some(cases[first : first + AT_ONCE], cause)
        return moved

    async def _some(self, cases: Sequence[str], cause: Cause) -> int:
        """In one transaction, or one by one where somebody is at work in one of them."""
        now, book = self._clock.now(), self._book()
        files = await self._store.files(cases)
        changes = [recount(file, book, now, cause) for file in files.values()]
        changes = [change for change in changes if change.cases]
        try:
            if changes:
                await self._store.apply(changes)
        except Stale:
            return sum([await self._case(case, cause) for case in cases])
        await tell(self._queues, changes)
        return self._counted(changes)

    def _counted(self, changes: Sequence[Change]) -> int:
        moved = sum(len(change.promises) for change in changes)
        self.measures.recounted += moved
        return moved

    async def _case(self, reference: str, cause: Cause) -> int:
        """How many promises of this case moved."""

        async def verb() -> Change:
            return recount(await file_of(self._store, reference), self._book(), self._clock.now(), cause)

        try:
            change = await applied(self._store, self._queues, verb)
        except Refused as error:
            log.warning("promise.not-recounted", case=reference, reason=str(error))
            return 0
        return self._counted([change])


def _off(batch: Sequence[Promise], book: Rulebook) -> list[str]:
    """The cases with a promise that may no longer end when it should, in the order of the batch."""
    plain = defaultdict[tuple[str, str], list[Promise]](list)
    for promise in batch:
        if promise.calendar in book.municipality.calendars and not promise.stood and promise.legal is None:
            plain[promise.calendar, promise.term].append(promise)
    right: set[str] = set()
    for (calendar, term), promises in plain.items():
        right.update(_right(promises, Term.parse(term), book.municipality.calendars[calendar]))
    return list(dict.fromkeys(promise.case for promise in batch if promise.id not in right))


def _right(promises: Sequence[Promise], term: Term, calendar: Calendar) -> Iterator[str]:
    """The ids of those that end when they should, counted all at once."""
    try:
        dues = due_moments(term, calendar, [to_micros(each.since) for each in promises])
    except CalendarError:
        return
    for promise, due in zip(promises, dues, strict=True):
        if term.unit == "second" or to_micros(promise.due) == due:
            yield promise.id


def _cause(last: History, book: Rulebook) -> Cause:
    closed: Mapping[str, Any] = last.data["closed"]  # type: ignore[assignment]  # as `_done` wrote it
    return Cause(version=book.version, closed={name: tuple(days) for name, days in closed.items()})


def _done(book: Rulebook, versions: Mapping[str, str], moved: int, now: datetime) -> Change:
    first, last = str(now.year - YEARS_BACK), str(now.year + YEARS_ON)
    closed = {
        name: [day for day in each.closed_dates() if first <= day[:4] <= last]
        for name, each in book.municipality.calendars.items()
    }
    data: dict[str, object] = {"calendars": dict(versions), "closed": closed, "promises": moved}
    return Change(history=(History(subject=book.version, type=DONE, at=now, data=data),))
