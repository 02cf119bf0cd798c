"""One partition as it is read: what was fetched and not asked for yet, and where to go on."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Sequence

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import (
    ConsumerStoppedError,
    IllegalStateError,
    KafkaError,
    NoOffsetForPartitionError,
    OffsetOutOfRangeError,
)

from router.domain.errors import StreamDown, StreamLost
from router.stream.base import Entry
from router.stream.kafka_errors import down

log = structlog.get_logger()
WAIT_MS = 1_000


class Lane:
    """Reads behind whatever offset it is asked for; one question at a time."""

    def __init__(self, consumer: AIOKafkaConsumer, partition: TopicPartition, *, skip_missing: bool) -> None:
        self._consumer, self._partition, self._skip_missing = consumer, partition, skip_missing
        self._ahead: deque[Entry] = deque()  #: what comes behind `_handed`
        self._handed: int | None = None  #: None: nobody asked yet
        self._instead: tuple[int, int] | None = None  #: where to go on when what comes behind the first is missing
        self._asking = asyncio.Lock()
        self.lag = 0
        self.moved = asyncio.get_running_loop().time()  #: when last something came, or there was nothing to come
        self.lost: str | None = None  #: why it stands still

    @property
    def applied(self) -> int | None:
        """The offset behind which was read last: so far everything is written down elsewhere."""
        return self._handed

    @property
    def is_asked(self) -> bool:
        """Somebody waits for entries now."""
        return self._asking.locked()

    async def read(self, after: int, limit: int) -> Sequence[Entry]:
        async with self._asking:
            self._go_behind(after)
            if not self._ahead:
                await self._fetch(0)
            while not self._ahead and await self._is_more():
                await self._fetch(WAIT_MS)
            return [self._ahead[place] for place in range(min(limit, len(self._ahead)))]

    async def arrival(self, after: int) -> None:
        async with self._asking:
            self._go_behind(after)
            while not self._ahead:
                await self._fetch(WAIT_MS)

    def look(self, end: int, now: float) -> None:
        """The next entry that is written will have the offset `end`; `now` is the loop's time."""
        self.lag = max(0, end - 1 - self._handed) if self._handed is not None else 0
        if not self.lag or self._ahead or not self.is_asked:
            self.moved = now

    async def _is_more(self) -> bool:
        ends = await _asked(self._consumer.end_offsets([self._partition]))
        return self._next() != ends[self._partition]  # beyond the end too: the fetch says what is wrong

    def _next(self) -> int:
        assert self._handed is not None
        return self._handed + 1

    def _go_behind(self, after: int) -> None:
        if self._instead is not None:
            before, first = self._instead
            after, self._instead = (first, self._instead) if after == before else (after, None)
        if after == self._handed:
            return
        while self._ahead and self._ahead[0].offset <= after and (self._handed is not None and self._handed < after):
            self._handed = self._ahead.popleft().offset
        if after != self._handed:
            self._handed = after
            self._ahead.clear()
            self._seek(after + 1)

    def _seek(self, offset: int) -> None:
        try:
            self._consumer.seek(self._partition, offset)
            self._consumer.resume(self._partition)
        except (IllegalStateError, KeyError, AttributeError) as error:  # as the client says that it is not assigned
            self._handed = None
            raise StreamDown("this partition is another worker's now") from error

    async def _fetch(self, wait: int) -> None:
        try:
            found = await self._consumer.getmany(self._partition, timeout_ms=wait)
        except NoOffsetForPartitionError:  # it looked for one before we said where to begin
            self._seek(self._next())
            return
        except OffsetOutOfRangeError as error:
            if error.args and error.args[0].get(self._partition) not in (None, self._next()):
                return  # of a place where we are no longer
            await self._out_of_range()
            return
        except (ConsumerStoppedError, IllegalStateError) as error:
            raise StreamDown("this partition is another worker's now") from error
        except (KafkaError, OSError) as error:
            raise down(error) from error
        for record in found.get(self._partition, ()):
            self._ahead.append(Entry(record.offset, record.value or b""))
        if self._ahead:
            self.moved = asyncio.get_running_loop().time()

    async def _out_of_range(self) -> None:
        """Retention passed, or the topic was made anew: never go on as if nothing were missing."""
        first = (await _asked(self._consumer.beginning_offsets([self._partition])))[self._partition]
        end = (await _asked(self._consumer.end_offsets([self._partition])))[self._partition]
        wanted, name = self._next(), f"{self._partition.topic} partition {self._partition.partition}"
        if first <= wanted <= end:
            self._seek(wanted)
            return
        if self._skip_missing:
            log.error("stream.skipped", partition=self._partition.partition, wanted=wanted, first=first, end=end)
            self._instead, self._handed = (wanted - 1, first - 1), first - 1
            self._seek(first)
            return
        said = (
            f"{name}: records {wanted} to {first - 1} are gone before they were read (retention passed)"
            if wanted < first
            else f"{name} ends at {end} and the register has read up to {wanted - 1}: the topic was made anew, or lost records"
        )
        self.lost = f"{said}. Mend: put the topic back from a backup; or go on without them, by adding missing=skip to BALIE_STREAM for one start"
        raise StreamLost(self.lost)


async def _asked(asking: Awaitable[dict[TopicPartition, int]]) -> dict[TopicPartition, int]:
    try:
        return await asking
    except (KafkaError, OSError) as error:
        raise down(error) from error
