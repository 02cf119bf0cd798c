"""Workers over partitions: what one leaves in the midst another finishes, and each contact has its effect once.

The points of a crash are given by a store that dies there: it stands for a process that was killed."""

import asyncio
from collections import Counter

import pytest

from router.domain.contact import Sender
from router.domain.errors import FencedOff
from router.queues.memory import MemoryQueues
from router.roles.crew import Crew
from router.steps.accept import accept
from router.store.base import Position
from router.store.sqlite import SqliteStore
from router.stream.kafka import KafkaStream
from router.testing import FakeClock, inbound, klaverdam, register

COUNT = 120


class Killed(BaseException):
    """No handler of ours catches it, as none catches SIGKILL."""


class Dying:
    """The store of a worker that is killed at a point of its third batch."""

    def __init__(self, store, point):
        self._store, self._point, self.batches = store, point, 0

    def __getattr__(self, name):
        return getattr(self._store, name)

    async def digests(self, contacts):
        self.batches += 1
        self._die_at("after reading")
        return await self._store.digests(contacts)

    async def apply(self, changes, position=None):
        self._die_at("before the commit")
        done = await self._store.apply(changes, position)
        self._die_at("after the commit")
        return done

    def _die_at(self, point):
        if self._point == point and self.batches == 3:
            raise Killed


@pytest.fixture
async def store(tmp_path):
    store = SqliteStore(await register(tmp_path))
    await store.open()
    yield store
    await store.close()


class Town:
    def __init__(self, url, namespace):
        self.url, self.namespace, self.streams = f"{url}/?partitions=3&session=2", namespace, []

    async def stream(self, name):
        stream = KafkaStream(self.url, self.namespace, name)
        await stream.open()
        self.streams.append(stream)
        return stream

    async def accept(self, numbers):
        sent = [
            inbound(
                source_id=f"m-{number}",
                text=f"Vraag {number} over mijn paspoort",
                sender=Sender(email=f"citizen-{number}@klaverdam.example"),
            )
            for number in numbers
        ]
        for each in sent:
            await accept([each], stream=self.streams[0], secret=b"keys")
        return {each.id for each in sent}


@pytest.fixture
async def town(kafka_url, tmp_path):
    town = Town(kafka_url, f"c{abs(hash(str(tmp_path)))}")
    yield town
    for stream in town.streams:
        await stream.close()


def crew_of(stream, store):
    return Crew(stream, store, MemoryQueues(), FakeClock(), klaverdam)


async def contacts_of(store):
    async with store.engine.connect() as connection:
        rows = await connection.exec_driver_sql("SELECT data FROM history WHERE type IN ('opened', 'joined')")
        lines = [row[0] for row in rows]
    return Counter(line.split('"contact":"')[1].split('"')[0] for line in lines)


async def settled(store, ids, *crews):
    async with asyncio.timeout(40):
        while True:
            for crew in crews:
                assert not crew.done(), crew.exception()
            found = await contacts_of(store)
            if ids <= set(found):
                return found
            await asyncio.sleep(0.1)


async def stopped(*tasks):
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest.mark.parametrize("point", ["after reading", "before the commit", "after the commit"])
async def test_a_worker_killed_in_the_midst_is_followed_by_another(town, store, point):
    first, second = await town.stream("one"), await town.stream("two")
    ids = await town.accept(range(COUNT))
    dying = crew_of(first, Dying(store, point))
    one = asyncio.create_task(dying.run())
    await asyncio.wait([one], timeout=30)
    assert isinstance(one.exception(), BaseExceptionGroup)  # with Killed in it
    two = asyncio.create_task(crew_of(second, store).run())
    ids |= await town.accept(range(COUNT, COUNT + 30))
    found = await settled(store, ids, two)
    await stopped(two)
    assert set(found.values()) == {1}
    assert set(found) == ids


async def test_a_second_member_joins_in_the_midst_and_both_are_ready(town, store):
    first, second = await town.stream("one"), await town.stream("two")
    ids = await town.accept(range(COUNT))
    ours, theirs = crew_of(first, store), crew_of(second, store)
    one = asyncio.create_task(ours.run())
    ids |= await town.accept(range(COUNT, COUNT + 40))
    two = asyncio.create_task(theirs.run())
    ids |= await town.accept(range(COUNT + 40, COUNT + 80))
    found = await settled(store, ids, one, two)
    async with asyncio.timeout(20):
        while ours.behind() or theirs.behind() or not first.partitions or not second.partitions:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    assert sorted([*first.partitions, *second.partitions]) == [0, 1, 2]
    await stopped(one, two)
    assert set(found.values()) == {1}


async def test_who_was_taken_over_from_is_fenced(town, store):
    stream = await town.stream("one")
    ids = await town.accept(range(30))
    crew = crew_of(stream, store)
    one = asyncio.create_task(crew.run())
    await settled(store, ids, one)
    old = next(crew.position(each) for each in (0, 1, 2) if crew.position(each).offset >= 0)
    taken = await store.take(old.partition)  # as another process does
    with pytest.raises(FencedOff):
        await store.apply([], old)
    assert taken.offset == old.offset
    ids |= await town.accept(range(30, 60))  # the stream says that it is still ours: it takes it again
    found = await settled(store, ids, one)
    assert crew.position(old.partition).epoch > taken.epoch or crew.position(old.partition) == Position(*old)
    await stopped(one)
    assert set(found.values()) == {1}
