"""Redis is emptied, killed and away in the middle of work: work goes on or waits, nothing is lost or doubled, the index ends equal."""

import asyncio
from contextlib import asynccontextmanager, suppress
from random import Random

import pytest

from router.domain.errors import Refused, StoreDown
from router.domain.seeker import seeker_of
from router.queues.base import place_of
from router.roles.reconciler import Reconciler
from router.testing import FakeClock, inbound
from router.testing_town import town_in
from scripts.servers.redis import Server
from tests.queues.kinds import redis_queues

pytestmark = pytest.mark.slow


@pytest.fixture
def server(redis_url, tmp_path):
    """Keeps nothing on the disk: started again it is empty. `redis_url` says whether there can be one."""
    server = Server(tmp_path / "redis")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def keeping(redis_url, tmp_path):
    """Started again it has the data of its last snapshot."""
    server = Server(tmp_path / "redis", save="3600 1")
    server.start()
    yield server
    server.stop()


class Day:
    """Contacts come in and people take and give back work, until told to stop."""

    def __init__(self, town):
        self.town, self.rng, self.over = town, Random(5), asyncio.Event()
        self.accepted, self.taken, self.waited = 0, 0, 0

    async def arrive(self):
        while not self.over.is_set():
            await self.town.accept(*(inbound(received_at=self.town.clock.now()) for _ in range(5)))
            self.accepted += 5
            with suppress(StoreDown):  # it lies on the stream; the worker's role tries again
                await self.town.settle()
            await asyncio.sleep(0.02)

    async def work(self, agent):
        actor, seeker, change = self.town.actor(agent.account), seeker_of(agent, agent.teams), None
        while not self.over.is_set():
            try:
                change = await self.town.acts.take_next(actor, seeker)
                self.taken += change is not None
                if change is not None and self.rng.random() < 0.7:
                    await self.town.acts.release(change.case.reference, actor, "left")
            except Refused:  # full hands
                for reference in await self.town.store.held_by(agent.account):
                    await self.town.acts.release(reference, actor, "full")
            except StoreDown:
                self.waited += 1
            await asyncio.sleep(self.rng.random() * 0.05)


@asynccontextmanager
async def at_work(server, folder, agents=10):
    """A day at work; leaving ends it and checks everything."""
    queues = redis_queues(server.url, FakeClock())
    async with town_in(folder, queues=queues) as town:
        crowd, day = town.crowd(agents), Day(town)
        reconciler = Reconciler(town.store, queues, town.clock, settle=0.05)
        tasks = [asyncio.create_task(each) for each in (day.arrive(), *(day.work(agent) for agent in crowd))]
        watch = asyncio.create_task(reconciler.run())
        await asyncio.sleep(1)
        yield day, reconciler
        await asyncio.sleep(1)
        day.over.set()
        await asyncio.gather(*tasks)
        async with asyncio.timeout(20):
            while await lost(queues):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        await town.settle()
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)
        await sound(town, day, crowd)


async def lost(queues):
    try:
        return await queues.lost(0)
    except StoreDown:
        return True


async def sound(town, day, crowd):
    """I1-I4: one case each, one owner each, and the index as the store says without any repair."""
    cases = await town.cases()
    assert len(cases) == day.accepted
    waiting = {case.reference for case in await town.store.waiting()}
    held = [reference for agent in crowd for reference in await town.store.held_by(agent.account)]
    assert len(held) == len(set(held))
    assert not waiting & set(held)
    assert len(waiting) + len(held) == len(cases)
    for agent in crowd:
        owned = await town.store.held_by(agent.account)
        assert (await town.store.loads_of(agent.account)).get("all", 0) == len(owned) <= agent.capacity["other"]
    places = [place_of(case) for case in await town.store.waiting()]
    assert await town.queues.replace(places) == 0, "I3: the index differs from the store"


async def test_emptied(server, tmp_path):
    async with at_work(server, tmp_path) as (day, reconciler):
        for _ in range(3):
            server.ask("FLUSHALL")
            await asyncio.sleep(0.7)
        assert reconciler.measures.queue_rebuilds >= 3
        before = day.taken
    assert day.taken > before


async def test_killed_and_started_empty(server, tmp_path):
    async with at_work(server, tmp_path) as (_, reconciler):
        for _ in range(2):
            server.kill()
            server.start()
            await asyncio.sleep(1.5)
        assert reconciler.measures.queue_rebuilds >= 2


async def test_started_with_the_data_of_a_while_ago(keeping, tmp_path):
    async with at_work(keeping, tmp_path) as (_, reconciler):
        keeping.ask("SAVE")
        await asyncio.sleep(1)
        keeping.kill()
        keeping.start()
        await asyncio.sleep(1.5)
        assert reconciler.measures.queue_rebuilds >= 1


async def test_away_for_some_seconds(server, tmp_path):
    """Everybody waits or is told to try again; what was begun is finished."""
    async with at_work(server, tmp_path) as (day, reconciler):
        before = day.taken
        await asyncio.to_thread(server.stop)
        await asyncio.sleep(7)
        await asyncio.to_thread(server.start)
        await asyncio.sleep(2)
        assert reconciler.measures.queue_rebuilds >= 1
        assert day.taken > before


async def test_nothing_personal_lies_there(server, tmp_path):
    """References, teams, accounts and moments; no name, address or word of a citizen."""
    queues = redis_queues(server.url, namespace="klaverdam")
    server.ask("CONFIG", "SET", "rdbcompression", "no")  # DUMP shows the bytes as they are
    async with town_in(tmp_path, queues=queues) as town:
        await town.receive(text="Mijn buurman Zwartjes draait iedere nacht muziek", subject="Overlast Dorpsstraat 5")
        await town.attendance.heard("agent")
        keys = await queues.server._ask("KEYS", "*")
        assert all(key.startswith(b"{klaverdam}:") for key in keys)
        found = b"".join([await queues.server._ask("DUMP", key) for key in keys])
        found += b"".join(await queues.server._ask("HVALS", "{klaverdam}:queue:places"))
        contact = inbound()
        personal = [
            contact.sender.name,
            contact.sender.email,
            contact.sender.phone,
            "Zwartjes",
            "Dorpsstraat",
            "muziek",
        ]
        assert [each for each in personal if each and each.encode() in found] == []
