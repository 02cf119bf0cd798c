"""The one writer of a SQLite file: a thread of its own and two lanes, people before batches."""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from router.domain.errors import StoreDown

T = TypeVar("T")
Job = tuple[Callable[[sqlite3.Connection], object], "asyncio.Future[object]"]


class Writer:
    """Runs jobs one at a time on the writing connection, which alone checkpoints."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lanes: tuple[deque[Job], deque[Job]] = (deque(), deque())
        self._wake = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, "store-write")
        self._task: asyncio.Task[None] | None = None
        self._closing = False

    async def open(self) -> None:
        self._connection = await self._in_thread(lambda: connect(self._path))
        self._task = asyncio.create_task(self._run(), name="store-writer")

    async def do(self, job: Callable[[sqlite3.Connection], T], *, people: bool) -> T:
        """The job's result, or what it raised; StoreDown once it is closing. A cancelled caller does not undo a write under way."""
        if self._closing:
            raise StoreDown("the register is closed")
        future: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self._lanes[0 if people else 1].append((job, future))
        self._wake.set()
        return await future  # type: ignore[return-value]  # the job's own type

    async def close(self) -> None:
        """What was asked is done first, and who asked is answered."""
        self._closing = True
        self._wake.set()
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)
        await self._in_thread(self._connection.close)
        self._thread.shutdown()

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while any(self._lanes):
                job, future = (self._lanes[0] or self._lanes[1]).popleft()
                await self._do(job, future)
            if self._closing:
                return

    async def _do(self, job: Callable[[sqlite3.Connection], object], future: "asyncio.Future[object]") -> None:
        work = asyncio.ensure_future(self._in_thread(lambda: job(self._connection)))
        try:
            result = await asyncio.shield(work)
        except asyncio.CancelledError:
            await asyncio.gather(work, return_exceptions=True)
            raise
        except Exception as error:  # handed to whoever asked, in a word of ours
            if not future.done():
                future.set_exception(
                    StoreDown(f"the register cannot be written: {error}") if isinstance(error, sqlite3.Error) else error
                )
        else:
            if not future.done():
                future.set_result(result)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


def connect(path: Path) -> sqlite3.Connection:
    """A writing connection: WAL, every commit on disk before it returns."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=256)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA busy_timeout=5000")
    connection.execute("PRAGMA cache_size=-65536")
    return connection
