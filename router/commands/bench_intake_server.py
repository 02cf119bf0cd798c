"""The servers of the intake bench, each a process: Balie's own, and bare aiohttp with a group commit and no logic.

Balie's takes contacts in and nothing else: no worker reads what it took, as with `--roles intake`.
"""

import asyncio
import cProfile
import gc
import pstats
import sqlite3
import sys
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from aiohttp import web

from router.clock import SystemClock
from router.commands.bench_servers import hushed
from router.rules.load import load
from router.settings import Settings
from router.store.picked import migrated

TOKEN = "bench"
KEY, TOPIC = b"0123456789abcdef", "bare"
Append = Callable[[Sequence[bytes]], Awaitable[None]]


class Task(NamedTuple):
    """What a process is started with: `kafka` empty is the embedded stream."""

    folder: Path
    kafka: str
    bare: bool
    profile: bool


def serve(task: Task, pipe: Connection) -> None:
    """A process's whole life: it says its port, and ends at the next word."""
    hushed()
    asyncio.run(_bare(task, pipe) if task.bare else _ours(task, pipe))


async def _ours(task: Task, pipe: Connection) -> None:
    from router.app import App
    from router.running import serving

    settings = Settings(
        http_port=0, data_dir=task.folder, api_token=TOKEN, webhook_secret=TOKEN, demo_password=TOKEN,
        stream=task.kafka or f"sqlite:///{task.folder}/stream.db", store=f"sqlite:///{task.folder}/store.db",
    )  # fmt: skip
    await migrated(settings.store, "")
    app = App(settings, SystemClock(), load(settings.municipality))
    for part in (app.store, app.stream, app.queues):
        await part.open()
    async with serving(app):
        await _until_told(app.http_port, task, pipe)
    for close in (app.stream.close, app.queues.close, app.store.close):
        await close()


async def _until_told(port: int, task: Task, pipe: Connection) -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    sys.setswitchinterval(0.0005)  # all as the server does at start
    profiler = cProfile.Profile() if task.profile else None
    pipe.send(port)
    if profiler:
        profiler.enable()
    await asyncio.to_thread(pipe.recv)
    if profiler:
        profiler.disable()
        pstats.Stats(profiler).sort_stats("tottime").print_stats(40)


async def _bare(task: Task, pipe: Connection) -> None:
    log = _Producer(task.kafka) if task.kafka else _GroupCommit(task.folder / "bare.db")
    await log.open()
    app = web.Application(client_max_size=2**24)
    app.add_routes(
        [web.post("/api/v1/contacts", _one(log.append)), web.post("/api/v1/contacts/batch", _many(log.append))]
    )
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
    await _until_told(runner.addresses[0][1], task, pipe)
    await runner.cleanup()
    await log.close()


def _one(append: Append) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def post(request: web.Request) -> web.Response:
        await append([await request.read()])
        return web.json_response({"id": "x" * 36, "status": "accepted"}, status=202)

    return post


def _many(append: Append) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def post(request: web.Request) -> web.Response:
        lines = (await request.read()).splitlines()
        await append(lines)
        return web.Response(body=b'{"sourceId":"xxxxxxxx","id":"xxxxxxxxxxxxxxxx"}\n' * len(lines), status=202)

    return post


class _GroupCommit:
    """Whoever arrives during a commit shares the next; each waits for the disk."""

    def __init__(self, path: Path) -> None:
        self._path, self._waiting, self._thread = (
            path,
            list[tuple[Sequence[bytes], asyncio.Future[None]]](),
            ThreadPoolExecutor(1),
        )
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._connect)

    def _connect(self) -> None:
        self._connection = sqlite3.connect(self._path, isolation_level=None)
        for each in ("journal_mode=WAL", "synchronous=FULL"):
            self._connection.execute(f"PRAGMA {each}")
        self._connection.execute("CREATE TABLE log (off INTEGER PRIMARY KEY, key BLOB NOT NULL, value BLOB NOT NULL)")

    async def append(self, values: Sequence[bytes]) -> None:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((values, done))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._commits())
        await done

    async def _commits(self) -> None:
        while self._waiting:
            some, self._waiting = self._waiting, []
            rows = [(KEY, value) for values, _ in some for value in values]
            await asyncio.get_running_loop().run_in_executor(self._thread, self._commit, rows)
            for _, done in some:
                done.set_result(None)

    def _commit(self, rows: list[tuple[bytes, bytes]]) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany("INSERT INTO log (key, value) VALUES (?, ?)", rows)
        self._connection.execute("COMMIT")

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._connection.close)


class _Producer:
    """The client alone, with the same guarantees; it shares its batches by itself."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def open(self) -> None:
        from aiokafka import AIOKafkaProducer

        from router.stream.kafka_append import BATCH_BYTES
        from router.stream.kafka_url import Address

        self._producer = AIOKafkaProducer(
            **Address.parse(self._url).client,
            acks="all",
            enable_idempotence=True,
            linger_ms=0,
            max_batch_size=BATCH_BYTES,
        )
        await self._producer.start()

    async def append(self, values: Sequence[bytes]) -> None:
        sent = [await self._producer.send(TOPIC, value) for value in values]
        for each in sent:
            await each

    async def close(self) -> None:
        await self._producer.stop()
