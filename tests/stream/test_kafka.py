"""What Kafka asks beyond the contract: topics, sharing, what was lost, a broker that goes away, and the door with a lock."""

import asyncio
import time
from contextlib import asynccontextmanager

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic, RecordsToDelete
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.structs import TopicPartition

from router.domain.errors import BadPayload, StreamDown, StreamLost
from router.settings import BadSetting
from router.stream import kafka_member
from router.stream.base import Message
from router.stream.kafka import KafkaStream
from router.stream.kafka_append import Appender
from router.stream.kafka_topics import LARGEST
from router.stream.kafka_url import Address
from tests.stream.conftest import PASSWORD


@asynccontextmanager
async def opened(topics, *arguments, **more):
    stream = await topics.open(*arguments, **more)
    try:
        yield stream
    finally:
        await stream.close()


@asynccontextmanager
async def admin_of(url):
    admin = AIOKafkaAdminClient(bootstrap_servers=url.removeprefix("kafka://"))
    await admin.start()
    try:
        yield admin
    finally:
        await admin.close()


class Reader:
    """Reads what falls to it, from where the others left off, as a worker does with the register."""

    def __init__(self, stream, positions, seen, name):
        self.stream, self.positions, self.seen, self.name = stream, positions, seen, name
        self.task = asyncio.create_task(stream.shared(self.work))

    async def work(self, partition, leave):
        reading = asyncio.create_task(self.read_on(partition))
        leaving = asyncio.create_task(leave.wait())
        await asyncio.wait((reading, leaving), return_when=asyncio.FIRST_COMPLETED)
        leaving.cancel()
        reading.cancel()
        await asyncio.gather(leaving, return_exceptions=True)
        await reading if reading.done() and not reading.cancelled() else None

    async def read_on(self, partition):
        while True:
            for entry in await self.stream.read(partition, self.positions.get(partition, -1), 50):
                self.seen.append((partition, entry.offset, self.name))
                self.positions[partition] = entry.offset
            await self.stream.arrival(partition, self.positions.get(partition, -1))

    async def stop(self):
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


def keyed(count):
    return [Message(f"key-{number}".encode(), str(number).encode()) for number in range(count)]


async def until(true, seconds=20):
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110  # another task does it
            await asyncio.sleep(0.05)


class TestTopics:
    async def test_are_made_with_what_keeps_contacts(self, topics):
        async with opened(topics, more="partitions=3"), admin_of(topics.url) as admin:
            name = f"{topics.namespace}.contacts"
            (topic,) = await admin.describe_topics([name])
            assert len(topic["partitions"]) == 3
            (answer,) = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name)])
            settings = {entry[0]: entry[1] for entry in answer.resources[0][4]}
        assert settings["cleanup.policy"] == "delete"
        assert settings["retention.ms"] == str(7 * 24 * 3600 * 1000)
        assert settings["unclean.leader.election.enable"] == "false"

    async def test_another_number_of_partitions_is_refused_with_the_mend(self, topics):
        async with opened(topics, more="partitions=2"):
            with pytest.raises(BadSetting, match=r"has 2 partitions and BALIE_STREAM asks for 5\. Mend:"):
                await topics.open(more="partitions=5")
            async with opened(topics, more="") as stream:
                assert list(stream.partitions) == [0, 1]

    async def test_what_would_lose_contacts_is_refused_all_at_once(self, topics):
        async with admin_of(topics.url) as admin:
            settings = {"cleanup.policy": "compact", "retention.ms": "60000", "max.message.bytes": "2000"}
            await admin.create_topics([NewTopic(f"{topics.namespace}.contacts", 1, 1, topic_configs=settings)])
        with pytest.raises(BadSetting) as refused:
            await topics.open()
        assert [line.split(":")[0].split(" has ")[1] for line in str(refused.value).splitlines()] == [
            "cleanup.policy=compact", "retention.ms=60000", "max.message.bytes=2000",
        ]  # fmt: skip
        assert "--add-config retention.ms=604800000" in str(refused.value)


