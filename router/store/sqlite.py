"""The embedded store: the register in one SQLite file."""

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from router.domain.case import CaseFile
from router.domain.change import Change
from router.domain.seeker import Holds
from router.store.alarm import Alarm
from router.store.base import Position
from router.store.files import with_loads_in
from router.store.readers import Readers, readers_only_read
from router.store.reading import Reading
from router.store.together import Together
from router.store.writer import Writer
from router.store.writing import write
from router.store.writing_together import written

T = TypeVar("T")


class SqliteStore(Reading):
    """Meets every port of the store."""

    def __init__(self, path: Path) -> None:
        self._writer = Writer(path)
        self._readers = Readers(path)
        self._writes = Together(self._write, weight=len)
        self._takings = Together(self._taken)
        self._alarm = Alarm()
        self.engine: AsyncEngine = create_async_engine(f"sqlite+aiosqlite:///{path}", pool_size=4, max_overflow=0)
        event.listen(self.engine.sync_engine, "connect", readers_only_read)

    async def open(self) -> None:
        await self._writer.open()

    async def close(self) -> None:
        await self.engine.dispose()
        await self._writes.close()
        await self._readers.close()
        await self._writer.close()

    async def apply(self, changes: Sequence[Change], position: Position | None = None) -> int:
        if position is None:
            done = await self._writes.ask(changes)
        else:
            done = await self._writer.do(lambda connection: write(connection, changes, position), people=False)
        self._alarm.hear(changes)
        return done

    async def draw(self, prefix: str, count: int) -> int:
        return await self._writer.do(lambda connection: _draw(connection, prefix, count), people=True)

    async def take(self, partition: int) -> Position:
        return await self._writer.do(lambda connection: _take(connection, partition), people=True)

    async def earlier(self, than: datetime | None, within: float) -> None:
        await self._alarm.earlier(than, within)

    async def with_loads(self, reference: str, account: str) -> tuple[CaseFile | None, Holds]:
        return await self._takings.ask((reference, account))

    async def _taken(self, asked: Sequence[tuple[str, str]]) -> Sequence[tuple[CaseFile | None, Holds] | Exception]:
        return await self._readers.do(lambda connection: [*with_loads_in(connection, asked)])

    async def _write(self, asked: Sequence[Sequence[Change]]) -> Sequence[int | Exception]:
        return await self._writer.do(lambda connection: written(connection, asked), people=True)

    async def _read(self, job: Callable[[Connection], T]) -> T:
        return await self._readers.do(job)


def _draw(connection: sqlite3.Connection, prefix: str, count: int) -> int:
    (following,) = connection.execute(
        "INSERT INTO numbers (prefix, next) VALUES (?, 1 + ?) ON CONFLICT (prefix) DO UPDATE SET next = next + ? RETURNING next",
        (prefix, count, count),
    ).fetchone()
    return int(following) - count


def _take(connection: sqlite3.Connection, partition: int) -> Position:
    row = connection.execute(
        'INSERT INTO partitions (partition, epoch, "offset") VALUES (?, 1, -1) '
        'ON CONFLICT (partition) DO UPDATE SET epoch = epoch + 1 RETURNING partition, epoch, "offset"',
        (partition,),
    ).fetchone()
    return Position(*row)
