"""The queues: a live index of the work that waits. The store owns the truth; this can be rebuilt from it at any time."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from router.domain.place import Place, no_place, place_of
from router.domain.seeker import Seeker

__all__ = ["Depth", "Index", "Place", "Queues", "Repairs", "no_place", "place_of"]


LENT = timedelta(seconds=5)


class Depth(NamedTuple):
    """How a queue stands."""

    waiting: int
    oldest: datetime | None
    next_breach: datetime | None


class Queues(Protocol):
    """Waiting work per team, by turn (domain/turn.py): the earliest first, then the lowest reference."""

    async def update(self, places: Sequence[Place]) -> None:
        """Put, move or take out, in one call. An older version than the one known has no effect."""

    async def top(self, team: str, limit: int, skip: int = 0) -> Sequence[str]:
        """References in the order in which they should be taken."""

    async def fitting(self, seeker: Seeker, now: datetime, limit: int, *, lend: bool = False) -> Sequence[str]:
        """What this agent could be given of all their teams' queues, the earliest turn first.

        Left out: what lies before somebody, what they let go, and what is kept for others at this moment. With `lend` the first is
        lent to them: for some seconds, or until it changes, it comes last for others, so that fifty who ask at once do not all try one.
        """

    async def depths(self) -> Mapping[str, Depth]:
        """Every team that has work waiting."""

    async def replace(self, places: Sequence[Place]) -> int:
        """Make the index equal to the store's truth; returns how many differences there were. Nothing may be told meanwhile."""


class Repairs(Protocol):
    """How the index is compared with the store and made equal to it while work goes on.

    A mark stands for a moment: read the store after taking one, and whatever is told after it is known to be as new as what was
    read. All but `lost` raise QueuesDown; those that take a mark raise IndexLost when everything went since it was taken.
    """

    async def lost(self, within: float) -> bool:
        """True as soon as the index is known not to be whole (new, emptied, or on another server); False after so many seconds."""

    async def mark(self) -> int: ...

    async def differing(self, places: Sequence[Place], mark: int) -> Sequence[str]:
        """References of those that stand otherwise in the index. The others count as looked at."""

    async def surplus(self, mark: int) -> Sequence[str]:
        """References that wait in the index and were neither looked at nor told since the mark."""

    async def mend(self, places: Sequence[Place], mark: int) -> int:
        """Make these as they are given, unless something as new was told since the mark; returns how many differed."""

    async def finish(self, mark: int) -> int:
        """Take out what was neither looked at, mended nor told since the mark: the index is whole. Returns how many waited there."""


class Index(Queues, Repairs, Protocol):
    """All of it; every implementation passes tests/queues/test_contract.py and test_repairs.py."""

    async def open(self) -> None:
        """Raises BadSetting when it cannot be used, with the mend; QueuesDown."""

    async def close(self) -> None: ...
