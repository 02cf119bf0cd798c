"""The pipeline bench on Kafka, Redis and PostgreSQL: workers in processes of their own, beside a bare loop with the same rows.

All contacts lie in Kafka beforehand; measured is from the word to begin until the last offset is written in PostgreSQL. The bare loop
does the same input and output, one batch after the other: poll and decode, COPY of as many rows of the same size, the offset in the
same transaction, and the script that puts as many places into the queues.
"""

import asyncio
import multiprocessing
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

import asyncpg
import msgspec
from aiokafka import TopicPartition

from router.clock import SystemClock
from router.commands.bench_pipeline import WRITTEN, messages_of
from router.commands.bench_servers import Servers, servers_for_bench
from router.commands.bench_worker import Task, work
from router.domain.contact import Inbound
from router.queues.base import Place, place_of
from router.roles.worker import BATCH
from router.store.picked import migrated, store_at
from router.stream.base import Message
from router.stream.kafka import KafkaStream
from router.stream.kafka_member import consumer_of
from router.stream.kafka_topics import CONTACTS
from router.stream.kafka_url import PARTITIONS, Address

WORKERS = (1, 2, 4)
START_SECONDS, WORK_SECONDS = 120.0, 1800.0
DONE = 'SELECT coalesce(sum("offset" + 1), 0) FROM partitions WHERE partition >= 0'
Rows = dict[str, tuple[list[str], list[tuple[object, ...]]]]
Figures = list[tuple[str, float, str, float | None]]


def bench_pipeline_kafka(count: int, profile: bool) -> Figures:
    """Name, figure, unit, and what it is compared with. With `profile`, where one worker's time goes. Raises BadSetting."""
    messages = list(messages_of(count))
    with servers_for_bench() as servers:
        speeds = {}
        for workers in WORKERS:
            speeds[workers] = count / asyncio.run(_ours(servers, f"bench{workers}", messages, workers, False))
        telling = count / asyncio.run(_ours(servers, "benchtell", messages, 1, False, tells=True))
        bare = count / asyncio.run(_bare(servers, messages))
        if profile:
            asyncio.run(_ours(servers, "profiled", messages, 1, True))
    return [
        *(
            (f"pipeline, {workers} worker{'s'[: workers > 1]}", speed, "contacts/s", bare)
            for workers, speed in speeds.items()
        ),
        ("1 worker, events told", telling, "contacts/s", bare),
    ]


async def _ours(
    servers: Servers, namespace: str, messages: Sequence[Message], workers: int, profile: bool, *, tells: bool = False
) -> float:
    """Seconds."""
    await migrated(servers.postgres, namespace)
    await _filled(servers, namespace, messages)
    tasks = [Task(servers, namespace, f"w{place}", tells, profile and not place) for place in range(workers)]
    watch = await asyncpg.connect(servers.postgres, server_settings={"search_path": namespace})
    with _processes(tasks) as pipes:
        await asyncio.to_thread(_shared_out, pipes)
        began = time.perf_counter()
        for pipe in pipes:
            pipe.send("go")
        async with asyncio.timeout(WORK_SECONDS):
            while await watch.fetchval(DONE) < len(messages):  # noqa: ASYNC110  # other processes do it
                await asyncio.sleep(0.02)
        spent = time.perf_counter() - began
    await watch.close()
    return spent


async def _filled(servers: Servers, namespace: str, messages: Sequence[Message]) -> None:
    stream = KafkaStream(servers.kafka, namespace, "bench")
    await stream.open()
    for first in range(0, len(messages), BATCH):
        await stream.append(messages[first : first + BATCH])
    await stream.close()


@contextmanager
def _processes(tasks: Sequence[Task]) -> Iterator[list[Connection]]:
    """Started; at the end each is told to leave."""
    spawn = multiprocessing.get_context("spawn")
    pipes, started = [], []
    for task in tasks:
        ours, theirs = spawn.Pipe()
        process = spawn.Process(target=work, args=(task, theirs), daemon=True)
        process.start()
        pipes.append(ours)
        started.append(process)
    try:
        yield pipes
        for pipe in pipes:
            pipe.send("end")
        for process in started:
            process.join(30)
    finally:
        for process in started:
            process.kill()


