"""The rulebooks that were live, and what of the register stands on the one that is."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from router.domain.change import KeptRulebook
from router.domain.moments import from_micros
from router.domain.record import Record
from router.domain.words import CaseStatus
from router.store import tables as t
from router.store.rows import RULEBOOK

MOST = 200  #: versions on one page


class Version(Record):
    """A rulebook that was live. `at` and `by` tell of the first time."""

    version: str
    at: datetime
    by: str


async def versions(reads: AsyncEngine, limit: int = MOST) -> list[Version]:
    """The newest first."""
    r = t.rulebooks.c
    query = select(r.version, r.at, r.by).order_by(r.at.desc(), r.version).limit(limit)
    async with reads.connect() as connection:
        rows = (await connection.execute(query)).all()
    return [Version(version=row.version, at=from_micros(row.at), by=row.by) for row in rows]


async def kept(reads: AsyncEngine, version: str) -> KeptRulebook | None:
    """With its files; None when this version was never live here."""
    async with reads.connect() as connection:
        row = (await connection.execute(select(t.rulebooks).where(t.rulebooks.c.version == version))).first()
    return RULEBOOK.of(row) if row else None


async def teams_at_work(reads: AsyncEngine) -> Mapping[str, int]:
    """Team to its number of cases that are not closed. Answered from the index `cases_by_team` alone."""
    c = t.cases.c
    query = select(c.team, func.count()).where(c.status != CaseStatus.CLOSED.value).group_by(c.team)
    async with reads.connect() as connection:
        return {row[0]: row[1] for row in await connection.execute(query)}
