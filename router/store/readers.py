"""The reading connections of a SQLite file, a thread each: a job asks all that it asks in one visit to its thread.

A statement over an asyncio driver visits a thread four or five times (cursor, execute, fetch, close); with fifty agents at once those
visits were most of a claim.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, create_engine, event

T = TypeVar("T")
READERS = 4  #: so that one who reads a whole table is in nobody's way


def readers_only_read(connection: Any, _: object) -> None:
    """One writer alone writes and checkpoints; SQLite before 3.51.3 can damage a file otherwise."""
    for pragma in ("query_only=ON", "wal_autocheckpoint=0", "cache_size=-16384"):
        connection.execute(f"PRAGMA {pragma}")


class Readers:
    """Each connection can only read."""

    def __init__(self, path: Path) -> None:
        self._threads = ThreadPoolExecutor(READERS, "store-read")
        self._engine = create_engine(
            f"sqlite:///{path}",
            pool_size=READERS,
            max_overflow=0,
            pool_reset_on_return=None,
            isolation_level="AUTOCOMMIT",
        )
        event.listen(self._engine, "connect", readers_only_read)

    async def do(self, job: Callable[[Connection], T]) -> T:
        """What the job finds."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._done, job)

    def _done(self, job: Callable[[Connection], T]) -> T:
        with self._engine.connect() as connection:
            return job(connection)

    async def close(self) -> None:
        """What was asked is answered first."""
        await asyncio.to_thread(self._threads.shutdown)
        self._engine.dispose()
