"""The implementations of the queues, each test with one of its own."""

from uuid import uuid4

from router.queues.memory import MemoryQueues
from router.queues.redis import RedisQueues
from router.queues.redis_server import RedisServer
from router.testing import FakeClock

KINDS = ("memory", "redis")


def redis_queues(url, clock=None, namespace=None):
    """Not opened yet, under a name that nobody else has."""
    return RedisQueues(RedisServer(url, namespace or f"test-{uuid4().hex[:8]}"), clock or FakeClock())


def maker_of(kind, request):
    """Makes one that is not opened yet; asks for the server only where there must be one."""
    if kind == "memory":
        return MemoryQueues
    url = request.getfixturevalue("redis_url")
    return lambda: redis_queues(url)
