"""Looks between processes: whoever is on another one is seen too, and forgotten when it says no more."""

from datetime import timedelta

import pytest

from router.domain.looking import LASTS, Look, Onlooker
from router.presence.picked import looks_beside
from router.presence.redis_looks import RedisLooks
from router.testing import MONDAY
from router.web.looking import Looking
from scripts.servers.redis import Server
from tests.queues.kinds import KINDS, maker_of, redis_queues

CASE = "KV-2611-0001"
SECOND = timedelta(seconds=1)


@pytest.fixture
def server(redis_url, tmp_path):
    server = Server(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture
async def two(server):
    """Two processes of one municipality, and one of another."""
    queues = [redis_queues(server.url, namespace=name) for name in ("delft", "delft", "gent")]
    yield [RedisLooks(each.server) for each in queues]
    for each in queues:
        await each.close()


@pytest.mark.parametrize("kind", KINDS)
async def test_nobody_hears_themselves(kind, request):
    queues = maker_of(kind, request)()
    await queues.open()
    looks = looks_beside(queues)
    for _ in range(2):
        assert await looks.exchange({CASE: [Look(account="an", seen=MONDAY)]}, MONDAY) == {}
    await queues.close()


async def told(two, here, there, now):
    """What each of two processes knows is told to the other."""
    for looking, looks in ((here, two[0]), (there, two[1]), (here, two[0])):
        await looking.exchange(looks, now)


async def test_two_processes_know_of_each_other(two):
    here, there, now = Looking(), Looking(), MONDAY
    here.seen(CASE, "an", now)
    there.seen(CASE, "bo", now)
    there.typed(CASE, "bo", now)
    await told(two, here, there, now)
    assert here.others("an", now) == {CASE: (Onlooker(account="bo", types=True),)}
    assert there.others("bo", now) == {CASE: (Onlooker(account="an", types=False),)}
    assert await two[2].exchange({}, now) == {}
    there.left(CASE, "bo")
    await told(two, here, there, now + SECOND)
    assert here.others("an", now + SECOND) == {}


async def test_one_person_on_two_processes_is_one(two):
    here, there, now = Looking(), Looking(), MONDAY
    for looking in (here, there):
        looking.seen(CASE, "an", now)
    there.typed(CASE, "an", now)
    await told(two, here, there, now)
    assert here.others("bo", now) == {CASE: (Onlooker(account="an", types=True),)}
    assert here.others("an", now) == {}


async def test_a_process_that_died_is_forgotten(two, server):
    await two[1].exchange({CASE: [Look(account="bo", seen=MONDAY)]}, MONDAY)
    later = MONDAY + LASTS + SECOND
    assert await two[0].exchange({}, later) == {}
    assert server.ask("HLEN", "{delft}:looks") == b":1\r\n"


async def test_without_redis_each_knows_its_own(two, server):
    here = Looking()
    here.seen(CASE, "an", MONDAY)
    server.stop()
    await here.exchange(two[0], MONDAY)
    assert here.others("bo", MONDAY) == {CASE: (Onlooker(account="an", types=False),)}
