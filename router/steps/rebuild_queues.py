"""Build the live index from the store, while work goes on: what is told meanwhile is newer, and stays."""

import asyncio

from router.domain.errors import IndexLost
from router.queues.base import Repairs
from router.store.base import Register

PAGE = 1000  #: places read at once: some ms, which is what others wait behind
TRIES = 3


async def rebuilt(store: Register, queues: Repairs) -> int:
    """Returns how many places differed. Raises QueuesDown, StoreDown; after either it can be called again."""
    for _ in range(TRIES - 1):
        try:
            return await _once(store, queues)
        except IndexLost:
            continue
    return await _once(store, queues)


async def _once(store: Register, queues: Repairs) -> int:
    mark = await queues.mark()
    differed, page = 0, await store.places("", PAGE)
    while page:  # while one page is written the next is read
        page, some = await asyncio.gather(store.places(page[-1].reference, PAGE), queues.mend(page, mark))
        differed += some
    return differed + await queues.finish(mark)
