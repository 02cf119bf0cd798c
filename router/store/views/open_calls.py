"""The calls of one switch that wait, as far as the register knows."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from router.store import tables as t

MOST = 5_000


async def open_calls(reads: AsyncEngine, switch: str) -> Mapping[str, str]:
    """Call -> queue, of the calls whose id begins with the switch's name and a colon."""
    first, last = f"{switch}:", f"{switch};"  # the colon's next character: a range, which the index can walk
    query = select(t.legs.c.call, t.legs.c.queue).where(
        t.legs.c.ending.is_(None), t.legs.c.call >= first, t.legs.c.call < last
    )
    async with reads.connect() as connection:
        return {row.call: row.queue for row in await connection.execute(query.limit(MOST))}
