"""What stands on an agent's scratchpad."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from router.store import tables as t


async def scratch(engine: AsyncEngine, pad: str) -> str:
    """Empty when there is none."""
    async with engine.connect() as connection:
        found = (await connection.execute(select(t.texts.c.body).where(t.texts.c.id == pad))).scalar()
    return str(found or "")
