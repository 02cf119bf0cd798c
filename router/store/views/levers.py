"""Levers: those that are on, and all that were pulled, the last first."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from router.domain.lever import Lever
from router.domain.moments import to_micros
from router.store.lever_table import levers
from router.store.rows import LEVER

SHOWN = 100


async def levers_on(reads: AsyncEngine, now: datetime) -> Sequence[Lever]:
    """In the order in which they were pulled."""
    ends = or_(levers.c.until.is_(None), levers.c.until > to_micros(now))
    query = select(levers).where(levers.c.lifted_at.is_(None), ends).order_by(levers.c.at, levers.c.id)
    async with reads.connect() as connection:
        return LEVER.all_of((await connection.execute(query)).all())


async def levers_told(reads: AsyncEngine) -> Sequence[Lever]:
    async with reads.connect() as connection:
        query = select(levers).order_by(levers.c.at.desc(), levers.c.id).limit(SHOWN)
        return LEVER.all_of((await connection.execute(query)).all())
