"""What people set on the monitor: muted sources, and the lists somebody keeps."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from router.domain.moments import to_micros
from router.domain.monitoring import Mute, SavedList
from router.store.monitor_tables import mutes, saved_lists
from router.store.rows import MUTE, SAVED_LIST


async def muted(reads: AsyncEngine, now: datetime) -> Sequence[Mute]:
    """Those that are muted now, by name."""
    async with reads.connect() as connection:
        query = select(mutes).where(mutes.c.until > to_micros(now)).order_by(mutes.c.source)
        return MUTE.all_of((await connection.execute(query)).all())


async def lists_of(reads: AsyncEngine, account: str) -> Sequence[SavedList]:
    c = saved_lists.c
    async with reads.connect() as connection:
        query = select(saved_lists).where(c.account == account, c.query != "").order_by(c.name)
        return SAVED_LIST.all_of((await connection.execute(query)).all())
