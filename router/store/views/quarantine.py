"""What was set apart, newest first. Its content stays where it is: the page shows why, not what somebody wrote."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from router.domain.change import Quarantined
from router.store import tables as t
from router.store.rows import QUARANTINED


async def set_apart(engine: AsyncEngine, limit: int = 200) -> list[Quarantined]:
    """Held ones first, each group newest first."""
    q = t.quarantine.c
    query = select(t.quarantine).order_by(q.state != "held", q.at.desc()).limit(limit)
    async with engine.connect() as connection:
        return QUARANTINED.all_of((await connection.execute(query)).all())
