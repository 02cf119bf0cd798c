"""The sources we listen to, as they are now."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from router.domain.source import Source
from router.store import tables
from router.store.rows import SOURCE


async def sources(engine: AsyncEngine) -> Sequence[Source]:
    """All of them, by name."""
    async with engine.connect() as connection:
        rows = await connection.execute(select(tables.sources).order_by(tables.sources.c.name))
        return SOURCE.all_of(rows.all())


async def source_named(engine: AsyncEngine, name: str) -> Source | None:
    async with engine.connect() as connection:
        found = (await connection.execute(select(tables.sources).where(tables.sources.c.name == name))).one_or_none()
        return SOURCE.of(found) if found else None
