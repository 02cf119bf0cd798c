"""The worker: a batch from the stream, decided, and written in one transaction with the offset it was read from."""

import asyncio
from collections.abc import Callable, Sequence

import structlog

from router.clock import Clock
from router.domain.change import Change
from router.domain.contact import CallEvent, Inbound, Revision
from router.domain.errors import BadRow, FencedOff, Stale, StoreDown, StreamDown, StreamLost
from router.queues.base import Queues
from router.roles.unless import unless
from router.rules.rulebook import Rulebook
from router.steps.apply import tell
from router.steps.context import context_for
from router.steps.decide import Parsed, decided, parse, quarantine
from router.steps.loads import loads_of
from router.steps.receipt import receipts_in
from router.steps.references import References
from router.store.base import Position, Store
from router.stream.base import Entry, Stream

log = structlog.get_logger()
BATCH = 200  #: contacts; some 20 ms of writing, which is what people may wait behind
PAUSE = 1.0  #: seconds before another try
FENCED_PAUSE = 3.0
BREATH = 50  #: contacts decided before the loop gets its turn


class Worker:
    """One partition's reader: read, decide, write, one batch after the other."""

    def __init__(
        self, stream: Stream, store: Store, queues: Queues, clock: Clock, book: Callable[[], Rulebook]
    ) -> None:
        self._stream, self._store, self._queues, self._clock, self._book = stream, store, queues, clock, book
        self._references = References(store)
        self.position = Position(0, 0, -1)  #: how far it has come, written down
        self.caught_up = False  #: it has read all that lay there, once

    async def run(self, partition: int, leave: asyncio.Event | None = None) -> None:
        """Until `leave` is set: then the batch in hand is finished, and nothing more is begun."""
        leave = leave or asyncio.Event()
        await self._take(partition, leave)
        while not leave.is_set():
            try:
                await self._round(partition, leave)
            except StreamDown as error:
                log.error("stream.down", partition=partition, reason=str(error))
                await unless(leave, asyncio.sleep(PAUSE))
            except StreamLost as error:
                log.critical("stream.lost", partition=partition, reason=str(error))
                await leave.wait()

    async def _round(self, partition: int, leave: asyncio.Event) -> None:
        entries = await unless(leave, self._stream.read(partition, self.position.offset, BATCH))
        if entries:
            await self._settle(entries, leave)
        elif not leave.is_set():
            self.caught_up = True
            await unless(leave, self._stream.arrival(partition, self.position.offset))

    async def _take(self, partition: int, leave: asyncio.Event) -> None:
        """Whoever had it before can write no more."""
        while not leave.is_set():
            try:
                self.position = await self._store.take(partition)
                return
            except StoreDown as error:
                log.error("store.down", reason=str(error))
                await unless(leave, asyncio.sleep(PAUSE))

    async def _settle(self, entries: Sequence[Entry], leave: asyncio.Event) -> None:
        """Decide and write; on a store that is away, wait and try again: nothing is lost, it lies on the stream."""
        before = self.position
        while True:
            try:
                await self.batch(entries if self.position == before else _behind(entries, self.position.offset))
                return
            except FencedOff:  # another worker has the partition; if the stream does not say so soon, it is ours again
                log.warning("worker.fenced", partition=before.partition)
                await unless(leave, asyncio.sleep(FENCED_PAUSE))
                await self._take(before.partition, leave)
                return
            except StoreDown as error:
                log.error("store.down", reason=str(error))
                await unless(leave, asyncio.sleep(PAUSE))
                if leave.is_set():
                    return

    async def batch(self, entries: Sequence[Entry]) -> None:
        """One transaction. Stale rows are decided again; rows that cannot be written are halved down to the one."""
        while True:
            try:
                await self._write(entries, await self._decide(parse(entries)))
                return
            except Stale:
                continue
            except BadRow as error:
                await self._halve(entries, str(error))
                return

    async def _write(self, entries: Sequence[Entry], changes: Sequence[Change]) -> None:
        position = self.position._replace(offset=entries[-1].offset)
        await self._store.apply(changes, position)
        self.position = position
        await tell(self._queues, changes)

    async def _decide(self, parsed: Sequence[Parsed]) -> list[Change]:
        book, now = self._book(), self._clock.now()
        contacts = [event for _, event in parsed if isinstance(event, Inbound)]
        calls = [event for _, event in parsed if isinstance(event, CallEvent)]
        revisions = [event for _, event in parsed if isinstance(event, Revision)]
        organisation = book.municipality.organisation
        await self._references.stock(
            organisation, [*(contact.received_at for contact in contacts), *(now for _ in calls)]
        )
        context = await context_for(
            contacts,
            calls,
            store=self._store,
            loads=loads_of(await self._queues.depths(), now),
            reference=lambda moment: self._references.next(organisation, moment),
            revisions=revisions,
            receipts=receipts_in(event for _, event in parsed),
            burst=organisation.burst,
        )
        changes = []
        for place, (entry, event) in enumerate(parsed):
            change = decided(entry, event, context, book, now)
            context = context.after(change)
            changes.append(change)
            if place % BREATH == BREATH - 1:
                await asyncio.sleep(0)
        return changes

    async def _halve(self, entries: Sequence[Entry], reason: str) -> None:
        if len(entries) > 1:
            middle = len(entries) // 2
            await self.batch(entries[:middle])
            await self.batch(entries[middle:])
            return
        ((entry, event),) = parse(entries)
        contact = event.id if isinstance(event, Inbound) else f"record-{entry.offset}"
        log.error("contact.quarantined", id=contact, stage="write")
        now = self._clock.now()
        try:
            held = quarantine(entry, contact, "write", reason, now, event if isinstance(event, Inbound) else None)
            await self._write(entries, [held])
        except BadRow:  # what it says of itself is what cannot be written: the record alone
            await self._write(entries, [quarantine(entry, contact, "write", reason, now)])


def _behind(entries: Sequence[Entry], offset: int) -> Sequence[Entry]:
    """What a batch that was halved has not written yet."""
    return [entry for entry in entries if entry.offset > offset]
