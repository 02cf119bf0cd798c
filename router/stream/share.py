"""The partitions that fall to this process, each with its work under way."""

import asyncio
from collections.abc import Collection
from types import TracebackType
from typing import Self

import structlog

from router.stream.base import Work

log = structlog.get_logger()
LEAVE_SECONDS = (
    5.0  #: for the batch in hand; after that it is cancelled, and the store's epoch fences what it may still do
)


class Share:
    """Begins and ends work as partitions come and go. Leaving it ends all of it."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._tasks: dict[int, tuple[asyncio.Event, asyncio.Task[None]]] = {}
        self._failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.end(self.partitions)
        self._failed.cancel()

    @property
    def partitions(self) -> tuple[int, ...]:
        return tuple(sorted(self._tasks))

    def begin(self, partitions: Collection[int]) -> None:
        for partition in set(partitions).difference(self._tasks):
            leave = asyncio.Event()
            task = asyncio.ensure_future(self._work(partition, leave))
            self._tasks[partition] = leave, task
            task.add_done_callback(self._ended)

    async def end(self, partitions: Collection[int]) -> None:
        """Return when their work has ended, in order or by force."""
        ending = [self._tasks.pop(partition) for partition in partitions if partition in self._tasks]
        for leave, _ in ending:
            leave.set()
        tasks = [task for _, task in ending]
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=LEAVE_SECONDS)
        for task in late:
            log.warning("worker.cancelled")
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def broken(self) -> None:
        """Wait for an error of the work, and raise it."""
        await asyncio.shield(self._failed)

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None and not self._failed.done():
            self._failed.set_exception(error)