class TestAppend:
    async def test_a_key_stays_in_order_and_in_its_partition(self, topics):
        async with opened(topics, more="partitions=4") as stream:
            await asyncio.gather(*(stream.append(keyed(20)) for _ in range(10)))
            found = [
                [entry.value for entry in await stream.read(partition, -1, 1000)] for partition in stream.partitions
            ]
        assert sum(map(len, found)) == 200
        assert all(len(set(some)) * 10 == len(some) for some in found)

    async def test_says_what_is_too_large(self, topics):
        async with opened(topics) as stream:
            with pytest.raises(BadPayload, match="longer than"):
                await stream.append([Message(b"key", bytes(LARGEST + 1))])
            await stream.append([Message(b"key", bytes(LARGEST // 2))])


class TestShared:
    async def test_members_share_and_take_over(self, topics):
        positions, seen = {}, []
        more = "partitions=4&session=2"
        async with opened(topics, "one", more) as first, opened(topics, "two", more) as second:
            one = Reader(first, positions, seen, "one")
            await until(lambda: len(first.partitions) == 4)
            await first.append(keyed(50))
            two = Reader(second, positions, seen, "two")
            await until(lambda: len(first.partitions) == len(second.partitions) == 2)
            await first.append(keyed(50))
            await until(lambda: len(seen) == 100)
            await one.stop()
            await until(lambda: len(second.partitions) == 4)
            await first.append(keyed(50))
            await until(lambda: len(seen) == 150)
            await two.stop()
        assert len({(partition, offset) for partition, offset, _ in seen}) == 150
        assert {name for *_, name in seen} == {"one", "two"}

    async def test_under_the_same_name_nobody_else_moves(self, topics):
        positions, seen = {}, []
        more = "partitions=4&session=6"
        async with opened(topics, "one", more) as first, opened(topics, "two", more) as second:
            one, two = Reader(first, positions, seen, "one"), Reader(second, positions, seen, "two")
            await until(lambda: len(first.partitions) == len(second.partitions) == 2)
            before, lanes = first.partitions, first._member.lanes
            await two.stop()
            async with opened(topics, "two", more) as again:
                three = Reader(again, positions, seen, "two")
                await until(lambda: len(again.partitions) == 2)
                assert first.partitions == before
                assert first._member.lanes is lanes
                await three.stop()
            await one.stop()

    async def test_commits_a_hint_and_counts_what_lies_unread(self, topics, monkeypatch):
        monkeypatch.setattr(kafka_member, "COMMIT_EVERY", 0.1)
        monkeypatch.setattr(kafka_member, "LOOK_EVERY", 0.1)
        async with opened(topics) as stream:
            await stream.append(keyed(7))
            reader = Reader(stream, {}, [], "one")
            async with admin_of(topics.url) as admin:
                partition = TopicPartition(f"{topics.namespace}.contacts", 0)
                async with asyncio.timeout(20):
                    while True:
                        found = await admin.list_consumer_group_offsets(f"{topics.namespace}.workers")
                        if partition in found and found[partition].offset == 7:
                            break
                        await asyncio.sleep(0.1)
            await until(lambda: stream.lags() == {0: 0})
            await reader.stop()

    async def test_a_client_that_stopped_reading_is_found_out(self, topics, monkeypatch):
        for name, seconds in (("LOOK_EVERY", 0.1), ("ALARM_SECONDS", 0.5), ("STUCK_SECONDS", 3.0)):
            monkeypatch.setattr(kafka_member, name, seconds)
        async with opened(topics) as stream:
            reader = Reader(stream, {}, seen := [], "one")
            await stream.append(keyed(1))
            await until(lambda: seen)
            stream._member._consumer.pause(TopicPartition(f"{topics.namespace}.contacts", 0))  # as aiokafka 1154
            await asyncio.sleep(0.5)
            await stream.append(keyed(1))
            await until(stream.unhealthy)
            assert "nothing was read" in stream.unhealthy()[0]
            assert stream.lags() == {0: 1}
            with pytest.raises(StreamDown, match="nothing was read for"):
                await asyncio.wait_for(reader.task, 20)

    async def test_quiet_is_not_stuck(self, topics, monkeypatch):
        for name, seconds in (("LOOK_EVERY", 0.05), ("ALARM_SECONDS", 0.3), ("STUCK_SECONDS", 0.6)):
            monkeypatch.setattr(kafka_member, name, seconds)
        async with opened(topics) as stream:
            async with asyncio.timeout(20):
                reader = Reader(stream, {}, [], "one")
                while not stream.partitions or not stream._member:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
            await asyncio.sleep(1.5)
            assert not reader.task.done() or isinstance(reader.task.exception(), StreamDown) is False
            assert stream.unhealthy() == []
            await reader.stop()


class TestLost:
    async def test_what_retention_took_is_not_passed_over(self, topics):
        async with opened(topics) as stream, admin_of(topics.url) as admin:
            await stream.append(keyed(10))
            partition = TopicPartition(f"{topics.namespace}.contacts", 0)
            await admin.delete_records({partition: RecordsToDelete(6)})
            with pytest.raises(StreamLost, match=r"records 3 to 5 are gone before they were read.*missing=skip"):
                await stream.read(0, 2, 10)
            with pytest.raises(StreamLost):
                await stream.arrival(0, -1)
            assert len(await stream.read(0, 5, 10)) == 4  # behind it nothing is wrong
            async with opened(topics, more="partitions=1&missing=skip") as other:
                await other.arrival(0, 2)
                assert [entry.offset for entry in await other.read(0, 2, 10)] == [6, 7, 8, 9]

    async def test_a_topic_made_anew_is_not_taken_for_the_old_one(self, topics):
        async with opened(topics) as stream:
            await stream.append(keyed(10))
        async with admin_of(topics.url) as admin:
            await admin.delete_topics([f"{topics.namespace}.contacts"])
            async with asyncio.timeout(10):
                while f"{topics.namespace}.contacts" in await admin.list_topics():  # noqa: ASYNC110
                    await asyncio.sleep(0.1)
        async with opened(topics) as stream:
            await stream.append(keyed(2))
            with pytest.raises(StreamLost, match=r"ends at 2 and the register has read up to 9"):
                await stream.read(0, 9, 10)
        async with opened(topics, more="partitions=1&missing=skip") as stream:
            assert [entry.offset for entry in await stream.read(0, 9, 10)] == [0, 1]
            assert [entry.offset for entry in await stream.read(0, 0, 10)] == [1]


class TestBroker:
    @pytest.mark.timeout(120)
    async def test_goes_away_and_comes_back(self, broker, own_topics):
        stream = await own_topics.open()
        stream._appender._patience = 2.0
        reader = Reader(stream, {}, seen := [], "one")
        await stream.append(keyed(5))
        await until(lambda: len(seen) == 5)
        await asyncio.to_thread(broker.kill)
        for _ in range(2):
            began = time.monotonic()
            with pytest.raises(StreamDown, match="send this again"):
                await stream.append(keyed(1))
            assert time.monotonic() - began < 20  # not for ever
        assert stream.unhealthy()
        await asyncio.to_thread(broker.start)
        async with asyncio.timeout(40):
            while True:
                try:
                    await stream.append(keyed(1))
                    break
                except StreamDown:
                    await asyncio.sleep(0.2)
        if reader.task.done():
            raise AssertionError(reader.task.exception())
        await until(lambda: len(seen) >= 6, 40)
        assert stream.unhealthy() == []
        assert len({(partition, offset) for partition, offset, _ in seen}) == len(seen)
        await reader.stop()
        await stream.close()

    @pytest.mark.timeout(120)
    async def test_a_stop_while_it_is_away_is_bounded(self, broker, own_topics):
        stream = await own_topics.open()
        reader = Reader(stream, {}, [], "one")
        await until(lambda: stream._member is not None and len(stream.partitions) == 1)
        appending = asyncio.create_task(stream.append(keyed(1)))
        await appending
        broker.freeze()
        await asyncio.sleep(0.2)  # it takes a moment
        appending = asyncio.create_task(stream.append(keyed(1)))
        await asyncio.sleep(0.2)
        began = time.monotonic()
        await reader.stop()
        await stream.close()
        spent = time.monotonic() - began
        broker.thaw()
        with pytest.raises(StreamDown):
            await appending
        assert spent < 20  # five for each: the member and the stream

    async def test_away_at_the_start_it_is_waited_for_and_named(self):
        stream = KafkaStream("kafka://127.0.0.1:9", "nobody", "one", patience=1.0)
        began = time.monotonic()
        with pytest.raises(StreamDown, match=r"Kafka does not answer .* Mend: start it, or set BALIE_STREAM"):
            await stream.open()
        assert 0.4 < time.monotonic() - began < 20
        await stream.close()


class TestSecured:
    def url(self, broker, password):
        return f"kafka+ssl://balie:{password}@127.0.0.1:{broker.secured_port}/?ca={broker.folder}/cert.pem&partitions=1"

    async def test_over_tls_with_a_password(self, broker):
        stream = KafkaStream(self.url(broker, PASSWORD), "secured", "one")
        await stream.open()
        await stream.append(keyed(3))
        assert len(await stream.read(0, -1, 10)) == 3
        await stream.close()

    async def test_a_wrong_password_is_said_without_it(self, broker):
        with pytest.raises(BadSetting, match="lets us not in") as refused:
            await KafkaStream(self.url(broker, "guessed"), "secured", "one").open()
        assert "guessed" not in str(refused.value)

    async def test_another_certificate_is_not_believed(self, broker):
        url = self.url(broker, PASSWORD).replace(f"ca={broker.folder}/cert.pem&", "")
        with pytest.raises((StreamDown, BadSetting)):
            await KafkaStream(url, "secured", "one", patience=0.5).open()


class TestAddress:
    def test_is_read_whole(self):
        found = Address.parse("kafka://one,two:9093/?partitions=12&replication=2&session=20&missing=skip")
        assert found.client == {"bootstrap_servers": ["one:9092", "two:9093"], "security_protocol": "PLAINTEXT"}
        assert (found.partitions, found.replication, found.session, found.skip_missing) == (12, 2, 20.0, True)

    def test_a_password_may_hold_anything(self):
        found = Address.parse("kafka://our%40name:p%2Fss%3A@host/?sasl=scram-sha-512")
        assert found.client["sasl_plain_username"] == "our@name"
        assert found.client["sasl_plain_password"] == "p/ss:"
        assert found.client["sasl_mechanism"] == "SCRAM-SHA-512"

    @pytest.mark.parametrize(
        ("url", "said"),
        [
            ("kafka:///?partitions=1", "names no host"),
            ("kafka://host/?partition=1", "does not know partition"),
            ("kafka://host/?partitions=0", "has partitions=0"),
            ("kafka://a:b@host/?sasl=MD5", "has sasl=MD5"),
            ("kafka+ssl://host/?ca=/nowhere.pem", "certificate that cannot be used"),
            ("kafka://host/?missing=1", "missing=1"),
        ],
    )
    def test_what_cannot_be_read_is_said_with_the_mend(self, url, said):
        with pytest.raises(BadSetting, match=f"BALIE_STREAM .*{said}"):
            Address.parse(url)


async def test_an_appender_that_lost_count_begins_anew(topics):
    async with opened(topics) as stream:
        appender = Appender(Address.parse(topics.url), f"{topics.namespace}.contacts")
        await appender.open()
        await appender.append(keyed(1))
        appender._worn = True
        await appender.append(keyed(1))
        await appender.close()
        assert len(await stream.read(0, -1, 10)) == 2
