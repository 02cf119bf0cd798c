"""Whether a commit came through whose answer was lost on the way."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

import asyncpg

from router.domain.change import Change
from router.domain.errors import StoreDown
from router.store import postgres_statements as sql
from router.store.base import Position
from router.store.fresh import history_rows
from router.store.postgres_writing import Written

LOOK_EVERY = 0.1  #: seconds
NEVER_WAS = "22023"  #: PostgreSQL knows no such transaction yet: it was lost in a crash
Driver = Callable[[], AbstractAsyncContextManager[Any]]


async def settled(
    driver: Driver, written: Written, changes: Sequence[Change], position: Position | None, cause: StoreDown
) -> None:
    """Return when it is there. Raises StoreDown when it is not; asked again for as long as nobody answers."""
    while True:
        try:
            async with driver() as connection:
                status = await _status(connection, written.transaction)
                if status == "committed" and await _there(connection, written.cursor, changes, position):
                    return
        except StoreDown:
            status = "in progress"
        if status != "in progress":
            raise cause
        await asyncio.sleep(LOOK_EVERY)


async def _status(connection: Any, transaction: str) -> str | None:
    try:
        status: str | None = await connection.fetchval(sql.FATE, transaction)
    except asyncpg.PostgresError as error:
        if error.sqlstate != NEVER_WAS:
            raise
        return "aborted"
    return status


async def _there(connection: Any, cursor: int, changes: Sequence[Change], position: Position | None) -> bool:
    """After a crash a number of a transaction may be given again: so what it wrote is looked at too."""
    lines = history_rows(changes)
    if lines:
        row = await connection.fetchrow(sql.LAST_LINE, cursor)
        return row is not None and list(row) == list(lines[-1])
    if position is not None:
        row = await connection.fetchrow(sql.OFFSET, position.partition)
        return row is not None and (row["epoch"] > position.epoch or row["offset"] == position.offset)
    return True
