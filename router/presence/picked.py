"""Presence lives where the queues live, and so do looks."""

from router.presence.base import Presences
from router.presence.looks import Looks, LooksHere
from router.presence.memory import MemoryPresences
from router.queues.base import Queues
from router.queues.memory import MemoryQueues


def presences_beside(queues: Queues) -> Presences:
    """Open and closed with the queues."""
    if isinstance(queues, MemoryQueues):
        return MemoryPresences()
    from router.presence.redis import RedisPresences
    from router.queues.redis import RedisQueues

    assert isinstance(queues, RedisQueues)
    return RedisPresences(queues.server)


def looks_beside(queues: Queues) -> Looks:
    """Open and closed with the queues."""
    if isinstance(queues, MemoryQueues):
        return LooksHere()
    from router.presence.redis_looks import RedisLooks
    from router.queues.redis import RedisQueues

    assert isinstance(queues, RedisQueues)
    return RedisLooks(queues.server)
