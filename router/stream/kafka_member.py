"""Membership of the group of workers: which partitions fall to this process, and whether reading them goes on."""

import asyncio
from collections.abc import Coroutine, Iterable, Mapping
from contextlib import suppress
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from aiokafka.errors import KafkaError

from router.domain.errors import StreamDown
from router.stream.base import Work
from router.stream.kafka_errors import let_go, refused
from router.stream.kafka_lane import Lane
from router.stream.kafka_url import Address
from router.stream.share import Share

log = structlog.get_logger()
LOOK_EVERY, COMMIT_EVERY = 1.0, 5.0  #: seconds
COMMIT_SECONDS = 1.0
ALARM_SECONDS, STUCK_SECONDS = 30.0, 60.0  #: without progress while there is something to read: red, and the end
REBALANCE_SECONDS = 30.0
FETCH_BYTES = 4 * 1024 * 1024


def consumer_of(address: Address, **more: Any) -> AIOKafkaConsumer:
    """Nothing is left to the client's own defaults. It never chooses where to read: the register says so."""
    return AIOKafkaConsumer(
        **address.client,
        client_id="balie-read",
        auto_offset_reset="none",
        enable_auto_commit=False,
        isolation_level="read_committed",
        check_crcs=True,
        fetch_min_bytes=1,
        fetch_max_wait_ms=200,
        fetch_max_bytes=4 * FETCH_BYTES,
        max_partition_fetch_bytes=FETCH_BYTES,
        max_poll_records=10_000,
        request_timeout_ms=10_000,
        retry_backoff_ms=100,
        metadata_max_age_ms=60_000,
        **more,
    )


class Member(ConsumerRebalanceListener):  # type: ignore[misc]  # the client has no types
    """`name` is the same after a restart: then its partitions wait for it as long as a session lasts, and nobody else moves."""

    def __init__(self, address: Address, topic: str, name: str) -> None:
        self._address, self._topic, self._name = address, topic, name
        self._consumer = consumer_of(
            address,
            group_id=f"{topic.rpartition('.')[0]}.workers",
            group_instance_id=name,
            partition_assignment_strategy=(RoundRobinPartitionAssignor,),
            session_timeout_ms=int(address.session * 1000),
            heartbeat_interval_ms=int(address.session * 1000 / 5),
            rebalance_timeout_ms=int(REBALANCE_SECONDS * 1000),
            max_poll_interval_ms=300_000,
        )
        self._share: Share | None = None
        self.lanes: dict[int, Lane] = {}
        self._committed: dict[int, int] = {}
        self._homeless_since: float | None = None  #: the loop's time since which it waits for its partitions
        self._stuck = 0.0  #: seconds

    async def run(self, work: Work) -> None:
        """For ever. Raises what the work raises, BadSetting, and StreamDown when nothing moves any more."""
        async with Share(work) as self._share:
            try:
                await self._consumer.start()
                self._homeless_since = _now()
                self._consumer.subscribe([self._topic], listener=self)
                await _first(self._share.broken(), self._look_after())
            finally:
                await self._share.end(self._share.partitions)
                await self._commit()
                await let_go(self._consumer.stop())

    def lane(self, partition: int) -> Lane:
        if partition not in self.lanes:
            raise StreamDown("this partition is another worker's now")
        return self.lanes[partition]

    def unhealthy(self) -> list[str]:
        lost = [lane.lost for lane in self.lanes.values() if lane.lost]
        if self._stuck > ALARM_SECONDS:
            lost.append(f"Contacts wait in Kafka, and nothing was read for {self._stuck:.0f} seconds.")
        return lost

    def lags(self) -> Mapping[int, int]:
        return {partition: lane.lag for partition, lane in self.lanes.items()}

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """All of them: this protocol shares them out anew each time. The batch in hand is finished first."""
        self._homeless_since = _now()
        if self._share is not None:
            await self._share.end(self._share.partitions)
        await self._commit()
        self.lanes = {}

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Each begins where the register says; until that is asked, nothing is fetched."""
        self._homeless_since = None
        partitions = sorted(assigned)
        for each in partitions:
            self._consumer.pause(each)
            self._consumer.seek(each, 0)
        self.lanes = {
            each.partition: Lane(self._consumer, each, skip_missing=self._address.skip_missing) for each in partitions
        }
        self._committed = {}
        log.info("stream.assigned", worker=self._name, partitions=[each.partition for each in partitions])
        if self._share is not None:
            self._share.begin(list(self.lanes))

    async def _look_after(self) -> None:
        """Hints for who looks at lag from outside, errors that nobody else hears, and whether reading goes on."""
        committed = _now()
        while True:
            await asyncio.sleep(LOOK_EVERY)
            await self._heard()
            await self._watch()
            if _now() - committed > COMMIT_EVERY:
                await self._commit()
                committed = _now()

    async def _heard(self) -> None:
        """The client tells its errors to who reads; without partitions nobody does."""
        if self.lanes:
            return
        try:
            await asyncio.wait_for(self._consumer.getmany(TopicPartition(self._topic, -1), timeout_ms=0), LOOK_EVERY)
        except TimeoutError:
            return
        except (KafkaError, OSError) as error:
            if (no := refused(error)) is not None:
                raise no from None
            log.error("stream.down", reason=str(error))

    async def _watch(self) -> None:
        """A client that stopped reading for no reason it tells (aiokafka 1154) is found out by what lies unread."""
        with suppress(KafkaError, OSError, TimeoutError):
            partitions = [TopicPartition(self._topic, each) for each in self.lanes]
            ends = await self._consumer.end_offsets(partitions) if partitions else {}
            for partition, end in ends.items():
                if partition.partition in self.lanes:
                    self.lanes[partition.partition].look(end, _now())
            since = [lane.moved for lane in self.lanes.values() if lane.lost is None]
            if self._homeless_since is not None:
                since.append(self._homeless_since)
            self._stuck = max((_now() - each for each in since), default=0.0)
            if self._stuck > STUCK_SECONDS:
                raise StreamDown(f"contacts wait in Kafka, and nothing was read for {self._stuck:.0f} seconds")

    async def _commit(self) -> None:
        """Kafka's own note of how far we are: a hint, which nothing here relies on."""
        far = {number: lane.applied for number, lane in self.lanes.items()}
        news = {number: offset + 1 for number, offset in far.items() if offset is not None and offset >= 0}
        news = {number: offset for number, offset in news.items() if self._committed.get(number) != offset}
        if not news:
            return
        offsets = {TopicPartition(self._topic, number): offset for number, offset in news.items()}
        with suppress(KafkaError, OSError, TimeoutError):
            await asyncio.wait_for(self._consumer.commit(offsets), COMMIT_SECONDS)
            self._committed |= news


async def _first(*endless: Coroutine[Any, Any, None]) -> None:
    """Until one of them fails; its error."""
    tasks = [asyncio.create_task(each) for each in endless]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        done.pop().result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _now() -> float:
    return asyncio.get_running_loop().time()
