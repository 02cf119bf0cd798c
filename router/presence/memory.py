"""The embedded presence: a dictionary."""

from collections.abc import Mapping

from router.domain.presence import Presence


class MemoryPresences:
    """Meets the port in one process."""

    def __init__(self) -> None:
        self._known: dict[str, Presence] = {}

    async def all(self) -> Mapping[str, Presence]:
        return dict(self._known)

    async def put(self, presence: Presence) -> bool:
        known = self._known.get(presence.account)
        if presence.version != (known.version + 1 if known else 1):
            return False
        self._known[presence.account] = presence
        return True
