"""Appending to Kafka: one hand gives the client its messages, so that they lie in the order in which they were accepted."""

import asyncio
from collections import deque
from collections.abc import Sequence
from functools import partial

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, KafkaTimeoutError, MessageSizeTooLargeError, RecordListTooLargeError

from router.domain.errors import BadPayload, BalieError, StreamDown, StreamFull
from router.stream.base import Message
from router.stream.kafka_errors import down, let_go
from router.stream.kafka_topics import LARGEST
from router.stream.kafka_url import Address

log = structlog.get_logger()
MOST_WAITING = 20_000  #: messages not yet acknowledged; above this the outside is told to come back
PATIENCE = 10.0  #: seconds that an append may take; after them whoever waits is told that Kafka is away
CLOSE_SECONDS = 1.5
BATCH_BYTES = 256 * 1024
HARMLESS = (KafkaTimeoutError, MessageSizeTooLargeError)  #: the producer did not take it, and is as it was


class Lot:
    """The messages of one append, and who waits for them."""

    __slots__ = ("at", "done", "handed", "left", "messages", "size", "trouble")

    def __init__(self, messages: Sequence[Message], at: float) -> None:
        self.messages, self.at = messages, at
        self.size = self.left = len(messages)
        self.handed = False  #: to the client: from then on it may be written, whatever we hear
        self.trouble: BalieError | None = None
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def settle(self) -> None:
        if self.trouble is None:
            self.done.set_result(None)
        else:
            self.done.set_exception(self.trouble)
            self.done.exception()  # whoever waited may have gone


class Appender:
    """To one topic: acknowledged by all replicas in sync, and by an idempotent producer, which keeps the order when it retries."""

    def __init__(
        self, address: Address, topic: str, *, patience: float = PATIENCE, headers: Sequence[tuple[str, bytes]] = ()
    ) -> None:
        self._address, self._topic, self._patience, self._headers = address, topic, patience, list(headers)
        self._waiting: deque[Lot] = deque()
        self._unsettled: dict[Lot, None] = {}  #: oldest first
        self._count = 0
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._producer: AIOKafkaProducer | None = None
        self._closing = self._worn = False

    @property
    def is_open(self) -> bool:
        return self._task is not None

    async def open(self) -> None:
        """Raises KafkaError."""
        self._producer = await self._started()
        self._task = asyncio.create_task(self._run(), name="stream-append")

    async def append(self, messages: Sequence[Message]) -> None:
        if self._count + len(messages) > MOST_WAITING:
            raise StreamFull("too many contacts are waiting for Kafka; send this again in a moment")
        if self._closing or self._task is None:
            raise StreamDown("the stream is closed")
        if self.is_down():
            raise StreamDown("Kafka does not answer; send this again in a moment")
        if not messages:
            return
        lot = Lot(messages, asyncio.get_running_loop().time())
        self._waiting.append(lot)
        self._unsettled[lot] = None
        self._count += len(messages)
        self._wake.set()
        done, _ = await asyncio.wait([lot.done], timeout=self._patience)
        if done:
            lot.done.result()
            return
        if not lot.handed:  # nobody has it: it is not there, and will not be
            self._give_up([lot])
        raise StreamDown("Kafka did not answer in time; send this again in a moment, under the same id")

    def is_down(self) -> bool:
        """Something waits for longer than anybody should."""
        oldest = next(iter(self._unsettled), None)
        return oldest is not None and asyncio.get_running_loop().time() - oldest.at > self._patience

    async def close(self) -> None:
        self._closing = True
        if self._unsettled:
            await asyncio.wait([lot.done for lot in self._unsettled], timeout=CLOSE_SECONDS)
        self._give_up(list(self._unsettled))
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._producer is not None:
            await _stopped(self._producer)

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                await self._hand_over(self._waiting.popleft())

    async def _hand_over(self, lot: Lot) -> None:
        """The client takes as much as fits into its batches, and makes us wait for the rest."""
        if lot.done.done():
            return
        lot.handed = True
        for place, message in enumerate(lot.messages):
            try:
                producer = await self._sound()
                sent = await producer.send(self._topic, message.value, message.key, headers=self._headers)
            except Exception as error:  # whatever it is: this hand must go on, and who waits must hear
                self._worn = self._worn or not isinstance(error, HARMLESS)
                self._counted(lot, lot.size - place, _meant(error))
                return
            sent.add_done_callback(partial(self._answered, lot))

    def _answered(self, lot: Lot, sent: asyncio.Future[object]) -> None:
        error = None if sent.cancelled() else sent.exception()
        if error is not None:
            log.warning("stream.not-appended", reason=type(error).__name__)
            self._worn = True
        self._counted(lot, 1, _meant(error) if error else None)

    def _counted(self, lot: Lot, count: int, trouble: BalieError | None) -> None:
        lot.trouble = lot.trouble or trouble
        lot.left -= count
        if lot.left == 0:
            self._forget(lot)

    def _forget(self, lot: Lot) -> None:
        if lot in self._unsettled:
            del self._unsettled[lot]
            self._count -= lot.size
            lot.settle()

    def _give_up(self, lots: Sequence[Lot]) -> None:
        for lot in lots:
            lot.trouble = lot.trouble or StreamDown("Kafka did not answer in time; send this again, under the same id")
            self._forget(lot)

    async def _sound(self) -> AIOKafkaProducer:
        """A producer that gave up on a batch has lost count: the next one begins anew."""
        if self._producer is None or self._worn:
            worn, self._producer = self._producer, None
            under_way = [lot for lot in self._unsettled if lot.handed]
            if worn is not None:
                await _stopped(worn)
            self._give_up(under_way[:-1])  # the last is the one in hand
            self._producer = await self._started()
            self._worn = False
        return self._producer

    async def _started(self) -> AIOKafkaProducer:
        producer = AIOKafkaProducer(
            **self._address.client,
            client_id="balie-append",
            acks="all",
            enable_idempotence=True,
            compression_type=None,
            linger_ms=0,
            max_batch_size=BATCH_BYTES,
            max_request_size=LARGEST,
            request_timeout_ms=int(self._patience * 1000),
            retry_backoff_ms=100,
            metadata_max_age_ms=60_000,
        )
        try:
            await producer.start()
        except BaseException:
            await _stopped(producer)
            raise
        return producer


def _meant(error: BaseException) -> BalieError:
    if not isinstance(error, KafkaError | OSError):
        log.error("stream.not-appended", reason=f"{type(error).__name__}: {error}")
    if isinstance(error, MessageSizeTooLargeError | RecordListTooLargeError):
        return BadPayload(f"This is longer than the {LARGEST:,} bytes that the stream takes.")
    return down(error)


async def _stopped(producer: AIOKafkaProducer) -> None:
    """Its sender may hang while the broker is away; its connections go in any case."""
    await let_go(producer.stop())
    await let_go(producer.client.close())
