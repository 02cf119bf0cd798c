"""Redis answers exactly as memory does, whatever is told and asked."""

import asyncio
from datetime import timedelta

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from router.domain.case import Wanted
from router.domain.seeker import Seeker
from router.queues.memory import MemoryQueues
from router.testing import MONDAY
from tests.queues.kinds import redis_queues
from tests.queues.test_contract import place

PEOPLE, SKILLS, LANGUAGES = ("samira", "joris", "günay"), ("signs", "law"), ("nl", "fr", "de")
WANTED = st.builds(
    Wanted,
    agent=st.none() | st.sampled_from(PEOPLE),
    skills=st.lists(st.sampled_from(SKILLS), unique=True).map(tuple),
    language=st.none() | st.sampled_from(LANGUAGES),
    widens=st.lists(st.integers(0, 3), max_size=2).map(
        lambda minutes: tuple(MONDAY + timedelta(minutes=each) for each in sorted(minutes))
    ),
)
PLACES = st.builds(
    place,
    st.sampled_from(["a", "b", "é", "ÿ", "KV-2611-0001", "KV-2611-10000", "z"]),
    team=st.sampled_from(["kcc", "kcc-2", "belastingen"]),
    priority=st.sampled_from([-100, -1, 0, 79, 80, 100]),
    breach=st.none() | st.integers(-9, 9),
    received=st.integers(-3, 3),
    version=st.integers(1, 5),
    waits=st.sampled_from([True, True, False]),
    wanted=st.none() | WANTED,
    passed=st.lists(st.sampled_from(PEOPLE), max_size=2).map(tuple),
    offered=st.sampled_from([False, False, True]),
)
SEEKERS = st.builds(
    Seeker,
    account=st.sampled_from(PEOPLE),
    teams=st.lists(st.sampled_from(["kcc", "kcc-2", "belastingen", "nobody"]), unique=True).map(tuple),
    skills=st.lists(st.sampled_from(SKILLS), unique=True).map(tuple),
    languages=st.lists(st.sampled_from(LANGUAGES), unique=True).map(tuple),
)


@given(st.lists(st.lists(PLACES, max_size=12), max_size=3), st.lists(SEEKERS, min_size=1, max_size=4), st.data())
@settings(max_examples=40, deadline=None, database=None, phases=[Phase.generate])
def test_redis_as_memory(redis_url, told, seekers, data):
    async def both():
        memory, redis = MemoryQueues(), redis_queues(redis_url)
        await redis.open()
        try:
            for places in told:
                for queues in (memory, redis):
                    await queues.update(places)
            for seeker in seekers:
                now, limit = MONDAY + timedelta(minutes=data.draw(st.integers(-1, 4))), data.draw(st.integers(1, 3))
                lend = data.draw(st.booleans())
                said = [await queues.fitting(seeker, now, limit, lend=lend) for queues in (memory, redis)]
                assert said[0] == said[1]
            assert await redis.depths() == await memory.depths()
            truth = [each for each in data.draw(st.lists(PLACES, max_size=9, unique_by=lambda one: one.reference))]
            marks = await memory.mark(), await redis.mark()
            late = data.draw(st.lists(PLACES, max_size=3))
            for queues in (memory, redis):
                await queues.update(late)
            for name in ("differing", "mend"):
                said = [
                    await getattr(queues, name)(truth, mark)
                    for queues, mark in zip((memory, redis), marks, strict=True)
                ]
                assert said[0] == said[1]
            assert set(await memory.surplus(marks[0])) == set(await redis.surplus(marks[1]))
            assert await memory.finish(marks[0]) == await redis.finish(marks[1])
            assert await redis.depths() == await memory.depths()
            for team in await memory.depths():
                assert await redis.top(team, 9) == await memory.top(team, 9)
        finally:
            await redis.close()

    asyncio.run(both())


async def test_only_the_front_of_a_long_queue_is_looked_at(redis_url):
    """What is kept for others far ahead of what fits: both look equally far."""
    kept = Wanted(agent="joris", widens=(MONDAY + timedelta(1),))
    seeker = Seeker(account="samira", teams=("kcc",))
    memory, redis = MemoryQueues(), redis_queues(redis_url)
    await redis.open()
    for before in (1998, 3):
        places = [place(f"k-{each:05}", received=each, wanted=kept) for each in range(before)]
        places += [place(f"z-{each}", received=9000 + each) for each in range(5)]
        for queues in (memory, redis):
            await queues.replace(places)
        assert await redis.fitting(seeker, MONDAY, 3) == await memory.fitting(seeker, MONDAY, 3)
    await redis.close()


@pytest.fixture(autouse=True)
def _needs(redis_url):
    return redis_url
