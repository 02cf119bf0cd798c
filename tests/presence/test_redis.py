"""Presence when Redis is emptied or away: everybody stays where they were."""

import pytest

from router.domain.presence import PresenceState, first_seen
from router.presence.redis import RedisPresences
from router.steps.attend import Attendance
from router.testing import MONDAY, FakeClock
from scripts.servers.redis import Server
from tests.queues.kinds import redis_queues


@pytest.fixture
def server(redis_url, tmp_path):
    server = Server(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture
async def two(server):
    """Two processes of one municipality."""
    queues = [redis_queues(server.url, namespace="delft") for _ in range(2)]
    yield [RedisPresences(each.server) for each in queues]
    for each in queues:
        await each.close()


async def test_shared(two):
    one, other = two
    assert await one.put(first_seen("samira", MONDAY))
    there = (await other.all())["samira"]
    assert await other.put(there.to(PresenceState.AVAILABLE, MONDAY))
    assert (await one.all())["samira"].state == PresenceState.AVAILABLE


async def test_emptied(two, server):
    """Nobody has to say again that they are available."""
    one, other = two
    attendance = Attendance(one, FakeClock())
    await attendance.choose("samira", PresenceState.AVAILABLE)
    server.ask("FLUSHALL")
    assert (await attendance.heard("samira")).state == PresenceState.AVAILABLE
    assert (await other.all())["samira"].state == PresenceState.AVAILABLE


async def test_away_and_back(two, server):
    """What was chosen meanwhile holds, and reaches the others afterwards."""
    one, other = two
    attendance = Attendance(one, FakeClock())
    await attendance.choose("samira", PresenceState.AVAILABLE)
    server.stop()
    assert (await attendance.choose("samira", PresenceState.AWAY)).state == PresenceState.AWAY
    assert not await one.put(first_seen("samira", MONDAY))
    server.start()
    assert (await one.all())["samira"].state == PresenceState.AWAY
    assert (await other.all())["samira"].state == PresenceState.AWAY