def _shared_out(pipes: Sequence[Connection]) -> None:
    """Return when every worker has partitions, and all of them together have each once."""
    held: dict[int, tuple[int, ...]] = {}
    until = time.perf_counter() + START_SECONDS
    while sorted(each for had in held.values() for each in had) != list(range(PARTITIONS)) or len(held) < len(pipes):
        assert time.perf_counter() < until, f"partitions are not shared out: {held}"
        for place, pipe in enumerate(pipes):
            while pipe.poll(0.05):
                held[place] = pipe.recv()


async def _bare(servers: Servers, messages: Sequence[Message]) -> float:
    """Seconds for the same input and output as one worker had."""
    rows, places = await _written(servers, "bench1")
    await migrated(servers.postgres, "bare")
    await _filled(servers, "bare", messages)
    register = await asyncpg.connect(servers.postgres, server_settings={"search_path": "bare"})
    await register.executemany("INSERT INTO partitions VALUES ($1, 1, -1)", [(each,) for each in range(PARTITIONS)])
    tell = _Teller(servers.redis, "bare")
    await tell.open()
    consumer = consumer_of(Address.parse(servers.kafka))
    await consumer.start()
    partitions = [TopicPartition(f"bare.{CONTACTS}", each) for each in range(PARTITIONS)]
    consumer.assign(partitions)
    for each in partitions:
        consumer.seek(each, 0)
    decoder, count, done = msgspec.json.Decoder(Inbound), len(messages), 0
    lots = {name: len(each) / count for name, (_, each) in rows.items()}
    began = time.perf_counter()
    while done < count:
        found = await consumer.getmany(timeout_ms=1000, max_records=BATCH)
        upto = done + sum(map(len, found.values()))
        async with register.transaction():
            for partition, records in found.items():
                for record in records:
                    decoder.decode(record.value)
                offset = records[-1].offset
                await register.execute(
                    'UPDATE partitions SET "offset" = $1 WHERE partition = $2', offset, partition.partition
                )
            for name, (columns, each) in rows.items():
                some = each[round(done * lots[name]) : round(upto * lots[name])]
                await register.copy_records_to_table(name, records=some, columns=columns)
        await tell.places(places[done:upto])
        done = upto
    spent = time.perf_counter() - began
    for part in (consumer.stop, register.close, tell.close):
        await part()
    return spent


class _Teller:
    """The script that puts places into the queues, its arguments packed by the same code."""

    def __init__(self, url: str, namespace: str) -> None:
        from router.queues.redis import RedisQueues
        from router.queues.redis_server import RedisServer

        self._queues = RedisQueues(RedisServer(url, namespace), SystemClock())
        self.open, self.close = self._queues.open, self._queues.close

    async def places(self, places: Sequence[Place]) -> None:
        from router.queues.redis import _batches
        from router.queues.redis_server import script

        digest, queues = script("update", "place").digest, self._queues
        ask: Any = queues.server._client.execute_command
        for batch in _batches(places):
            await ask("EVALSHA", digest, len(queues._keys), *queues._keys, queues._now(), batch)


async def _written(servers: Servers, namespace: str) -> tuple[Rows, list[Place]]:
    """What a worker wrote, as rows without the numbers that the register gives, and what waits."""
    connection = await asyncpg.connect(servers.postgres, server_settings={"search_path": namespace})
    found: Rows = {}
    for table in WRITTEN:
        columns = [column.name for column in table.columns if column.name != "seq"]
        names = ", ".join(f'"{name}"' for name in columns)
        found[table.name] = columns, [tuple(row) for row in await connection.fetch(f"SELECT {names} FROM {table.name}")]
    await connection.close()
    store = store_at(servers.postgres, namespace)
    places = [place_of(case) for case in await store.waiting()]
    await store.close()
    return found, places
