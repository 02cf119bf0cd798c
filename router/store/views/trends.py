"""What came in, was kept and was picked up, by the hour: of any number of days in one read each."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, false, func, literal_column, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from router.domain.moments import to_micros
from router.domain.record import Record
from router.domain.words import CallEventKind, PromiseState
from router.store import tables as t
from router.store.views.wallboard import ENDED, KINDS

HOUR = literal_column("3600000000", BigInteger)  #: microseconds; PostgreSQL groups by no parameter
Spans = Sequence[tuple[datetime, datetime]]
Counts = Counter[tuple[str, int]]  #: by team, and hour since 1970


class Days(Record):
    """Of some days. Calls are of all teams together: under the team ""."""

    arrived: Counts  #: cases by the hour in which they came in
    ended: Counts  #: promises by the hour in which they were kept or broken
    kept: Counts
    answered: Counts  #: calls by the hour in which they came into the queue
    within: Counts  #: of these, those answered in time


async def days(reads: AsyncEngine, spans: Spans, threshold: int) -> Days:
    """`spans` are [midnight, midnight); `threshold` is the seconds within which a call must be answered."""
    async with reads.connect() as connection:
        arrived = (await connection.execute(_arrived(spans))).all()
        ended = (await connection.execute(_ended(spans))).all()
        calls = (await connection.execute(_answered(spans, threshold))).all()
    return Days(
        arrived=Counter({(team, hour): number for team, hour, number in arrived}),
        ended=Counter({(team, hour): number for team, hour, number, _ in ended}),
        kept=Counter({(team, hour): kept for team, hour, _, kept in ended}),
        answered=Counter({("", hour): number for hour, number, _ in calls}),
        within=Counter({("", hour): within for hour, _, within in calls}),
    )


def _arrived(spans: Spans) -> Select[Any]:
    c = t.cases.c
    hour = c.received_at // HOUR
    return select(c.team, hour, func.count()).where(_in(c.received_at, spans)).group_by(c.team, hour)


def _ended(spans: Spans) -> Select[Any]:
    """None ends after it is due: only what is due since the first of the days is looked at."""
    p = t.promises.c
    hour, kept = p.ended // HOUR, func.count().filter(p.state == PromiseState.KEPT.value)
    first = min((start for start, _ in spans), default=None)
    since = p.due >= to_micros(first) if first else false()
    return (
        select(p.team, hour, func.count(), kept)
        .where(p.kind.in_(KINDS), p.state.in_(ENDED), since, _in(p.ended, spans))
        .group_by(p.team, hour)
    )


def _answered(spans: Spans, threshold: int) -> Select[Any]:
    c = t.legs.c
    hour, within = c.entered // HOUR, func.count().filter(c.ended - c.entered <= threshold * 1_000_000)
    answered = c.ending == CallEventKind.ANSWERED.value
    return select(hour, func.count(), within).where(answered, _in(c.entered, spans)).group_by(hour)


def _in(column: ColumnElement[Any], spans: Spans) -> ColumnElement[bool]:
    return or_(false(), *((column >= to_micros(start)) & (column < to_micros(end)) for start, end in spans))
