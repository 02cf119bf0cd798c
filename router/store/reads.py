"""The register as commands read it: all at once, synchronously, as it is at one moment; over either database."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection

from router.store.picked import SQLITE, is_postgres
from router.store.views.replay import reading

T = TypeVar("T")


class Register(NamedTuple):
    """Where it is: small, so that other processes can be told."""

    url: str
    namespace: str = ""  #: PostgreSQL's schema; a file has none

    @property
    def file(self) -> Path | None:
        return None if is_postgres(self.url) else Path(self.url.removeprefix(SQLITE))

    def read(self, job: Callable[[Connection], T]) -> T:
        """What the job finds; the connection is its own, and only reads. Raises StoreDown."""
        if self.file is not None:
            with reading(self.file) as connection:
                return job(connection)
        with ThreadPoolExecutor(1) as thread:  # the driver wants a loop, and ours may be running here
            return thread.submit(lambda: asyncio.run(self._over_there(job))).result()

    async def _over_there(self, job: Callable[[Connection], T]) -> T:
        from router.store.postgres_connection import engine

        reads = engine(self.url, self.namespace, size=1, pages=True, patience=600.0)
        try:
            async with reads.connect() as connection:
                await connection.execution_options(isolation_level="REPEATABLE READ")
                return await connection.run_sync(job)
        finally:
            await reads.dispose()
