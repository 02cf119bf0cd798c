"""What citizens said after closing, case by case; codes alone, never their sentence."""

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncEngine

from router.domain.moments import to_micros
from router.domain.record import Record
from router.store import tables as t
from router.store.partial import RATED

PERIOD = timedelta(days=28)
MOST = 50_000  #: answers that are read, the newest


class Rating(Record):
    team: str  #: that has the case now
    score: int


class _Said(Record):
    score: int


_said = msgspec.json.Decoder(_Said).decode


async def ratings(reads: AsyncEngine, now: datetime) -> list[Rating]:
    """Of the last four weeks, each case once: who changed their mind said the last thing."""
    h, c = t.history.c, t.cases.c
    query = (
        select(h.subject, c.team, h.data)
        .join(t.cases, c.reference == h.subject)
        .where(RATED, h.at >= to_micros(now - PERIOD))
        .order_by(h.at.desc(), h.seq.desc())
        .limit(MOST)
    )
    last: dict[str, Rating] = {}
    async with reads.connect() as connection:
        for case, team, data in await connection.execute(query):
            last.setdefault(case, Rating(team=team, score=_said(data).score))
    return list(last.values())


def was_rated(now: datetime) -> ColumnElement[bool]:
    """The same cases, for who counts them again."""
    h = t.history.c
    return t.cases.c.reference.in_(select(h.subject).where(RATED, h.at >= to_micros(now - PERIOD)))
