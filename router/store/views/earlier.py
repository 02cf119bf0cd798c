"""What else there is beside a case: earlier cases of the same citizen, and reports of the same thing nearby."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncEngine

from router.domain.case import Case
from router.domain.moments import from_micros, to_micros
from router.domain.record import Record
from router.domain.street import street_of
from router.domain.words import CaseStatus
from router.store import tables as t

MOST = 6
LATELY = timedelta(days=14)
LOOKED_AT = 300  #: reports of one product, the newest first


class Earlier(Record):
    reference: str
    status: str
    channel: str
    product: str | None
    kind: str
    result: str | None
    party: str | None
    place: str | None
    received_at: datetime

    @property
    def is_open(self) -> bool:
        return self.status != CaseStatus.CLOSED


async def earlier(engine: AsyncEngine, reference: str, parties: Collection[str]) -> list[Earlier]:
    """Of these parties, the newest first; what was put together with another stands there."""
    c = t.cases.c
    return await _found(engine, c.party.in_(parties), reference, MOST) if parties else []


async def nearby(engine: AsyncEngine, case: Case, now: datetime) -> list[Earlier]:
    """Of the same product in the same street in the last days; of somebody else, for one's own are earlier ones."""
    street, c = street_of(case.place or ""), t.cases.c
    if not street or case.product is None:
        return []
    same = (c.product == case.product) & (c.received_at >= to_micros(now - LATELY)) & c.place.is_not(None)
    found = await _found(engine, same, case.reference, LOOKED_AT)
    beside = (each for each in found if street_of(each.place or "") == street)
    return [each for each in beside if each.party is None or each.party != case.party][:MOST]


async def _found(engine: AsyncEngine, where: ColumnElement[bool], reference: str, limit: int) -> list[Earlier]:
    c = t.cases.c
    columns = (c.reference, c.status, c.channel, c.product, c.kind, c.result, c.party, c.place, c.received_at)
    query = select(*columns).where(where, c.reference != reference, c.merged_into.is_(None))
    async with engine.connect() as connection:
        rows = (await connection.execute(query.order_by(c.received_at.desc()).limit(limit))).all()
    return [_earlier(row) for row in rows]


def _earlier(row: Any) -> Earlier:
    return Earlier(**{**row._mapping, "received_at": from_micros(row.received_at)})
