"""The queues in Redis: one Lua call a batch, shared by every process of a municipality (docs/adr/0012).

What cannot be told because Redis is away is not kept: the index is marked as not whole, and the reconciler builds it again.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
import structlog

from router.clock import Clock
from router.domain.errors import IndexLost, QueuesDown
from router.domain.moments import to_micros
from router.domain.seeker import Seeker
from router.queues.base import LENT, Depth, Place
from router.queues.memory import LOOKED_AT
from router.queues.redis_place import moment_of, packed
from router.queues.redis_server import PATIENCE, RedisServer, Script, script

log = structlog.get_logger()
KEYS = ("built", "places", "order", "arrivals", "breaches", "teams", "gone", "lent")  #: as lua/place.lua names them
BATCH = 500  #: places in one call: some ms, which is what others wait behind
PART = 1000  #: places looked at in one call
TELL_PATIENCE = 1.0  #: seconds that somebody's act may wait for the index
LOOK_EVERY = 1.0  #: seconds between two looks whether the index is whole
_pack = msgspec.msgpack.Encoder().encode


class RedisQueues:
    """Meets router.queues.base.Index."""

    def __init__(self, server: RedisServer, clock: Clock) -> None:
        self.server, self._clock = server, clock
        self._keys = [server.key(f"queue:{name}") for name in KEYS]
        self._scripts = dict[str, Script]()
        self._broken = asyncio.Event()  #: somebody saw that the index is not whole
        self._spoiling: asyncio.Task[None] | None = None

    async def open(self) -> None:
        await self.server.open()

    async def close(self) -> None:
        if self._spoiling is not None:
            self._spoiling.cancel()
            await asyncio.gather(self._spoiling, return_exceptions=True)
        await self.server.close()

    async def update(self, places: Sequence[Place]) -> None:
        """Never fails: what is written is written, and an index that missed something is built again."""
        await self.server.kept(self._told(places))

    async def top(self, team: str, limit: int, skip: int = 0) -> Sequence[str]:
        whole, found = await self._call("top", [team, limit, skip])
        self._saw(whole)
        return [reference.decode() for reference in found]

    async def fitting(self, seeker: Seeker, now: datetime, limit: int, *, lend: bool = False) -> Sequence[str]:
        wishes = _pack((seeker.skills, seeker.languages, seeker.teams, to_micros(now + LENT) if lend else False))
        whole, found = await self._call("fitting", [seeker.account, to_micros(now), limit, LOOKED_AT, wishes])
        self._saw(whole)
        return [each[9:].decode() for each in sorted(found)[:limit]]

    async def depths(self) -> Mapping[str, Depth]:
        whole, *found = await self._call("depths", [])
        self._saw(whole)
        return {
            team.decode(): Depth(waiting, moment_of(oldest), moment_of(breach))
            for team, waiting, oldest, breach in found
        }

    async def replace(self, places: Sequence[Place]) -> int:
        mark = await self.mark()
        differed = await self.mend([place for place in places if place.waits], mark)
        return differed + await self.finish(mark)

    async def lost(self, within: float) -> bool:
        """Redis itself knows whether the index is whole, and on which server it was built: any process may have seen it break."""
        loop = asyncio.get_running_loop()
        until = loop.time() + within
        while True:
            self._broken.clear()
            if not await self._whole():
                return True
            left = until - loop.time()
            if left <= 0:
                return False
            try:
                await asyncio.wait_for(self._broken.wait(), min(left, LOOK_EVERY))
            except TimeoutError:
                continue

    async def mark(self) -> int:
        return int(await self._call("mark", [self._now()]))

    async def differing(self, places: Sequence[Place], mark: int) -> Sequence[str]:
        found: list[bytes] = []
        for batch in _batches(places):
            found += _there(await self._call("differing", [mark, batch]))
        return [reference.decode() for reference in found]

    async def surplus(self, mark: int) -> Sequence[str]:
        cursor, found = b"0", list[bytes]()
        while True:
            cursor, some = await self._call("surplus", [cursor, mark, PART])
            found += some
            if cursor == b"0":
                return [reference.decode() for reference in dict.fromkeys(found)]

    async def mend(self, places: Sequence[Place], mark: int) -> int:
        differed = 0
        for batch in _batches(places):
            differed += _there(await self._call("mend", [self._now(), mark, batch]))
        return differed

    async def finish(self, mark: int) -> int:
        cursor: bytes = b"0"
        waited = 0
        while True:
            cursor, some = _there(await self._call("sweep", [self._now(), mark, cursor, PART]))
            waited += int(some)
            if cursor == b"0":
                break
        _there(await self._call("finish", [mark, self.server.run]))
        return waited

    async def _told(self, places: Sequence[Place]) -> None:
        try:
            for batch in _batches(places):
                if self._spoiling is not None:
                    return  # Redis is away: it is built again when it is back
                self._saw(await self._call("update", [self._now(), batch], TELL_PATIENCE))
        except QueuesDown as error:
            log.error("queues.not-told", places=len(places), reason=str(error))
            if self._spoiling is None:
                self._spoiling = asyncio.create_task(self._spoil(), name="queues.spoil")

    async def _spoil(self) -> None:
        """As soon as Redis is back: say that something is missing there."""
        while True:
            try:
                await self._call("spoil", [])
                break
            except QueuesDown:
                await asyncio.sleep(LOOK_EVERY / 4)
        self._spoiling = None
        self._broken.set()

    async def _whole(self) -> bool:
        whole, run = await self._call("standing", [])
        return bool(whole) and run.decode() == self.server.run

    def _saw(self, whole: int) -> None:
        if not whole:
            self._broken.set()

    def _now(self) -> int:
        return to_micros(self._clock.now())

    async def _call(self, name: str, arguments: Sequence[bytes | str | int], patience: float = PATIENCE) -> Any:
        return await self.server.call(script(name, "place"), self._keys, arguments, patience)


def _batches(places: Sequence[Place]) -> Iterator[bytes]:
    """One argument for all of them: that is half the work of a thousand."""
    for first in range(0, len(places), BATCH):
        yield b"".join(map(packed, places[first : first + BATCH]))


def _there(answer: Any) -> Any:
    """Raises IndexLost when the script found another index than the one that was marked."""
    if answer is None:
        raise IndexLost("Redis lost the live index while it was being built. It is built again.")
    return answer
