"""Case references, KV-2611-0007: drawn from the store in blocks, so that no two workers give the same. Gaps are allowed."""

from collections import deque
from datetime import datetime

from router.domain.municipality import Organisation
from router.store.base import Register

SMALLEST, LARGEST = (
    50,
    5_000,
)  #: numbers in a block; each block is twice the one before, so that a quiet town has small gaps


class References:
    """What is left of the blocks drawn, by month of receipt."""

    def __init__(self, store: Register) -> None:
        self._store = store
        self._left: dict[str, deque[int]] = {}
        self._size = SMALLEST

    async def stock(self, organisation: Organisation, moments: list[datetime]) -> None:
        """Have enough for contacts received at these moments."""
        wanted: dict[str, int] = {}
        for moment in moments:
            prefix = _prefix(organisation, moment)
            wanted[prefix] = wanted.get(prefix, 0) + 1
        for prefix, count in wanted.items():
            left = self._left.setdefault(prefix, deque())
            if len(left) < count:
                size = max(self._size, count)
                first = await self._store.draw(prefix, size)
                left.extend(range(first, first + size))
                self._size = min(LARGEST, 2 * size)

    def next(self, organisation: Organisation, moment: datetime) -> str:
        prefix = _prefix(organisation, moment)
        return f"{prefix}-{self._left[prefix].popleft():04d}"


def _prefix(organisation: Organisation, moment: datetime) -> str:
    return f"{organisation.prefix}-{moment.year % 100:02d}{moment.month:02d}"  # ten times as fast as strftime
