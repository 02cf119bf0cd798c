"""The call that somebody of ours answered last: who it may be, and which cases there are of that number."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from router.domain.contact import party_id
from router.domain.moments import from_micros, to_micros
from router.domain.record import Record
from router.domain.words import CallEventKind, CaseStatus
from router.store import tables as t

RECENT = timedelta(hours=2)  #: a call that began before it is over, whatever the switch forgot to tell
MOST = 5
AFTER = (CallEventKind.ENDED, CallEventKind.LOST, CallEventKind.QUEUED, CallEventKind.TRANSFERRED)


class CallersCase(Record):
    reference: str
    status: str
    product: str | None
    name: str | None  #: as its citizen called themselves
    received_at: datetime

    @property
    def is_open(self) -> bool:
        return self.status != CaseStatus.CLOSED


class OnCall(Record):
    """Open cases first, the newest of them on top."""

    call: str
    queue: str
    answered: datetime
    over: datetime | None = None
    number: str | None = None  #: None for who hides it
    cases: tuple[CallersCase, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Who it may be: several people may share one telephone."""
        return tuple(dict.fromkeys(each.name for each in self.cases if each.name))


async def on_call(engine: AsyncEngine, account: str, now: datetime) -> OnCall | None:
    """None where they answered none lately. Of a call that is over nothing is looked up but its end."""
    async with engine.connect() as connection:
        row = await _last_answered(connection, account, now)
        if row is None:
            return None
        over = from_micros(row.over) if row.over is not None else None
        call = OnCall(call=row.call, queue=row.queue, answered=from_micros(row.ended), over=over)
        if over is not None:
            return call
        number = await _number(connection, row.call)
        return call.with_(number=number, cases=tuple(await _cases(connection, number)) if number else ())


async def _last_answered(connection: AsyncConnection, account: str, now: datetime) -> Any:
    e, leg = t.call_events.c, t.legs.c
    over = select(func.min(e.at)).where(e.call == leg.call, e.at > leg.ended, e.event.in_(AFTER)).scalar_subquery()
    query = (
        select(leg.call, leg.queue, leg.ended, over.label("over"))
        .where(leg.entered >= to_micros(now - RECENT), leg.agent == account, leg.ending == CallEventKind.ANSWERED)
        .order_by(leg.ended.desc())
        .limit(1)
    )
    return (await connection.execute(query)).first()


async def _number(connection: AsyncConnection, call: str) -> str | None:
    """It stands with the party, and is gone when that was blanked."""
    query = (
        select(t.parties.c.phone)
        .join(t.call_events, t.call_events.c.party == t.parties.c.id)
        .where(t.call_events.c.call == call, t.parties.c.phone.is_not(None))
    )
    return (await connection.execute(query.limit(1))).scalar()


async def _cases(connection: AsyncConnection, number: str) -> Sequence[CallersCase]:
    p, c = t.parties.c, t.cases.c
    whose = or_(p.phone == number, p.id == party_id(f"tel:{number}"))
    query = (
        select(c.reference, c.status, c.product, p.name, c.received_at)
        .join(t.parties, p.id == c.party)
        .where(whose, c.merged_into.is_(None))
        .order_by((c.status == CaseStatus.CLOSED), c.received_at.desc())
    )
    return [
        CallersCase(
            reference=row.reference,
            status=row.status,
            product=row.product,
            name=row.name,
            received_at=from_micros(row.received_at),
        )
        for row in await connection.execute(query.limit(MOST))
    ]
