"""The queues that BALIE_QUEUES names. The driver of Redis is imported only when it is one."""

from router.clock import Clock
from router.queues.base import Index
from router.queues.memory import MemoryQueues

MEMORY, REDIS = "memory://", ("redis://", "rediss://", "redis+sentinel://")


def queues_at(url: str, namespace: str, clock: Clock) -> Index:
    """Not opened yet. In Redis every key of a municipality begins with its namespace. Raises BadSetting."""
    if url.startswith(REDIS):
        from router.queues.redis import RedisQueues
        from router.queues.redis_server import RedisServer

        return RedisQueues(RedisServer(url, namespace), clock)
    return MemoryQueues()
