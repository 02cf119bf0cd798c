"""The publisher: follows history and tells other systems what became of cases, at least once, each case in order.

It goes along with partition 0 of the stream, so that one process at a time does it, fenced by an epoch as a worker is."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import msgspec
import structlog

from router.domain.change import History
from router.domain.errors import FencedOff, StoreDown, StreamDown, StreamFull
from router.domain.municipality import Organisation
from router.roles.unless import unless
from router.steps.announce import cloud_event
from router.store.base import Position, Store
from router.stream.base import Events, Message

log = structlog.get_logger()
PUBLISHED = -1  #: where the table of offsets keeps how far history was told
BATCH = 500
LOOK_EVERY = 0.25  #: seconds
PAUSE = 3.0  #: after a fence, or a server that is away
After = Callable[[int, int], Awaitable[Sequence[tuple[int, History]]]]


class Publisher:
    """`after(cursor, limit)` gives lines of history, each with its place."""

    def __init__(self, store: Store, after: After, events: Events, organisation: Callable[[], Organisation]) -> None:
        self._store, self._after, self._events, self._organisation = store, after, events, organisation

    async def run(self, leave: asyncio.Event) -> None:
        """Until `leave` is set."""
        while not leave.is_set():
            try:
                await self._follow(await self._store.take(PUBLISHED), leave)
            except FencedOff:
                log.warning("publisher.fenced")
            except (StoreDown, StreamDown, StreamFull) as error:
                log.error("publisher.waits", reason=str(error))
            await unless(leave, asyncio.sleep(PAUSE))

    async def _follow(self, position: Position, leave: asyncio.Event) -> None:
        while not leave.is_set():
            lines = await self._after(max(position.offset, 0), BATCH)
            if not lines:
                await unless(leave, asyncio.sleep(LOOK_EVERY))
                continue
            await self.tell(lines)
            position = position._replace(offset=lines[-1][0])
            await self._store.apply([], position)

    async def tell(self, lines: Sequence[tuple[int, History]]) -> None:
        organisation = self._organisation()
        cases = [(seq, line) for seq, line in lines if line.subject.startswith(f"{organisation.prefix}-")]
        await self._events.publish(
            [
                Message(line.subject.encode(), msgspec.json.encode(cloud_event(seq, line, organisation.namespace)))
                for seq, line in cases
            ]
        )
        held = [await self._store.held(line.subject) for _, line in lines if line.type == "quarantined"]
        await self._events.set_apart([Message(each.id.encode(), each.record) for each in held if each is not None])
