"""How long callers wait at this moment, as far as recent calls tell."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from router.domain.moments import to_micros
from router.store import tables as t

RECENT = timedelta(minutes=30)


async def current_wait(reads: AsyncEngine, queue: str, now: datetime) -> timedelta | None:
    """The mean wait of those answered lately, or the time that somebody waits already if that is longer. None without calls."""
    c = t.legs.c
    query = select(c.entered, c.ended, c.ending).where(
        c.queue == queue, c.entered >= to_micros(now - RECENT), c.entered <= to_micros(now)
    )
    async with reads.connect() as connection:
        legs = (await connection.execute(query)).all()
    answered = [leg.ended - leg.entered for leg in legs if leg.ending == "answered"]
    waiting = [to_micros(now) - leg.entered for leg in legs if leg.ending is None]
    known = [*([sum(answered) // len(answered)] if answered else []), *waiting]
    return timedelta(microseconds=max(known)) if known else None
