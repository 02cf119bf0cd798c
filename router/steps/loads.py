"""How busy each team's queue is, as rules ask about it."""

from collections.abc import Mapping
from datetime import datetime

from router.queues.base import Depth
from router.rules.facts import QueueLoad


def loads_of(depths: Mapping[str, Depth], now: datetime) -> dict[str, QueueLoad]:
    """Of every team that has work waiting."""
    return {
        team: QueueLoad(
            waiting=depth.waiting, oldest_seconds=int((now - depth.oldest).total_seconds()) if depth.oldest else 0
        )
        for team, depth in depths.items()
    }
