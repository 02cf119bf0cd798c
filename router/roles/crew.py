"""The worker role: a worker for each partition that falls to this process."""

import asyncio
from collections.abc import Callable, Sequence

from router.clock import Clock
from router.queues.base import Queues
from router.roles.publisher import Publisher
from router.roles.worker import Worker
from router.rules.rulebook import Rulebook
from router.store.base import Position, Store
from router.stream.base import Stream


class Crew:
    """They come and go as the stream shares out its partitions."""

    def __init__(
        self,
        stream: Stream,
        store: Store,
        queues: Queues,
        clock: Clock,
        book: Callable[[], Rulebook],
        publisher: Publisher | None = None,
    ) -> None:
        self._stream, self._ports, self._publisher = stream, (store, queues, clock, book), publisher
        self._workers: dict[int, Worker] = {}
        self._begun = False

    async def run(self) -> None:
        await self._stream.shared(self._work)

    async def _work(self, partition: int, leave: asyncio.Event) -> None:
        worker = self._workers[partition] = Worker(self._stream, *self._ports)
        self._begun = True
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(worker.run(partition, leave))
                if partition == 0 and self._publisher is not None:
                    group.create_task(self._publisher.run(leave))
        finally:
            if self._workers.get(partition) is worker:
                del self._workers[partition]

    def position(self, partition: int) -> Position | None:
        """How far a partition was consumed; None when it is not ours."""
        worker = self._workers.get(partition)
        return worker.position if worker else None

    def behind(self) -> Sequence[str]:
        """Why it is not ready yet: sentences, none once it has read all that lay there when it began."""
        late = sorted(partition for partition, worker in self._workers.items() if not worker.caught_up)
        if late:
            return [f"The worker has not caught up yet with partition {', '.join(map(str, late))}."]
        return [] if self._begun or not self._stream.partitions else ["The worker waits for its partitions."]
