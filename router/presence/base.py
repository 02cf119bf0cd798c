"""Presence of agents: a small port of its own, for it is news of this minute and no truth to keep."""

from collections.abc import Mapping
from typing import Protocol

from router.domain.presence import Presence


class Presences(Protocol):
    """Who is there. Forgotten when the last process stops: a heartbeat brings everybody back."""

    async def all(self) -> Mapping[str, Presence]:
        """By account, everybody ever heard of since the start."""

    async def put(self, presence: Presence) -> bool:
        """Keep it if nobody else changed it: its version is one more than the one kept. False, and nothing kept, otherwise."""
