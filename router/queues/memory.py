"""The embedded queues: sorted lists in memory, rebuilt from the store at start."""

from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from router.queues.base import Depth, Place

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
Key = tuple[int, datetime, datetime, str]


class MemoryQueues:
    """Meets the port in one process. Not shared: `--roles` other than all needs Redis."""

    def __init__(self) -> None:
        self._known: dict[str, Place] = {}
        self._order: dict[str, list[Key]] = {}
        self._arrivals: dict[str, list[tuple[datetime, str]]] = {}
        self._breaches: dict[str, list[tuple[datetime, str]]] = {}

    async def update(self, places: Sequence[Place]) -> None:
        for place in places:
            self._put(place)

    async def top(self, team: str, limit: int, skip: int = 0) -> Sequence[str]:
        return [key[3] for key in self._order.get(team, ())[skip : skip + limit]]

    async def depths(self) -> Mapping[str, Depth]:
        return {team: self._depth(team) for team, keys in self._order.items() if keys}

    async def replace(self, places: Sequence[Place]) -> int:
        truth = {place.reference: place for place in places if place.waits}
        differences = sum(1 for each in truth.values() if self._known.get(each.reference) != each)
        differences += sum(1 for each in self._known.values() if each.waits and each.reference not in truth)
        self._known, self._order, self._arrivals, self._breaches = {}, {}, {}, {}
        for place in truth.values():
            self._put(place)
        return differences

    def _put(self, place: Place) -> None:
        known = self._known.get(place.reference)
        if known is not None:
            if known.version >= place.version:
                return
            if known.waits:
                self._take_out(known)
        if place.waits:
            insort(self._order.setdefault(place.team, []), _key(place))
            insort(self._arrivals.setdefault(place.team, []), (place.received_at, place.reference))
            insort(self._breaches.setdefault(place.team, []), (place.breach or NEVER, place.reference))
        self._known[place.reference] = place

    def _take_out(self, place: Place) -> None:
        for lists, key in (
            (self._order, _key(place)),
            (self._arrivals, (place.received_at, place.reference)),
            (self._breaches, (place.breach or NEVER, place.reference)),
        ):
            keys: list[object] = lists[place.team]  # type: ignore[assignment]  # keys of its own kind each
            del keys[bisect_left(keys, key)]  # type: ignore[type-var]

    def _depth(self, team: str) -> Depth:
        breach = self._breaches[team][0][0]
        return Depth(len(self._order[team]), self._arrivals[team][0][0], None if breach == NEVER else breach)


def _key(place: Place) -> Key:
    return (-place.priority, place.breach or NEVER, place.received_at, place.reference)
