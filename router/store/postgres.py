"""The scaled store: the register in a schema of a PostgreSQL database, shared by many processes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from router.domain.change import Change, Outgoing
from router.domain.errors import BalieError, StoreDown
from router.domain.moments import from_micros, to_micros
from router.domain.promise import Promise
from router.store import postgres_statements as sql
from router.store.alarm import Alarm
from router.store.base import Position
from router.store.postgres_claims import Claims
from router.store.postgres_connection import PATIENCE, engine, lost, meant
from router.store.postgres_fate import settled
from router.store.postgres_writing import Repeated, Written, subjects, write
from router.store.reading import Reading
from router.store.rows import OUTGOING, PROMISE

T = TypeVar("T")
WRITING, PAGES = 10, 8  #: connections of one process


class PostgresStore(Reading):
    """Meets every port of the store. `schema` is the municipality's namespace: this store sees no other."""

    def __init__(self, url: str, schema: str, *, patience: float = PATIENCE) -> None:
        self._work = engine(url, schema, size=WRITING, pages=False, patience=patience)
        self.engine: AsyncEngine = engine(url, schema, size=PAGES, pages=True, patience=patience)
        self._patience = patience
        self._alarm = Alarm()
        self._claims = Claims()
        self._writing = set[asyncio.Task[Any]]()
        self._closing = False

    async def open(self) -> None:
        """Raises StoreDown when it does not answer, or when the tables are not there."""
        await self.cursor()

    async def close(self) -> None:
        """What was asked is done first, and who asked is answered."""
        self._closing = True
        await asyncio.gather(*self._writing, return_exceptions=True)
        await self.engine.dispose()
        await self._work.dispose()

    async def apply(self, changes: Sequence[Change], position: Position | None = None) -> int:
        done: int = await self._kept_up(self._write(changes, position))
        self._alarm.hear(changes)
        return done

    async def draw(self, prefix: str, count: int) -> int:
        row = await self._kept_up(self._again(lambda driver: driver.fetchrow(sql.DRAW, prefix, count)))
        return int(row["next"]) - count

    async def take(self, partition: int) -> Position:
        row = await self._kept_up(self._again(lambda driver: driver.fetchrow(sql.TAKE, partition)))
        return Position(*row)

    async def due(self, now: datetime, limit: int) -> Sequence[Promise]:
        rows = await self._kept_up(self._again(lambda driver: self._claims.due(driver, to_micros(now), limit)))
        return [PROMISE.of(row) for row in rows]

    async def next_at(self) -> datetime | None:
        found = await self._again(self._claims.next_at)
        return from_micros(found) if found is not None else None

    async def ready(self, now: datetime, limit: int) -> Sequence[Outgoing]:
        rows = await self._kept_up(self._again(lambda driver: self._claims.ready(driver, to_micros(now), limit)))
        return [OUTGOING.of(row) for row in rows]

    async def unfinished(self) -> Sequence[Outgoing]:
        """Those alone that say no moment at which they count as left: versions before wrote none."""
        return [each for each in await super().unfinished() if each.next_at is None]

    async def earlier(self, than: datetime | None, within: float) -> None:
        """A moment that another process writes is found after `within` seconds."""
        await self._alarm.earlier(than, within)

    async def _write(self, changes: Sequence[Change], position: Position | None) -> int:
        try:
            return await self._transaction(changes, position, copying=True)
        except Repeated:
            return await self._transaction(changes, position, copying=False)

    async def _transaction(self, changes: Sequence[Change], position: Position | None, *, copying: bool) -> int:
        """Once. Where nobody knows whether a commit came through, it is looked up; it is never written twice."""
        written: Written | None = None
        try:
            async with self._driver(subjects(changes)) as driver:
                transaction = driver.transaction()
                await transaction.start()
                try:
                    done = await write(driver, changes, position, copying=copying)
                except BaseException as error:
                    if not lost(error):
                        await transaction.rollback()
                    raise
                written = done
                await transaction.commit()
                return done.cursor
        except StoreDown as error:
            if written is None:
                raise
            try:
                async with asyncio.timeout(self._patience * 2):
                    await settled(self._driver, written, changes, position, error)
            except TimeoutError:
                raise error from None
            return written.cursor

    async def _read(self, job: Callable[[Connection], T]) -> T:
        """Once more when the connection was cut: the pool may hold some from before a restart."""

        async def once() -> T:
            async with self._work.connect() as connection:
                return await connection.run_sync(job)

        try:
            return await once()
        except StoreDown:
            return await once()

    async def _again(self, job: Callable[[Any], Awaitable[T]]) -> T:
        """A job that may be done twice."""

        async def once() -> T:
            async with self._driver() as driver:
                return await job(driver)

        try:
            return await once()
        except StoreDown:
            return await once()

    @asynccontextmanager
    async def _driver(self, stale: Sequence[str] = ()) -> AsyncIterator[Any]:
        """The driver's own connection, for one's self. Raises our errors in the place of its own."""
        async with self._work.connect() as connection:
            raw = await connection.get_raw_connection()
            try:
                yield raw.driver_connection
            except BalieError:
                raise
            except Exception as error:
                if lost(error):
                    await connection.invalidate(error)
                ours = meant(error, stale)
                if ours is None:
                    raise
                raise ours from error

    async def _kept_up(self, work: Any) -> Any:
        """A cancelled caller does not undo what is under way."""
        if self._closing:
            work.close()
            raise StoreDown("the register is closed")
        task = asyncio.ensure_future(work)
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)
        return await asyncio.shield(task)
