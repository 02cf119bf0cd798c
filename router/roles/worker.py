"""The worker: a batch from the stream, decided, and written in one transaction with the offset it was read from."""

import asyncio
from collections.abc import Callable, Sequence
from typing import NamedTuple

import structlog

from router.clock import Clock
from router.domain.change import Change
from router.domain.contact import CallEvent, Inbound
from router.domain.errors import BadRow, FencedOff, Stale, StoreDown
from router.queues.base import Queues
from router.rules.facts import QueueLoad
from router.rules.rulebook import Rulebook
from router.steps.apply import tell
from router.steps.context import context_for
from router.steps.decide import Parsed, decided, parse, quarantine
from router.steps.references import References
from router.store.base import Position, Store
from router.stream.base import Entry, Stream

log = structlog.get_logger()
BATCH = 200  #: contacts; some 20 ms of writing, which is what people may wait behind
BREATH = 50  #: contacts decided before the loop gets its turn


class Unwritten(Exception):
    """The batch was not written, for the reason it was raised from."""


class Batch(NamedTuple):
    """Decided, and perhaps being written."""

    entries: Sequence[Entry]
    changes: Sequence[Change]


class Worker:
    """One partition's reader. While one batch is being written the next is decided, with the first laid over what it read."""

    def __init__(self, stream: Stream, store: Store, queues: Queues, clock: Clock, book: Callable[[], Rulebook]) -> None:
        self._stream, self._store, self._queues, self._clock, self._book = stream, store, queues, clock, book
        self._references = References(store)
        self.position = Position(0, 0, -1)  #: how far it has come, written down

    async def run(self, partition: int) -> None:
        self.position = await self._store.take(partition)
        under_way: Batch | None = None
        writing: asyncio.Task[None] | None = None
        while True:
            read = under_way.entries[-1].offset if under_way else self.position.offset
            entries = await self._stream.read(partition, read, BATCH)
            following = Batch(entries, await self._decide(parse(entries), under_way)) if entries else None
            if writing is not None:
                try:
                    await writing
                except Unwritten:
                    # What was decided on top of it may be wrong: this one alone, step by step, then everything behind it anew.
                    assert under_way is not None
                    await self._settle(under_way.entries)
                    following = None
            under_way, writing = following, asyncio.create_task(self._write(following)) if following else None
            if writing is None:
                await self._stream.arrival(partition, self.position.offset)

    async def _write(self, batch: Batch) -> None:
        """One transaction with the offset, then the queues. Raises Unwritten."""
        position = self.position._replace(offset=batch.entries[-1].offset)
        try:
            await self._store.apply(batch.changes, position)
        except (Stale, BadRow, FencedOff, StoreDown) as error:
            raise Unwritten from error
        self.position = position
        await tell(self._queues, batch.changes)

    async def _settle(self, entries: Sequence[Entry]) -> None:
        """Decide and write; on a store that is away, wait and try again: nothing is lost, it lies on the stream."""
        while True:
            try:
                await self.batch(entries)
                return
            except FencedOff:
                log.warning("worker.fenced", partition=self.position.partition)
                self.position = await self._store.take(self.position.partition)
                return
            except StoreDown as error:
                log.error("store.down", reason=str(error))
                await asyncio.sleep(1)

    async def batch(self, entries: Sequence[Entry]) -> None:
        """One transaction. Stale rows are decided again; rows that cannot be written are halved down to the one."""
        while True:
            try:
                await self._write_plainly(Batch(entries, await self._decide(parse(entries), None)))
                return
            except Stale:
                continue
            except BadRow as error:
                await self._halve(entries, str(error))
                return

    async def _write_plainly(self, batch: Batch) -> None:
        position = self.position._replace(offset=batch.entries[-1].offset)
        await self._store.apply(batch.changes, position)
        self.position = position
        await tell(self._queues, batch.changes)

    async def _decide(self, parsed: Sequence[Parsed], under_way: Batch | None) -> list[Change]:
        book, now = self._book(), self._clock.now()
        contacts = [event for _, event in parsed if isinstance(event, Inbound)]
        calls = [event for _, event in parsed if isinstance(event, CallEvent)]
        organisation = book.municipality.organisation
        await self._references.stock(organisation, [contact.received_at for contact in contacts])
        before = under_way.changes if under_way else ()
        context = await context_for(contacts, calls, store=self._store, loads=await self._loads(),
                                    reference=lambda moment: self._references.next(organisation, moment),
                                    also={old.reference for change in before for old, _ in change.cases if old is not None})
        for change in before:
            context = context.after(change)
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
        (entry, event), = parse(entries)
        contact = event.id if isinstance(event, Inbound) else f"record-{entry.offset}"
        log.error("contact.quarantined", id=contact, stage="write")
        now = self._clock.now()
        try:
            held = quarantine(entry, contact, "write", reason, now, event if isinstance(event, Inbound) else None)
            await self._write_plainly(Batch(entries, [held]))
        except BadRow:  # what it says of itself is what cannot be written: the record alone
            await self._write_plainly(Batch(entries, [quarantine(entry, contact, "write", reason, now)]))

    async def _loads(self) -> dict[str, QueueLoad]:
        now = self._clock.now()
        depths = await self._queues.depths()
        return {team: QueueLoad(waiting=depth.waiting, oldest_seconds=int((now - depth.oldest).total_seconds()) if depth.oldest else 0)
                for team, depth in depths.items()}
