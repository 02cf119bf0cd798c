"""Whether a contact is written already: who asks while a question is under way shares the next one."""

import asyncio
from collections import defaultdict

from aiohttp import web

from router.store.base import Intake


class Repeats:
    """A query for each contact would take longer than to keep the contact."""

    def __init__(self, store: Intake) -> None:
        self._store = store
        self._waiting: dict[str, list[asyncio.Future[bytes | None]]] = defaultdict(list)
        self._asking: asyncio.Task[None] | None = None

    async def digest(self, contact: str) -> bytes | None:
        """Of the body that stands under this id; None when there is none. Raises StoreDown."""
        answer: asyncio.Future[bytes | None] = asyncio.get_running_loop().create_future()
        self._waiting[contact].append(answer)
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        return await answer

    async def _ask(self) -> None:
        while self._waiting:
            asked, self._waiting = self._waiting, defaultdict(list)
            try:
                found = await self._store.digests(asked.keys())
            except Exception as error:  # whatever it is, each who waits hears it
                self._tell([each for some in asked.values() for each in some], error)
            else:
                for contact, some in asked.items():
                    self._tell(some, found.get(contact))

    def _tell(self, waiting: list[asyncio.Future[bytes | None]], said: bytes | Exception | None) -> None:
        for each in waiting:
            if each.done():
                continue  # who asked has gone
            each.set_exception(said) if isinstance(said, Exception) else each.set_result(said)


REPEATS = web.AppKey("repeats", Repeats)
