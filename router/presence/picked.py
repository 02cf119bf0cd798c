"""Presence lives where the queues live."""

from router.presence.base import Presences
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
