"""The embedded queues: sorted lists in memory, rebuilt from the store at start."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from heapq import merge
from itertools import islice

from router.domain.seeker import Seeker, suits
from router.queues.base import LENT, Depth, Place
from router.queues.in_order import InOrder

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
Key = tuple[datetime, str]
Lists = defaultdict[str, InOrder[Key]]
LOOKED_AT = 2_000  #: places of a queue that are tried for one agent; what is kept for others is seldom more


class MemoryQueues:
    """Meets the port in one process. Not shared: `--roles` other than all needs Redis."""

    def __init__(self) -> None:
        self._known: dict[str, Place] = {}
        self._order, self._arrivals, self._breaches = Lists(InOrder), Lists(InOrder), Lists(InOrder)  #: by team
        self._mark, self._stamps, self._whole = 0, dict[str, int](), False
        self._lent: dict[str, tuple[str, datetime]] = {}

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    async def update(self, places: Sequence[Place]) -> None:
        for place in places:
            self._put(place)

    async def top(self, team: str, limit: int, skip: int = 0) -> Sequence[str]:
        return [reference for _, reference in self._keys(team)[skip : skip + limit]]

    async def fitting(self, seeker: Seeker, now: datetime, limit: int, *, lend: bool = False) -> Sequence[str]:
        queues = [islice(self._keys(team), LOOKED_AT) for team in seeker.teams]
        free, lent = list[str](), list[str]()
        for _, reference in queues[0] if len(queues) == 1 else merge(*queues):
            if self._fits(self._known[reference], seeker, now):
                (lent if self._is_lent(reference, seeker, now) else free).append(reference)
                if len(free) == limit:
                    break
        found = [*free, *lent][:limit]
        if lend and found:
            self._lent[found[0]] = seeker.account, now + LENT
        return found

    def _is_lent(self, reference: str, seeker: Seeker, now: datetime) -> bool:
        if reference not in self._lent:
            return False
        account, until = self._lent[reference]
        return account != seeker.account and now < until

    def _fits(self, place: Place, seeker: Seeker, now: datetime) -> bool:
        if place.offered or seeker.account in place.passed:
            return False
        return place.wanted is None or suits(place.wanted, seeker, now)

    async def depths(self) -> Mapping[str, Depth]:
        return {team: self._depth(team) for team, keys in self._order.items() if keys}

    async def replace(self, places: Sequence[Place]) -> int:
        truth = {place.reference: place for place in places if place.waits}
        differences = sum(1 for each in truth.values() if self._known.get(each.reference) != each)
        differences += sum(1 for each in self._known.values() if each.waits and each.reference not in truth)
        self._known, self._stamps = {}, {}
        self._order, self._arrivals, self._breaches = Lists(InOrder), Lists(InOrder), Lists(InOrder)
        for place in truth.values():
            self._put(place)
        self._whole = True
        return differences

    async def lost(self, within: float) -> bool:
        if self._whole:
            await asyncio.sleep(within)
        return not self._whole

    async def mark(self) -> int:
        self._mark += 1
        return self._mark

    async def differing(self, places: Sequence[Place], mark: int) -> Sequence[str]:
        found = []
        for place in places:
            known = self._known.get(place.reference)
            if known is not None and _says(known) == _says(place):
                self._stamps[place.reference] = max(mark, self._stamps[place.reference])
            elif known is None or not self._newer(known, place, mark):
                found.append(place.reference)
        return found

    async def surplus(self, mark: int) -> Sequence[str]:
        return [name for name, stamp in self._stamps.items() if stamp < mark and self._known[name].waits]

    async def mend(self, places: Sequence[Place], mark: int) -> int:
        differed = 0
        for place in places:
            known = self._known.get(place.reference)
            if known is not None and self._newer(known, place, mark):
                continue
            differed += known != place and (place.waits or (known is not None and known.waits))
            self._forget(place.reference)
            self._put(place, mark)
        return differed

    async def finish(self, mark: int) -> int:
        surplus = await self.surplus(mark)
        for reference in [name for name, stamp in self._stamps.items() if stamp < mark]:
            self._forget(reference)
        self._whole = True
        return len(surplus)

    def _newer(self, known: Place, place: Place, mark: int) -> bool:
        """Told since the mark, and as new as what was read after it."""
        return self._stamps[known.reference] >= mark and known.version >= place.version

    def _forget(self, reference: str) -> None:
        known = self._known.pop(reference, None)
        self._stamps.pop(reference, None)
        self._lent.pop(reference, None)
        if known is not None and known.waits:
            self._take_out(known)

    def _put(self, place: Place, stamp: int | None = None) -> None:
        known = self._known.get(place.reference)
        if known is not None:
            if known.version >= place.version:
                return
            if known.waits:
                self._take_out(known)
        if place.waits:
            self._order[place.team].add(_key(place))
            self._arrivals[place.team].add((place.received_at, place.reference))
            self._breaches[place.team].add((place.breach or NEVER, place.reference))
        self._lent.pop(place.reference, None)
        self._known[place.reference] = place
        self._stamps[place.reference] = self._mark if stamp is None else stamp

    def _take_out(self, place: Place) -> None:
        self._order[place.team].remove(_key(place))
        self._arrivals[place.team].remove((place.received_at, place.reference))
        self._breaches[place.team].remove((place.breach or NEVER, place.reference))

    def _keys(self, team: str) -> Sequence[Key]:
        return self._order[team].keys() if team in self._order else ()

    def _depth(self, team: str) -> Depth:
        breach, arrival = self._breaches[team].keys()[0][0], self._arrivals[team].keys()[0][0]
        return Depth(len(self._order[team]), arrival, None if breach == NEVER else breach)


def _says(place: Place) -> Place | int:
    """Of what waits no longer the version alone."""
    return place if place.waits else place.version


def _key(place: Place) -> Key:
    return (place.turn, place.reference)
