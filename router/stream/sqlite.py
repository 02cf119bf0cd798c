"""The embedded stream: a table in a SQLite file of its own, one writer, commits shared by all who wait (group commit)."""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import structlog

from router.domain.errors import StreamDown, StreamFull
from router.stream.base import Entry, Message, Work
from router.stream.share import Share

log = structlog.get_logger()
MOST_WAITING = 20_000  #: messages not yet on disk; above this the outside is told to come back
MOST_A_COMMIT = 1_000


class SqliteStream:
    """One partition. SQLite 3.40 and earlier can damage a file when two connections checkpoint: only the writer does."""

    partitions: Sequence[int] = (0,)

    def __init__(self, path: Path) -> None:
        self._path = path
        self._waiting: deque[tuple[Sequence[Message], asyncio.Future[None]]] = deque()
        self._count = 0
        self._wake = asyncio.Event()
        self._grown = asyncio.Event()
        self._end = -1
        self._floor = -1  #: what comes in is numbered behind it
        self._read_to = -1  #: as far as the reader has asked beyond
        self._write_thread = ThreadPoolExecutor(1, "stream-write")
        self._read_thread = ThreadPoolExecutor(1, "stream-read")
        self._task: asyncio.Task[None] | None = None
        self._closing = False

    async def open(self) -> None:
        loop = asyncio.get_running_loop()
        self._writer = await loop.run_in_executor(self._write_thread, _connect, self._path)
        self._reader = await loop.run_in_executor(self._read_thread, _connect_reader, self._path)
        self._end = await loop.run_in_executor(self._read_thread, _last, self._reader)
        self._task = asyncio.create_task(self._run(), name="stream-writer")

    async def go_on_behind(self, offset: int) -> None:
        """Before anything is taken in: the register has read so far. A log that ends before that is another one, or an
        older copy; all of it moves behind that place and is read (again): the register drops what it has."""
        if self._end >= offset:
            return
        log.critical("stream.behind-register", ends=self._end, read=offset)
        loop = asyncio.get_running_loop()
        moved = await loop.run_in_executor(self._write_thread, _moved_behind, self._writer, offset)
        self._floor, self._end = offset, max(offset, moved)

    async def append(self, messages: Sequence[Message]) -> None:
        if self._count + len(messages) > MOST_WAITING:
            raise StreamFull("too many contacts are waiting for the disk; send this again in a moment")
        if self._task is None or self._task.done() or self._closing:
            raise StreamDown("the stream is closed")
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((messages, done))
        self._count += len(messages)
        self._wake.set()
        await done

    async def read(self, partition: int, after: int, limit: int) -> Sequence[Entry]:
        self._read_to = max(self._read_to, after)
        return await asyncio.get_running_loop().run_in_executor(self._read_thread, _read, self._reader, after, limit)

    async def arrival(self, partition: int, after: int) -> None:
        self._read_to = max(self._read_to, after)
        while self._end <= after:
            self._grown.clear()
            await self._grown.wait()

    async def shared(self, work: Work) -> None:
        async with Share(work) as share:
            share.begin(self.partitions)
            await share.broken()

    def unhealthy(self) -> Sequence[str]:
        return ()

    def lags(self) -> Mapping[int, int]:
        return {0: self._end - self._read_to}

    async def close(self) -> None:
        self._closing = True
        self._wake.set()
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._read_thread, self._reader.close)
        await loop.run_in_executor(self._write_thread, self._writer.close)
        self._write_thread.shutdown()
        self._read_thread.shutdown()

    async def _run(self) -> None:
        """Whoever arrives while a commit is under way shares the next one: no fixed linger, no commit a message."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                await self._commit(*self._take())
            if self._closing:
                return

    def _take(self) -> tuple[list[Message], list[asyncio.Future[None]]]:
        messages: list[Message] = []
        waiters: list[asyncio.Future[None]] = []
        while self._waiting and len(messages) < MOST_A_COMMIT:
            some, done = self._waiting.popleft()
            messages.extend(some)
            waiters.append(done)
        self._count -= len(messages)
        return messages, waiters

    async def _commit(self, messages: list[Message], waiters: list[asyncio.Future[None]]) -> None:
        write = asyncio.get_running_loop().run_in_executor(
            self._write_thread, _append, self._writer, messages, self._floor
        )
        try:
            self._end = await asyncio.shield(write)
            failure = None
        except sqlite3.Error as error:
            failure = StreamDown(f"the stream cannot be written: {error}")
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None) if failure is None else waiter.set_exception(failure)
        self._grown.set()


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS log (off INTEGER PRIMARY KEY, key BLOB NOT NULL, value BLOB NOT NULL)"
    )
    return connection


def _connect_reader(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA query_only=ON")
    connection.execute("PRAGMA wal_autocheckpoint=0")
    return connection


def _last(connection: sqlite3.Connection) -> int:
    (last,) = connection.execute("SELECT coalesce(max(off), -1) FROM log").fetchone()
    return int(last)


def _moved_behind(connection: sqlite3.Connection, offset: int) -> int:
    """The offset of the last one. By way of negative numbers, so that no two ever stand on the same place."""
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE log SET off = -off - 1")
        (first,) = connection.execute("SELECT max(off) FROM log").fetchone()
        if first is not None:
            connection.execute("UPDATE log SET off = ? - off", (first + offset + 1,))
    return _last(connection)


def _append(connection: sqlite3.Connection, messages: list[Message], floor: int) -> int:
    connection.execute("BEGIN IMMEDIATE")
    try:
        first = max(_last(connection), floor) + 1
        connection.executemany(
            "INSERT INTO log (off, key, value) VALUES (?, ?, ?)",
            [(first + place, message.key, message.value) for place, message in enumerate(messages)],
        )
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return first + len(messages) - 1


def _read(connection: sqlite3.Connection, after: int, limit: int) -> Sequence[Entry]:
    rows = connection.execute("SELECT off, value FROM log WHERE off > ? ORDER BY off LIMIT ?", (after, limit))
    return [Entry(*row) for row in rows]
