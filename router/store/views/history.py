"""History in the order in which it was committed, for who follows it by a cursor."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from router.domain.change import History
from router.store import tables as t
from router.store.rows import HISTORY


async def history_after(reads: AsyncEngine, cursor: int, limit: int) -> Sequence[tuple[int, History]]:
    """Lines behind the cursor, each with the cursor after it. Raises StoreDown."""
    query = select(t.history).where(t.history.c.seq > cursor).order_by(t.history.c.seq).limit(limit)
    async with reads.connect() as connection:
        rows = (await connection.execute(query)).all()
    return [(row.seq, HISTORY.of(row)) for row in rows]
