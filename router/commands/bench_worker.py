"""One worker process of the bench on Kafka: the crew as it serves, held back until all partitions have found their worker."""

import asyncio
import cProfile
import gc
import pstats
import sys
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from router.clock import SystemClock
from router.commands.bench_servers import Servers, hushed
from router.process import kept_up
from router.queues.picked import queues_at
from router.roles.crew import Crew
from router.roles.publisher import Publisher
from router.rules.load import load
from router.rules.rulebook import Rulebook
from router.store.picked import store_at
from router.store.views.history import history_after
from router.stream.base import OpenStream, Work
from router.stream.picked import events_at, stream_at


class Task(NamedTuple):
    """What a process is started with."""

    servers: Servers
    namespace: str
    name: str
    tells: bool  #: of cases to other systems, as a worker that serves does
    profile: bool


class Held:
    """A stream whose partitions are shared out at once and worked on when the bench says so. It tells how many it has."""

    def __init__(self, stream: OpenStream, pipe: Connection) -> None:
        self._stream, self._pipe = stream, pipe
        self.go = asyncio.Event()
        self.append, self.read, self.arrival, self.close = stream.append, stream.read, stream.arrival, stream.close

    @property
    def partitions(self) -> tuple[int, ...]:
        return tuple(self._stream.partitions)

    async def shared(self, work: Work) -> None:
        async def held(partition: int, leave: asyncio.Event) -> None:
            self._pipe.send(self.partitions)
            waits = [asyncio.ensure_future(each.wait()) for each in (self.go, leave)]
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            for each in waits:
                each.cancel()
            await work(partition, leave)

        await self._stream.shared(held)


def work(task: Task, pipe: Connection) -> None:
    """A process's whole life. It says which partitions it has, waits for a word, works, and ends at the next word."""
    hushed()
    book = load(Path("examples/klaverdam"))
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    sys.setswitchinterval(0.0005)  # all as the server does at start
    with suppress(KeyboardInterrupt):
        asyncio.run(_worked(task, pipe, book))


async def _worked(task: Task, pipe: Connection, book: Rulebook) -> None:
    clock = SystemClock()
    store, stream = (
        store_at(task.servers.postgres, task.namespace),
        stream_at(task.servers.kafka, task.namespace, task.name),
    )
    queues, events = queues_at(task.servers.redis, task.namespace, clock), events_at(task.servers.kafka, task.namespace)
    for part in (store, stream, queues):
        await part.open()
    held, publisher = Held(stream, pipe), None
    if task.tells and events is not None:
        after = partial(history_after, store.engine)
        publisher = Publisher(store, after, events, lambda: book.municipality.organisation)
    crew = asyncio.create_task(kept_up(Crew(held, store, queues, clock, lambda: book, publisher).run()))
    profiler = cProfile.Profile() if task.profile else None
    await asyncio.to_thread(pipe.recv)
    if profiler:
        profiler.enable()
    held.go.set()
    await asyncio.to_thread(pipe.recv)
    if profiler:
        profiler.disable()
        pstats.Stats(profiler).sort_stats("tottime").print_stats(60)
    crew.cancel()
    await asyncio.gather(crew, return_exceptions=True)
    for close in (queues.close, stream.close, store.close, *([events.close] if events else [])):
        await close()
