"""Calls of the past with how long they waited and how long an agent was busy with them, for planning staff."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from router.domain.moments import from_micros, to_micros
from router.domain.words import CallEventKind
from router.store import tables as t

#: what ends the work of the agent who answered
AFTER = (CallEventKind.ENDED, CallEventKind.QUEUED, CallEventKind.TRANSFERRED)


def past_calls(
    connection: Connection, queue: str, start: datetime, end: datetime
) -> Iterator[tuple[datetime, timedelta, str, timedelta | None]]:
    """Entered, wait, ending and time handled (None while unknown) of calls that entered `queue` in [start, end) and no
    longer wait. Of a call that was lost sight of, the wait is none that is known: 0."""
    finished = (
        select(func.min(t.call_events.c.at))
        .where(
            t.call_events.c.call == t.legs.c.call, t.call_events.c.at > t.legs.c.ended, t.call_events.c.event.in_(AFTER)
        )
        .scalar_subquery()
    )
    query = select(t.legs.c.entered, t.legs.c.ended, t.legs.c.ending, finished).where(
        t.legs.c.queue == queue,
        t.legs.c.entered >= to_micros(start),
        t.legs.c.entered < to_micros(end),
        t.legs.c.ended.is_not(None),
    )
    for entered, ended, ending, done in connection.execute(query.execution_options(stream_results=True)):
        wait = 0 if ending == CallEventKind.LOST else ended - entered
        handled = done - ended if done is not None and ending == CallEventKind.ANSWERED else None
        yield from_micros(entered), _span(wait), ending, None if handled is None else _span(handled)


def _span(micros: int) -> timedelta:
    return timedelta(microseconds=micros)
