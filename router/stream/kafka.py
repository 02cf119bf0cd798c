"""The scaled stream: a topic of Kafka, shared by the workers of many processes (docs/reference/kafka.md)."""

import asyncio
from collections.abc import Mapping, Sequence

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from router.domain.errors import StreamDown
from router.stream.base import Entry, Message, Work
from router.stream.kafka_append import Appender
from router.stream.kafka_errors import down, let_go, refused, why
from router.stream.kafka_lane import Lane
from router.stream.kafka_member import Member, consumer_of
from router.stream.kafka_topics import CONTACTS, ensured
from router.stream.kafka_url import Address

log = structlog.get_logger()
START_SECONDS, PAUSE = 60.0, 0.5  #: for how long, and how often, a start tries again


class KafkaStream:
    """`name` is this worker's own among those of the municipality, and the same after a restart."""

    def __init__(self, url: str, namespace: str, name: str, *, patience: float = START_SECONDS) -> None:
        self._address, self._namespace, self._name = Address.parse(url), namespace, name
        self._topic, self._patience = f"{namespace}.{CONTACTS}", patience
        self._appender = Appender(self._address, self._topic)
        self._count = 0
        self._member: Member | None = None
        self._alone: tuple[AIOKafkaConsumer, dict[int, Lane]] | None = None
        self._beginning = asyncio.Lock()

    @property
    def partitions(self) -> Sequence[int]:
        """While it is shared: those that fell to us."""
        return tuple(sorted(self._member.lanes)) if self._member else tuple(range(self._count))

    async def open(self) -> None:
        """Raises BadSetting for what waiting cannot help, StreamDown when Kafka stays away."""
        until = asyncio.get_running_loop().time() + self._patience
        while True:
            try:
                self._count = await ensured(self._address, self._namespace)
                await self._appender.open()
                return
            except (KafkaError, OSError, TimeoutError) as error:
                if (no := refused(await why(self._address) or error)) is not None:
                    raise no from None
                if asyncio.get_running_loop().time() + PAUSE > until:
                    raise down(error) from None
                log.warning("stream.down", reason=type(error).__name__)
            await asyncio.sleep(PAUSE)

    async def append(self, messages: Sequence[Message]) -> None:
        await self._appender.append(messages)

    async def read(self, partition: int, after: int, limit: int) -> Sequence[Entry]:
        return await (await self._lane(partition)).read(after, limit)

    async def arrival(self, partition: int, after: int) -> None:
        await (await self._lane(partition)).arrival(after)

    async def shared(self, work: Work) -> None:
        self._member = Member(self._address, self._topic, self._name)
        try:
            await self._member.run(work)
        finally:
            self._member = None

    async def close(self) -> None:
        await self._appender.close()
        if self._alone is not None:
            await let_go(self._alone[0].stop())

    def unhealthy(self) -> Sequence[str]:
        away = ["Kafka does not answer: contacts are refused until it does."] if self._appender.is_down() else []
        return [*away, *(self._member.unhealthy() if self._member else ())]

    def lags(self) -> Mapping[int, int]:
        return self._member.lags() if self._member else {}

    async def _lane(self, partition: int) -> Lane:
        if self._member is not None:
            return self._member.lane(partition)
        async with self._beginning:
            if self._alone is None:
                self._alone = await self._all_of_it()
        return self._alone[1][partition]

    async def _all_of_it(self) -> tuple[AIOKafkaConsumer, dict[int, Lane]]:
        """Read every partition without being of the group: for tools and tests."""
        consumer = consumer_of(self._address)
        try:
            await consumer.start()
        except (KafkaError, OSError) as error:
            await let_go(consumer.stop())
            raise StreamDown(str(down(error))) from error
        partitions = [TopicPartition(self._topic, each) for each in range(self._count)]
        consumer.assign(partitions)
        for each in partitions:
            consumer.pause(each)
            consumer.seek(each, 0)
        skip = self._address.skip_missing
        return consumer, {each.partition: Lane(consumer, each, skip_missing=skip) for each in partitions}
